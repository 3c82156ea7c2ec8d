"""A milestone at work: artefacts, each member's statement, the others' answers, disputes and their decision."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from services.projects.domain.contribution import Contribution
from services.projects.domain.milestone import Artefact, Milestone
from services.projects.domain.review import Dispute
from services.projects.domain.statement import Statement
from services.projects.domain.team import Reviewer, Team
from services.projects.store import audit, files, teams, work
from services.projects.usecases import counting, publishing, waits
from shared import clock, directory
from shared.errors import Conflict, Forbidden, Invalid, Stale
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import timers
from shared.mongo import transactional
from shared.viewer import Viewer


def _at_work(team_id: str, number: int, viewer: Viewer, now: datetime) -> tuple[Team, Milestone]:
    """My team and its milestone, which may still be changed. Rework is taken up by the first act."""
    team = teams.worked_in(team_id, viewer)
    milestone = teams.milestone(team.id, number)
    if milestone.state not in ("planned", "rework"):
        raise Conflict(N_("The milestone was delivered; it changes only when rework is asked for."))
    take_up(team, now)
    if team.state != "active":
        raise Conflict(N_("The team can work on a milestone while it is at work."))
    return team, milestone


def take_up(team: Team, now: datetime) -> None:
    if team.state == "rework":
        team.resume(now)
        teams.save(team)
        publishing.team(team, now)


@transactional
def add_artefact(
    team_id: str, number: int, sha256: str, description: str, viewer: Viewer, now: datetime
) -> Artefact:
    """Put a file that the team has uploaded into the milestone."""
    team, milestone = _at_work(team_id, number, viewer, now)
    held = files.file(team.id, sha256)
    artefact = Artefact(sha256, held["media_type"], description, held["size"], held["name"])
    work.add_artefact(team.id, milestone.id, artefact, viewer.person, now)
    audit.record(N_("File added"), milestone.id, viewer.person, now, sha256=sha256)
    return artefact


@transactional
def remove_artefact(team_id: str, number: int, sha256: str, viewer: Viewer, now: datetime) -> None:
    """Take a file out of the milestone; where nothing of the team refers to it any more, its content goes too."""
    team, milestone = _at_work(team_id, number, viewer, now)
    if any(one.sha256 == sha256 for said in work.of_milestone(milestone.id) for one in said.artefacts):
        raise Conflict(N_("A statement points at this file. Its author takes it out there first."))
    work.remove_artefact(milestone.id, sha256)
    if not work.refers(team.id, sha256):
        files.forget(team.id, sha256)
        counting.tell(team.organisation, now)
        timers.put(sha256, "file.sweep", now)
    audit.record(N_("File taken out"), milestone.id, viewer.person, now, sha256=sha256)


@transactional
def state(team_id: str, number: int, said: Mapping[str, Any], viewer: Viewer, now: datetime) -> Contribution:
    """Say what I did for the milestone; the others are asked. ``said``: text, share, percent, hours, artefacts."""
    team = teams.worked_in(team_id, viewer)
    milestone = teams.milestone(team.id, number)
    mine = work.of_member(milestone.id, viewer.person)
    if mine is None or mine.state != "returned":
        team, milestone = _at_work(team_id, number, viewer, now)
    new = mine is None
    mine = mine or Contribution(
        id=new_id(), team=team.id, milestone=milestone.id, brief=team.brief, person=viewer.person, state_since=now
    )  # fmt: skip
    peers_due = waits.due(
        "statement_confirmation", now, waits.calendar_of_team(team), waits.school_of_team(team)
    )
    mine.write(_statement(milestone, said), team, now, peers_due, directory.names(team.present).values())
    (work.add if new else work.save)(mine)
    withdraw_disputes(team, mine, now)
    waits.close("statement_confirmation", mine.id, now, outcome="withdrawn")
    if mine.peers:
        waits.open_case("statement_confirmation", waits.of_contribution(team, milestone, mine), now)
    audit.record(N_("Statement written"), milestone.id, viewer.person, now)
    return mine


def _statement(milestone: Milestone, said: Mapping[str, Any]) -> Statement:
    held = {artefact.sha256: artefact for artefact in work.artefacts(milestone.id)}
    named = list(dict.fromkeys(said.get("artefacts", ())))
    if any(sha256 not in held for sha256 in named):
        raise Invalid({"artefacts": N_("Point at files of this milestone.")})
    return Statement(
        text=said["text"],
        artefacts=[held[sha256] for sha256 in named],
        hours=said.get("hours", "0"),
        share=said.get("share", ""),
        percent=said.get("percent"),
    )


def withdraw_disputes(team: Team, contribution: Contribution, now: datetime, by: str | None = None) -> None:
    """Take back the open disputes about a statement (all, or one person's)."""
    still_open = False
    for dispute in work.disputes(team.id, "open"):
        if dispute.contribution == contribution.id and by in (None, dispute.by):
            dispute.withdraw(now)
            work.save_dispute(dispute)
            waits.close("dispute_decision", dispute.id, now, by=by, outcome="withdrawn")
        else:
            still_open = True
    _settle(team, still_open)


def _settle(team: Team, still_open: bool) -> None:
    if team.disputed and not still_open:
        team.settle()
        teams.save(team)


@transactional
def confirm(contribution_id: str, revision: int, viewer: Viewer, now: datetime) -> Contribution:
    """I confirm what another member states, in the ``revision`` that I have read. Raises Stale."""
    contribution, team, milestone = _of_another(contribution_id, revision, viewer, now)
    contribution.confirm(viewer.person, now)
    work.save(contribution)
    waits.close("statement_confirmation", contribution.id, now, by=viewer.person, person=viewer.person)
    withdraw_disputes(team, contribution, now, by=viewer.person)
    audit.record(
        N_("Statement of %(member)s confirmed"), milestone.id, viewer.person, now, to=contribution.person
    )
    return contribution


@transactional
def dispute(contribution_id: str, revision: int, reason: str, viewer: Viewer, now: datetime) -> Contribution:
    """I say that a statement, in the ``revision`` that I have read, is not right; the school supervisor decides. Until
    then it stands, marked. Raises Stale."""
    contribution, team, milestone = _of_another(contribution_id, revision, viewer, now)
    contribution.dispute(viewer.person, reason, now)
    work.save(contribution)
    waits.close("statement_confirmation", contribution.id, now, by=viewer.person, person=viewer.person)
    pairs = {(one.by, one.contribution) for one in work.disputes(team.id, "open")}
    if (viewer.person, contribution.id) not in pairs:
        opened = Dispute(
            id=new_id(), team=team.id, contribution=contribution.id, by=viewer.person, opened_at=now,
            due=waits.due("dispute_decision", now, waits.calendar_of_team(team), waits.school_of_team(team)),
        )  # fmt: skip
        work.add_dispute(opened)
        waits.open_case("dispute_decision", waits.of_dispute(team, milestone, opened), now, role="teacher")
    team.dispute()
    teams.save(team)
    audit.record(
        N_("Statement of %(member)s disputed"), milestone.id, viewer.person, now, to=contribution.person
    )
    return contribution


def _of_another(
    contribution_id: str, revision: int, viewer: Viewer, now: datetime
) -> tuple[Contribution, Team, Milestone]:
    contribution = work.contribution(contribution_id)
    team = teams.worked_in(contribution.team, viewer)
    if contribution.revision != revision:
        raise Stale(N_("The statement was written anew meanwhile. Read it again before you answer."))
    not_while_signing(contribution.milestone, now)
    return contribution, team, teams.known_milestone(contribution.milestone)


def not_while_signing(milestone_id: str, now: datetime) -> None:
    """What a reviewer is about to sign does not change under their hand."""
    if work.signing(milestone_id, now) is not None:
        raise Conflict(N_("The reviewer is signing just now. Try again in a quarter of an hour."))


@transactional
def decide_dispute(
    dispute_id: str, decision: Literal["stands", "returned"], reason: str, viewer: Viewer, now: datetime
) -> Dispute:
    """The school supervisor decides: the statement stands, or its author writes it anew."""
    found = work.dispute(dispute_id)
    team = teams.team(found.team, viewer)
    by = judge_of(team, found, viewer, now)
    contribution = work.contribution(found.contribution)
    not_while_signing(contribution.milestone, now)
    found.decide(decision, viewer.person, reason, now)
    work.save_dispute(found)
    waits.close("dispute_decision", found.id, now, by=viewer.person)
    if decision == "returned":
        contribution.close_hearing()
        contribution.give_back(by, team, reason, now)
        work.save(contribution)
        waits.close("statement_confirmation", contribution.id, now, outcome="withdrawn")
    _settle(team, bool(work.disputes(team.id, "open")))
    audit.record(
        N_("Dispute decided"),
        contribution.milestone,
        viewer.person,
        now,
        operator=viewer.operator,
        decision=decision,
    )
    return found


def judge_of(team: Team, dispute: Dispute, viewer: Viewer, now: datetime) -> Reviewer:
    """The school first; the operator when its time is over, having opened the data of both sides, who are told."""
    for member in team.members:
        if viewer.has("teacher", member.school) or viewer.has("school_admin", member.school):
            school = directory.organisation(member.school)
            return Reviewer(viewer.person, "teacher", member.school, school.name if school else "")
    if not viewer.operator:
        raise Forbidden(N_("The school supervisor of a member decides a dispute."))
    steps = waits.row("dispute_decision", waits.school_of_team(team)).escalation
    days = {role: days for days, role in steps}["operator"]
    if now < clock.due_in_days(days, dispute.opened_at, waits.calendar_of_team(team)):
        raise Forbidden(N_("The school decides first; the operator only when its time is over."))
    if not {dispute.by, work.contribution(dispute.contribution).person} <= viewer.looks_at:
        raise Forbidden(N_("Open the data of both sides first: the decision rests on what they wrote."))
    return Reviewer(viewer.person, "operator", "", "")


@transactional
def hearing_over(contribution_id: str, now: datetime) -> None:
    """Who was silent has not confirmed; the mentor decides, and the credential says so."""
    contribution = work.contribution(contribution_id)
    if contribution.state in ("stated", "confirmed", "disputed") and not contribution.heard:
        contribution.close_hearing()
        work.save(contribution)
        audit.record(
            N_("The time to confirm is over"), contribution.milestone, None, now, member=contribution.person
        )
    waits.close("statement_confirmation", contribution.id, now, outcome="lapsed")
