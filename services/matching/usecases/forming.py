"""Forms the teams of a closed brief, and fills a seat again: the long part, worked out without a transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime
from typing import Any

from services.matching import book
from services.matching.domain.binding import NOBODY, Bound
from services.matching.domain.briefs import Brief
from services.matching.domain.proposal import Proposal
from services.matching.scoring import fit
from services.matching.store import bids, briefs, holdings, proposals, students
from services.matching.store.students import Studies
from services.matching.teams import (
    Candidate,
    Limits,
    Member,
    TeamPlan,
    Waiting,
    Why,
    form_team,
    refill,
)
from services.matching.usecases import keeping
from shared import directory


@dataclass(frozen=True)
class Field:
    """Those who bid on a brief and may join a team: where they study, and what each would bring."""

    studies: Mapping[str, Studies]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Formed:
    """A plan and the field that it was made from. ``first``: person → the message that says why not their first bid;
    ``bound``: who asked to go together."""

    plan: TeamPlan
    field: Field
    first: Mapping[str, Mapping[str, Any]] = dataclass_field(default_factory=dict)
    bound: Bound = NOBODY


def field_of(brief: Brief, now: datetime, held_by: str | None = None) -> Field:
    """Who bid, studies in a school of the brief's region that approved it, is in no other team, and acts alone or by
    a guardian's consent.

    ``held_by``: a proposal whose own people count too.
    """
    ranks = bids.on(brief.id)
    people = {*ranks, *(_members(held_by) if held_by else ())}
    places = students.studies_in(briefs.approving_schools(brief.id), people)
    studies = {place.person: place for place in reversed(places) if place.region == brief.region}
    taken = {person for person, proposal in students.engaged(studies).items() if proposal != held_by}
    free = sorted(studies.keys() - taken - directory.under_age(studies, "contract", now))
    held, weeks = holdings.of_people(free), bids.weeks_of(free)
    candidates = tuple(
        Candidate(one, held.get(one, ()), ranks.get(one), weeks.get(one), studies[one].programme)
        for one in free
    )
    return Field(studies, candidates)


def _members(proposal_id: str) -> list[str]:
    found = proposals.found(proposal_id)
    return found.members if found else []


def form(brief_id: str, now: datetime) -> list[Formed]:
    """The teams that the brief still needs, best first; the last may be an impossible one, which says why."""
    brief = briefs.found(brief_id)
    if brief is None or brief.state != "closed":
        return []
    wanted = brief.teams - len(proposals.of_brief(brief_id))
    field, formed, today = field_of(brief, now), [], now.date()
    for _ in range(wanted):
        bound = keeping.for_brief(brief, field.candidates)
        plan, bound = _together(brief, field, bound, today)
        formed.append(Formed(plan, field, bound=bound))
        if not plan.possible:
            break
        left = tuple(one for one in field.candidates if one.id not in plan.ids)
        field = Field(field.studies, left)
    return formed


def _together(brief: Brief, field: Field, bound: Bound, today: date) -> tuple[TeamPlan, Bound]:
    """The best team that keeps together whoever asked for it; where there is none, the best without."""
    limits = Limits(together=bound.units)
    plan = form_team(book.graph(), brief.team, field.candidates, today, limits)
    if plan.possible or not bound.units:
        return plan, bound
    return form_team(book.graph(), brief.team, field.candidates, today), bound.loosened()


def fill(proposal_id: str, now: datetime) -> Formed | None:
    """The team with its free seats filled from the reserve; None when nothing is to be filled any more."""
    proposal = proposals.found(proposal_id)
    brief = briefs.found(proposal.brief) if proposal else None
    if proposal is None or brief is None or not proposal.vacant:
        return None
    field, today = field_of(brief, now, held_by=proposal.id), now.date()
    before = _as_plan(proposal, brief, proposals.reserve(proposal.id), today)
    gone = [one for one in before.ids if one not in proposal.members]
    bound = keeping.for_brief(brief, [one for one in field.candidates if one.id not in proposal.members])
    kept = Limits(together=bound.units)
    plan = refill(book.graph(), before, gone, brief.team, field.candidates, today, kept)
    if plan.possible:
        return Formed(plan, field, bound=bound)
    plan = refill(book.graph(), before, gone, brief.team, field.candidates, today)
    return Formed(plan, field, bound=bound.loosened())


def _as_plan(proposal: Proposal, brief: Brief, reserve: Sequence[str], today: date) -> TeamPlan:
    """The proposal as it was before a seat fell free: refilling asks of a plan who is in it and who waits."""
    unknown = fit(book.graph(), brief.needs, (), today)
    free = [f"free seat {number}" for number in range(proposal.size - len(proposal.members))]
    members = tuple(Member(one, unknown, None, 0.0, 0.0) for one in [*proposal.members, *free])
    waiting = tuple(Waiting(one, None, None, "ranked") for one in reserve)
    return TeamPlan(members, waiting, 0.0, 0.0, (), None, Why("best"))
