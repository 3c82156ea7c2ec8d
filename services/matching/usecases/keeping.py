"""Those who asked to go together, as a constraint: of a brief that fills by itself, and of a round."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from services.matching.domain.binding import HOURS, RULE, SIZE, Bound, Why, Wish, bind, said
from services.matching.domain.briefs import COMMON_SLOTS, Brief
from services.matching.domain.rounds import Round
from services.matching.store import bids, companions
from services.matching.teams import Candidate


def for_brief(brief: Brief, candidates: Iterable[Candidate]) -> Bound:
    """Teams that applied for the brief and students who name each other, of those who bid on it."""
    weeks = {one.id: one.slots for one in candidates if one.rank is not None}

    def why_not(unit: Wish) -> Why | None:
        if len(unit) > brief.team_max:
            return said(SIZE, count=len(unit))
        return _hours(unit, weeks, COMMON_SLOTS)

    return bind(_wishes([brief.id], weeks), why_not, frozenset(weeks))


def for_round(one: Round, offered: Sequence[Brief], people: Collection[str]) -> Bound:
    """The same over all briefs of a round, with what the school's rules say first."""
    weeks = bids.weeks_of(people)
    most = max((brief.team_max for brief in offered), default=0)
    ids = frozenset(brief.id for brief in offered)
    together = [frozenset((row["one"], row["other"])) for row in one.pairs if row["kind"] == "together"]

    def why_not(unit: Wish) -> Why | None:
        if len(unit) > most:
            return said(SIZE, count=len(unit))
        if _forbidden(one, unit, ids):
            return said(RULE)
        return _hours(unit, weeks, one.settings.common_slots)

    return bind(_wishes(sorted(ids), people), why_not, frozenset(people), together)


def _wishes(ids: Sequence[str], people: Collection[str]) -> list[Wish]:
    """Teams first, as they were formed; then pairs. Of a team those count who could be there at all."""
    teams = [frozenset(team.members) for team in companions.applied(ids)]
    return [*(team for team in teams if len(team) > 1 and team & set(people)), *companions.pairs(people)]


def _hours(unit: Wish, weeks: Mapping[str, frozenset[int] | None], need: int) -> Why | None:
    given = [hours for person in unit if (hours := weeks.get(person)) is not None]
    have = len(frozenset.intersection(*given)) if given else need
    return said(HOURS, have=have, need=need) if have < need else None


def _forbidden(one: Round, unit: Wish, briefs: frozenset[str]) -> bool:
    """Whether the school's rules leave these people no brief at which they could be together."""
    if any(row["kind"] == "apart" and {row["one"], row["other"]} <= unit for row in one.pairs):
        return True
    left = set(briefs)
    for row in one.pairs:
        if row["one"] in unit and row["kind"] == "fixed":
            left &= {row["other"]}
        elif row["one"] in unit and row["kind"] == "forbidden":
            left -= {row["other"]}
    return not left
