"""A milestone is delivered, judged from outside the team, signed for, and becomes evidence."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.projects.domain.brief import Brief
from services.projects.domain.contribution import Contribution
from services.projects.domain.milestone import Milestone, Verdict
from services.projects.domain.review import Rated, Review
from services.projects.domain.statement import Departure, Rating, rate
from services.projects.domain.team import Reviewer, Team
from services.projects.domain.terms import deed
from services.projects.store import audit, teams, work
from services.projects.usecases import publishing, teaming, waits
from services.projects.usecases.working import not_while_signing, take_up
from shared import directory, tokens
from shared.endorsement import record_hash
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.events import projects as events
from shared.ids import new_id
from shared.keys import SigningKey
from shared.messages import N_
from shared.messaging import outbox
from shared.mongo import transactional
from shared.viewer import Viewer

SIGN_WITHIN = timedelta(minutes=15)
STATEMENT = "signing+jwt"
"""The ``typ`` of the token by which accounts knows that projects asks for the signature."""


@transactional
def deliver(team_id: str, number: int, viewer: Viewer, now: datetime) -> Milestone:
    """Hand the milestone to the mentor: what the team did, and who did what of it."""
    team = teams.worked_in(team_id, viewer)
    take_up(team, now)
    milestone = teams.milestone(team.id, number)
    _in_order(team, milestone)
    stated = {one.person: one for one in work.of_milestone(milestone.id)}
    if not any(one.state != "returned" for one in stated.values()):
        raise Invalid(
            {"statements": N_("At least one member states what they did before the team delivers.")}
        )
    review_due = waits.due("milestone_review", now, waits.calendar_of_team(team), waits.school_of_team(team))
    milestone.deliver(viewer.person, team, work.artefacts(milestone.id), now, review_due)
    teams.save_milestone(milestone)
    if milestone.last:
        team.deliver(now)
        teams.save(team)
        publishing.team(team, now)
    waits.close("milestone_work", milestone.id, now, by=viewer.person)
    waits.open_case("milestone_review", waits.of_milestone(team, milestone, "/review"), now, role="mentor")
    audit.record(N_("Milestone delivered"), milestone.id, viewer.person, now, round=milestone.rounds)
    return milestone


def _in_order(team: Team, milestone: Milestone) -> None:
    first = teams.open_milestones([team.id]).get(team.id)
    if first is not None and first.number < milestone.number:
        raise Conflict(N_("An earlier milestone is not accepted yet."))


@dataclass(frozen=True)
class Asked:
    """The reviewer is led to /accounts/sign/<request>?after=<event>."""

    request: str
    event: str


def reviewer_of(team: Team, milestone: Milestone, viewer: Viewer) -> Reviewer:
    """In which role the viewer may judge. Raises Forbidden with the reason, NotFound for strangers."""
    by = _mentor(team, viewer) or _teacher(team, milestone, viewer)
    team.must_not_judge(by)
    return by


def _mentor(team: Team, viewer: Viewer) -> Reviewer | None:
    if not viewer.has("mentor", team.organisation):
        return None
    return Reviewer(viewer.person, "mentor", team.organisation, _name(team.organisation))


def _teacher(team: Team, milestone: Milestone, viewer: Viewer) -> Reviewer:
    school = next((one.school for one in team.members if viewer.has("teacher", one.school)), None)
    if school is None:
        raise NotFound(N_("There is no such milestone."))
    if not milestone.open_to_teacher:
        raise Forbidden(N_("The company's mentor still has time to review; then a teacher may."))
    return Reviewer(viewer.person, "teacher", school, _name(school))


def _name(organisation: str) -> str:
    found = directory.organisation(organisation)
    return found.name if found else ""


@transactional
def accept(
    team_id: str, number: int, verdicts: Sequence[Verdict], ratings: Sequence[Mapping[str, Any]], key: SigningKey,
    viewer: Viewer, now: datetime,
) -> Asked:  # fmt: skip
    """Decide that the milestone is accepted; it is when the reviewer has signed. Nothing changes before that.

    ``ratings`` [{person, skill, level, reason}] are departures from the needed levels.
    """
    team = teams.led(team_id, viewer)
    milestone = teams.milestone(team.id, number)
    by = reviewer_of(team, milestone, viewer)
    brief = teaming.brief_of(team)
    said = [one for one in work.of_milestone(milestone.id) if one.state != "returned"]
    rated = _ratings(milestone, brief, said, ratings)
    review = Review(
        id=new_id(), request=new_id(), team=team.id, milestone=milestone.id, round=milestone.rounds, reviewer=by,
        verdicts=list(verdicts), ratings=[Rated(one.id, rated[one.id]) for one in said], at=now,
        expires=now + SIGN_WITHIN,
    )  # fmt: skip
    judge(review, copy.deepcopy(milestone), copy.deepcopy(team), said)
    review.records = _records(team, milestone, brief, said, verdicts)
    work.add_review(review)
    audit.record(N_("Accepted, to be signed"), milestone.id, viewer.person, now)
    return Asked(review.request, _ask_for_signature(review, brief, milestone, key, now))


def _ratings(
    milestone: Milestone, brief: Brief, said: Sequence[Contribution], given: Sequence[Mapping[str, Any]]
) -> dict[str, list[Rating]]:
    """The ratings of each contribution, by its id."""
    people = {one.person for one in said}
    errors = {}
    for n, row in enumerate(given):
        if row["person"] not in people:
            errors[f"ratings.{n}.person"] = N_("This person has no statement in this milestone.")
        elif not milestone.rates_skills:
            errors[f"ratings.{n}.skill"] = N_("Skills are not rated at this milestone.")
    if errors:
        raise Invalid(errors)
    if not milestone.rates_skills:
        return {one.id: [] for one in said}
    found = {}
    for one in said:
        places = {row["skill"]: n for n, row in enumerate(given) if row["person"] == one.person}
        departures = {
            skill: Departure(given[n]["level"], given[n].get("reason", "")) for skill, n in places.items()
        }
        try:
            found[one.id] = rate(brief.skills, departures)
        except Invalid as error:
            raise Invalid(_by_place(error.errors, places)) from error
    return found


def _by_place(errors: Mapping[str, str], places: Mapping[str, int]) -> dict[str, str]:
    """Errors of ``rate`` ("ratings.<uri>.achieved") by the place of the rating in what was sent."""
    found = {}
    for name, sentence in errors.items():
        about = name.removeprefix("ratings.")
        for uri, place in places.items():
            for end, field in (("", "skill"), (".achieved", "level"), (".reason", "reason")):
                if about == uri + end:
                    found[f"ratings.{place}.{field}"] = sentence
    return found


def judge(review: Review, milestone: Milestone, team: Team, said: Sequence[Contribution]) -> None:
    """Accept milestone and contributions as decided; raises what the rules refuse."""
    ratings = {one.contribution: one.ratings for one in review.ratings}
    milestone.accept(review.reviewer, team, dict(enumerate(review.verdicts)), review.at)
    for contribution in said:
        contribution.accept(review.reviewer, team, ratings[contribution.id], review.at)


def _records(
    team: Team, milestone: Milestone, brief: Brief, said: Sequence[Contribution], verdicts: Sequence[Verdict]
) -> list[dict[str, Any]]:
    """What is to be signed of each contribution; ``said`` as accepted, which is not saved."""
    judged = copy.deepcopy(milestone)
    for criterion, verdict in zip(judged.criteria, verdicts, strict=False):
        criterion.met = verdict.met
    company = directory.organisation(team.organisation)
    schools = {member.person: member.school for member in team.members}
    title = deed(brief.title, milestone.title, len(teams.milestones(team.id)))
    found = []
    for one in said:
        record = one.record(
            judged, brief_title=title, summary=brief.problem, company=company.name if company else "",
            school=_name(schools[one.person]), demo=bool(company and company.demo),
        )  # fmt: skip
        found.append(
            {"contribution": one.id, "person": one.person, "hash": record_hash(record), "record": record}
        )
    return found


def _ask_for_signature(
    review: Review, brief: Brief, milestone: Milestone, key: SigningKey, now: datetime
) -> str:
    hashes = {row["contribution"]: row["hash"] for row in review.records}
    claims = {"request": review.request, "hashes": hashes, "exp": int(review.expires.timestamp())}
    personal: dict[str, dict[str, Any]] = {}
    for row in review.records:
        part = personal.setdefault(row["person"], {"records": {}})
        part["records"][row["contribution"]] = row["record"]
    asked = events.SigningRequested(
        request=review.request, review=review.id, team=review.team, reviewer=review.reviewer.person,
        organisation=review.reviewer.organisation, role=review.reviewer.role, brief_title=brief.title,
        milestone_title=milestone.title, contributions=sorted(hashes), hashes=hashes,
        owners={row["contribution"]: row["person"] for row in review.records}, expires=review.expires,
        token=tokens.sign(key, STATEMENT, claims), personal=personal,
    )  # fmt: skip
    return outbox.append(asked, now)


@transactional
def ask_rework(
    team_id: str, number: int, verdicts: Sequence[Verdict], reason: str, viewer: Viewer, now: datetime
) -> Milestone:
    """Send the milestone back with what is not met; statements that were heard are written anew."""
    team = teams.led(team_id, viewer)
    milestone = teams.milestone(team.id, number)
    by = reviewer_of(team, milestone, viewer)
    not_while_signing(milestone.id, now)
    milestone.ask_rework(by, team, dict(enumerate(verdicts)), reason, now)
    teams.save_milestone(milestone)
    for contribution in work.of_milestone(milestone.id):
        if contribution.reviewable:
            contribution.give_back(by, team, reason, now)
            work.save(contribution)
            waits.close("statement_confirmation", contribution.id, now, outcome="withdrawn")
    if team.state == "delivered":
        team.ask_rework(by, reason, now)
        teams.save(team)
        publishing.team(team, now)
    waits.close("milestone_review", milestone.id, now, by=viewer.person)
    case = waits.of_milestone(team, milestone, persons=tuple(team.present))
    waits.open_case("milestone_work", case, now, begin=max(now, milestone.due))
    audit.record(N_("Rework asked for"), milestone.id, viewer.person, now, round=milestone.rounds)
    return milestone


@transactional
def open_to_teacher(milestone_id: str, now: datetime) -> None:
    """The mentor was silent until the end: a teacher of the members may review in their place."""
    milestone = teams.known_milestone(milestone_id)
    if milestone.state != "delivered" or milestone.delivered_at is None:
        return
    milestone.open_to_teacher = True
    teams.save_milestone(milestone)
    team = teams.known(milestone.team)
    case = waits.of_milestone(team, milestone, "/review")
    waits.ask_also("milestone_review", case, "teacher", now, now)
    audit.record(N_("The mentor was silent; the teacher may review"), milestone.id, None, now)
