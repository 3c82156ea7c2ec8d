"""A published round as it stands: who has which place, who waits for one, and where those can go while nobody moves."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.matching import book, solving
from services.matching.domain.proposal import Proposal
from services.matching.domain.rounds import Round
from services.matching.placing import Case, Repair, digest, repair, repair_together
from services.matching.solving import Refused, Tell
from services.matching.store import proposals, rounds
from services.matching.store.plans import Frozen
from services.matching.usecases import freezing
from services.matching.usecases.forming import Formed
from services.matching.usecases.round_forming import Opened, bound_of, spare, team_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Standing:
    """``at``: place → the proposal that fills it. ``teams``: place → its members, by their names in ``frozen``, which
    is read now. ``waiting``: who has no team and may be asked."""

    one: Round
    frozen: Frozen
    case: Case
    at: Mapping[str, Proposal]
    teams: Mapping[str, Sequence[str]]
    waiting: Sequence[str]

    @classmethod
    def of(cls, one: Round, now: datetime) -> "Standing":
        every = proposals.of_round(one.id)
        there = [proposal for proposal in every if proposal.live or proposal.state == "confirmed"]
        ours = frozenset(proposal.id for proposal in there)
        read = freezing.freeze(one, now, ours, together=False)  # one place is better than none for both
        names = {person: name for name, person in read.people.items() if person}
        document = dict(read.document) | _not_again(every, read, names)
        frozen = replace(read, document=document, sha256=digest(document))
        at = _at_places(there, frozen)
        teams = {place: [names[each] for each in row.members if each in names] for place, row in at.items()}
        waiting = [names[person] for person in spare(one, now) if person in names]
        return cls(one, frozen, Case.of(document, book.graph()), at, teams, waiting)


@dataclass(frozen=True)
class Repaired:
    """``joins``: a proposal and its team with those who came in. ``left``: how many have no team."""

    joins: Mapping[str, Formed]
    opens: Sequence[Opened]
    left: int


def repaired(round_id: str, now: datetime, tell: Tell) -> Repaired | None:
    """Where those without a team can go while everybody else stays; None when the round is not published."""
    one = rounds.found(round_id)
    if one is None or one.state != "published":
        return None
    here = Standing.of(one, now)
    room = [place for place, row in here.at.items() if row.live]
    return _as_teams(here, _repair(here, room, tell), now)


def _repair(here: Standing, room: Sequence[str], tell: Tell) -> Repair:
    """All at once where one by one somebody is left; one by one where that program comes to nothing."""

    def fewest(document: Mapping[str, Any], at: Mapping[str, str], places: Sequence[str]) -> dict[str, str]:
        return solving.fewest(document, at, places, tell)

    try:
        return repair_together(here.frozen.document, here.case, here.teams, room, here.waiting, fewest)
    except (Refused, RuntimeError) as error:
        log.warning("a round was repaired one by one", extra={"round": here.one.id, "reason": str(error)})
        return repair(here.case, here.teams, room, here.waiting)


def _at_places(there: Sequence[Proposal], frozen: Frozen) -> dict[str, Proposal]:
    """place → the proposal that fills it; the first team of a brief at its first place."""
    free = {
        brief: [place for place, other in frozen.briefs.items() if other == brief]
        for brief in frozen.briefs.values()
    }
    return {free[row.brief].pop(0): row for row in there if free.get(row.brief)}


def _not_again(
    every: Sequence[Proposal], frozen: Frozen, names: Mapping[str, str]
) -> dict[str, list[list[str]]]:
    """Nobody is asked again for a brief whose seat they did not take."""
    refused = {
        (names[seat.person], place)
        for row in every
        for seat in row.seats
        if seat.person in names and seat.state in ("declined", "expired")
        for place, brief in frozen.briefs.items()
        if brief == row.brief
    }
    return {"forbidden": [*frozen.document["forbidden"], *map(list, sorted(refused))]}


def _as_teams(here: Standing, found: Repair, now: datetime) -> Repaired:
    joins: dict[str, list[str]] = {}
    for name, place in found.joins:
        joins.setdefault(place, []).append(name)
    one, frozen = here.one, here.frozen
    formed = {
        here.at[place].id: as_team(one, frozen, place, [*here.teams[place], *new], now, here.at[place].id)
        for place, new in joins.items()
    }
    opens = [opened(one, frozen, place, names, now) for place, names in found.opens]
    return Repaired(formed, opens, len(found.left))


def as_team(
    one: Round, frozen: Frozen, place: str, names: Sequence[str], now: datetime, proposal: str | None = None
) -> Formed:
    """The team of these students at a place; ``proposal``: the one that fills it already."""
    people = [str(frozen.people[name]) for name in names]
    brief = next(brief for brief in freezing.usable(one) if brief.id == frozen.briefs[place])
    return replace(team_of(one, brief, people, (), now, proposal), bound=bound_of(frozen))


def opened(one: Round, frozen: Frozen, place: str, names: Sequence[str], now: datetime) -> Opened:
    return Opened(frozen.briefs[place], place, as_team(one, frozen, place, names, now))
