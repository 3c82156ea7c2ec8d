"""A team from its confirmation to its end: papers, start, leaving and refilling, cancelling."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.projects.domain.brief import Brief
from services.projects.domain.milestone import Criterion, Milestone
from services.projects.domain.team import Member, Team
from services.projects.store import audit, briefs, proposals, teams, work
from services.projects.usecases import bidding, counting, papers, placements, publishing, waits
from shared import clock, mongo
from shared.errors import Conflict, NotFound
from shared.events import projects as events
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import erased, outbox
from shared.mongo import transactional
from shared.viewer import Viewer

WAITS_OF_A_TEAM = ("team_start", "signature")
WAITS_OF_A_MILESTONE = ("milestone_work", "milestone_review")
GONE = N_("The account was erased.")


@transactional
def confirmed(event: Any, n: int, now: datetime) -> None:
    """Matching confirmed the proposal: the team exists, and waits for the papers of its kind."""
    held = proposals.find(event.proposal)
    if held is not None:
        held.n, held.state = n, "confirmed"
        proposals.save(held)
    waits.close("team_confirmation", event.proposal, now)
    if teams.of_proposal(event.proposal) is not None:
        return
    brief = briefs.known(event.brief)
    team = Team(
        id=new_id(), brief=brief.id, proposal=event.proposal, brief_version=brief.published_version,
        organisation=brief.organisation, region=brief.region, kind=brief.kind, vulnerable=brief.vulnerable,
        size=len(event.members),
        members=[Member(person, event.about(person, "school", "")) for person in event.members],
        captain=event.captain, state_since=now, confirmed_at=now,
    )  # fmt: skip
    teams.add(team)
    publishing.team(team, now)
    counting.tell(team.organisation, now)
    audit.record(N_("Team confirmed"), team.id, None, now)
    audit.record(N_("Team confirmed"), brief.id, None, now, team=team.id)
    for person in sorted(erased.among(event.members)):  # the erasure was faster than the team
        drop(team, person, now)
    _ask_for_papers(team, tuple(team.present), now)
    waits.open_case("team_start", waits.of_team(team), now, role="mentor")
    if papers.asks(team, "school"):
        waits.ask_also("team_start", waits.of_team(team), "teacher", now, now)
    bidding.seats_taken(brief, now)


def _ask_for_papers(team: Team, persons: tuple[str, ...], now: datetime) -> None:
    if papers.asks(team, "member"):
        waits.open_case("signature", waits.of_team(team, persons), now)
    placements.ask(team, persons, now)


def start(team_id: str, facts: Mapping[str, Any], viewer: Viewer, now: datetime) -> Team:
    """As ``_start``; whom it waits for has been asked, even where it is refused."""
    placements.ask_before_start(team_id, viewer, now)
    return _start(team_id, facts, viewer, now)


@transactional
def _start(team_id: str, facts: Mapping[str, Any], viewer: Viewer, now: datetime) -> Team:
    """Note the papers that were handed over, and begin. ``facts``: papers [{key, person, note}], insurance, start_on.

    Raises Invalid with the list of what this kind still needs; then nothing was noted.
    """
    team = teams.led(team_id, viewer)
    papers.note(team, facts, viewer, now)
    terms = briefs.edition(team.brief, team.brief_version)
    calendar = waits.calendar_of_team(team)
    begin: date = facts.get("start_on") or now.astimezone(ZoneInfo(calendar.zone)).date()
    end = begin + timedelta(weeks=terms["weeks"])
    team.start(papers.missing(team, begin.isoformat(), end.isoformat(), now), now)
    team.start_on = begin.isoformat()
    team.mentor = viewer.person if viewer.has("mentor", team.organisation) else team.mentor
    teams.save(team)
    for milestone in _planned(team, terms, begin, calendar, now):
        teams.add_milestone(milestone)
    for kind in WAITS_OF_A_TEAM:
        waits.close(kind, team.id, now, by=viewer.person)
    ask_for_next(team, now)
    publishing.team(team, now)
    audit.record(N_("Team started"), team.id, viewer.person, now)
    return team


def _planned(
    team: Team, terms: Mapping[str, Any], begin: date, calendar: clock.Calendar, now: datetime
) -> list[Milestone]:
    """The brief's milestones with their days. Skills are rated at the last one, and at the one in the middle."""
    rows = sorted(terms["milestones"], key=lambda row: row["week"])
    last, middle = len(rows) - 1, (len(rows) - 1) // 2
    return [
        Milestone(
            id=new_id(),
            team=team.id,
            brief=team.brief,
            number=n + 1,
            title=row["title"],
            deliverables=row["deliverables"] or terms["deliverables"],
            criteria=[Criterion(text) for text in (row["criteria"] or terms["criteria"])],
            due=clock.end_of_day(calendar.working_day(begin + timedelta(weeks=row["week"])), calendar.zone),
            last=n == last,
            rates_skills=n in (last, middle),
            state_since=now,
        )
        for n, row in enumerate(rows)
    ]


def ask_for_next(team: Team, now: datetime) -> None:
    """The members work at the first milestone that is not accepted; it waits for them."""
    milestone = teams.open_milestones([team.id]).get(team.id)
    if milestone is not None and milestone.state != "delivered":
        case = waits.of_milestone(team, milestone, persons=tuple(team.present))
        waits.open_case("milestone_work", case, now, begin=milestone.due)


@transactional
def leave(team_id: str, reason: str, viewer: Viewer, now: datetime) -> Team:
    """A member leaves, with a reason; the seat is offered to the reserve."""
    team = teams.worked_in(team_id, viewer)
    _leave(team, viewer.person, reason, viewer.person, now)
    return team


def _leave(team: Team, person: str, reason: str, by: str | None, now: datetime) -> None:
    team.leave(person, reason, now)
    teams.save(team)
    waits.close("signature", team.id, now, by=by, person=person, outcome="withdrawn")
    placements.end(team, now, person)
    for milestone in teams.milestones(team.id):
        waits.close("milestone_work", milestone.id, now, by=by, person=person, outcome="withdrawn")
        for contribution in work.of_milestone(milestone.id):
            waits.close("statement_confirmation", contribution.id, now, person=person, outcome="withdrawn")
    left = events.MemberLeft(team=team.id, brief=team.brief, proposal=team.proposal, person=person)
    outbox.append(left, now)
    publishing.team(team, now)
    audit.record(N_("A member left the team"), team.id, by, now, member=person)


def drop(team: Team, person: str, now: datetime) -> None:
    """A member's account was erased; the seat is offered to the reserve."""
    _leave(team, person, GONE, None, now)


def remove(team: Team, person: str, reason: str, now: datetime) -> None:
    """A guardian's answer ends it for the member, at once; the seat is offered to the reserve."""
    _leave(team, person, reason, None, now)


@transactional
def unsigned(team_id: str, now: datetime) -> None:
    """The time to sign is over: the seats of those who did not are refilled from the reserve."""
    team = teams.known(team_id)
    if team.state != "confirmed":
        return
    for person in papers.lack(team, "member"):
        _leave(team, person, N_("Did not sign in time"), None, now)


@transactional
def refilled(event: Any, now: datetime) -> None:
    """Somebody of the reserve takes the free seat; a team that ended meanwhile takes nobody."""
    team = teams.known(event.team)
    if event.person in team.present or erased.is_erased(event.person):
        return
    try:
        if team.state != "confirmed" and placements.has_no_consent(team, event.person, now):
            raise Conflict(N_("A minor joins a placement at work only with the guardian's consent to it."))
        team.join(event.person, event.about(event.person, "school", ""), "")
    except Conflict:
        audit.record(N_("A seat could not be refilled any more"), team.id, None, now, member=event.person)
        return
    teams.save(team)
    proposals.add_member(team.proposal, event.person, dict(event.personal.get(event.person, {})))
    publishing.team(team, now)
    audit.record(N_("A member joined the team"), team.id, event.person, now)
    if team.state == "confirmed":
        _ask_for_papers(team, (event.person,), now)
    else:
        _ask_to_work(team, event.person, now)


def _ask_to_work(team: Team, person: str, now: datetime) -> None:
    milestone = teams.open_milestones([team.id]).get(team.id)
    if milestone is not None and milestone.state != "delivered":
        case = waits.of_milestone(team, milestone, persons=(person,))
        waits.open_case("milestone_work", case, now, begin=milestone.due)


@transactional
def pause(team_id: str, reason: str, viewer: Viewer, now: datetime) -> Team:
    team = teams.led(team_id, viewer)
    team.pause(reason, now)
    return _moved(team, N_("Team paused"), viewer, now)


@transactional
def resume(team_id: str, viewer: Viewer, now: datetime) -> Team:
    team = teams.led(team_id, viewer)
    team.resume(now)
    return _moved(team, N_("Team goes on"), viewer, now)


@transactional
def cancel(team_id: str, reason: str, expected_version: int | None, viewer: Viewer, now: datetime) -> Team:
    team = teams.led(team_id, viewer)
    mongo.expect_version(team, expected_version)
    team.cancel(viewer.person, reason, now)
    placements.end(team, now)
    for kind in WAITS_OF_A_TEAM:
        waits.close(kind, team.id, now, by=viewer.person, outcome="withdrawn")
    for milestone in teams.milestones(team.id):
        for kind in WAITS_OF_A_MILESTONE:
            waits.close(kind, milestone.id, now, by=viewer.person, outcome="withdrawn")
        for contribution in work.of_milestone(milestone.id):
            waits.close("statement_confirmation", contribution.id, now, outcome="withdrawn")
    return _moved(team, N_("Team cancelled"), viewer, now)


@transactional
def archive(team_id: str, viewer: Viewer, now: datetime) -> Team:
    team = teams.led(team_id, viewer)
    team.archive(now)
    return _moved(team, N_("Team archived"), viewer, now)


def _moved(team: Team, act: str, viewer: Viewer, now: datetime) -> Team:
    teams.save(team)
    publishing.team(team, now)
    audit.record(act, team.id, viewer.person, now)
    return team


def brief_of(team: Team) -> Brief:
    """The brief as the team agreed to it. Of a team that the caller has read."""
    if team.brief_version < 1:
        raise NotFound(N_("There is no such brief."))
    brief = briefs.known(team.brief)
    terms = briefs.edition(team.brief, team.brief_version)
    return mongo.load(Brief, mongo.converter.unstructure(brief) | terms)
