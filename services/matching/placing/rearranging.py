"""A published round repaired: places for those who have none, with as few others moved as possible."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.matching.placing.case import Case, Teams
from services.matching.placing.changing import OUT

PAIRS = 20_000
"""Up to so many pairs of student and team are looked at; of a larger round the teams that may help most."""

KINDS = ("apart", "together", "fixed", "forbidden")

Fewest = Callable[[Mapping[str, Any], Mapping[str, str], Sequence[str]], Mapping[str, str]]
"""(document, student → place now, `OUT` for who waits; places that may be used) → student → place, as
`services.matching.engine.fewest` finds it."""


@dataclass(frozen=True, slots=True)
class Rearranged:
    """``teams``: afterwards. ``moves``: (student, from, to) of those who have a place now; ``joins``: (student, to) of
    those who have none; ``left``: who fits nowhere. ``looked``: at how many of ``of`` teams and free places."""

    teams: Teams
    moves: tuple[tuple[str, str, str], ...]
    joins: tuple[tuple[str, str], ...]
    left: tuple[str, ...]
    looked: int
    of: int


def rearranged(
    document: Mapping[str, Any],
    case: Case,
    teams: Teams,
    room: Collection[str],
    staying: Collection[str],
    waiting: Collection[str],
    fewest: Fewest,
) -> Rearranged:
    """Returns where those who wait can go when some of the others move.

    Parameters
    ----------
    room : collection of str
        The places whose teams may change. A team that breaks a rule now, put together by hand, is left as it is.
    staying : collection of str
        Who is not moved, say because they have accepted their seat.

    Notes
    -----
    First as many as possible of those who wait are placed, then as few as possible of the others move, then the
    objective is the highest: all of it by a program that is solved to the end.
    """
    able = {place: list(teams[place]) for place in sorted(room) if not _beyond(case, place, teams[place])}
    empty: dict[str, list[str]] = {place: [] for place in sorted(case.projects.keys() - teams.keys())}
    chosen = _nearest(case, {**empty, **able}, waiting)
    now = {one: place for place, members in chosen.items() for one in members}
    now |= dict.fromkeys(sorted(waiting), OUT)
    after = fewest(_part(document, chosen, now, staying), now, list(chosen)) if waiting else now
    found = {place: list(members) for place, members in teams.items() if place not in chosen}
    for one, place in after.items():
        if place:
            found.setdefault(place, []).append(one)
    return Rearranged(
        teams={place: sorted(members) for place, members in sorted(found.items())},
        moves=tuple((one, now[one], to) for one, to in sorted(after.items()) if OUT != now[one] != to),
        joins=tuple((one, to) for one, to in sorted(after.items()) if now[one] == OUT != to),
        left=tuple(one for one, to in sorted(after.items()) if now[one] == OUT == to),
        looked=len(chosen),
        of=len(able) + len(empty),
    )


def _beyond(case: Case, place: str, members: Sequence[str]) -> bool:
    """Whether the team breaks a rule now; being too small, or larger than planned, is none that hinders."""
    return bool(set(case.broken(place, members)) - {"size"})


def _nearest(case: Case, places: Mapping[str, list[str]], waiting: Collection[str]) -> dict[str, list[str]]:
    """The places that fit into `PAIRS`: first those with room, of these the ones that are wanted most."""

    def key(place: str) -> tuple[bool, float, str]:
        full = len(places[place]) >= case.projects[place].most
        return full, -sum(case.own(one, place) for one in waiting), place

    chosen: dict[str, list[str]] = {}
    people = len(waiting)
    for place in sorted(places, key=key):
        if (people + len(places[place])) * (len(chosen) + 1) > PAIRS:
            break
        chosen[place] = places[place]
        people += len(places[place])
    return dict(sorted(chosen.items()))


def _part(
    document: Mapping[str, Any], chosen: Teams, now: Mapping[str, str], staying: Collection[str]
) -> dict[str, Any]:
    """The round of these people alone: who stays is fixed, and whom a rule keeps at a place may be at no other."""
    held = {one: now[one] for one in sorted(staying) if now.get(one)}
    pairs = {kind: [pair for pair in document.get(kind, ()) if pair[0] in now] for kind in KINDS}
    pairs |= {kind: [pair for pair in pairs[kind] if pair[1] in now] for kind in ("apart", "together")}
    only = {one: place for one, place in pairs["fixed"] if one not in held}
    pairs["forbidden"] = [pair for pair in pairs["forbidden"] if pair[0] not in held]
    pairs["forbidden"] += [[one, other] for one, place in only.items() for other in chosen if other != place]
    pairs["fixed"] = [[one, place] for one, place in held.items()]
    settings = {
        **document.get("settings", {}),
        "place_everyone": False,
        "four_fifths": False,
        "newcomers_share": None,
    }
    return {
        "format": document["format"],
        "settings": settings,
        "students": [row for row in document["students"] if row["id"] in now],
        "projects": [_sized(row, len(chosen.get(row["id"], ()))) for row in document["projects"]],
        **pairs,
    }


def _sized(row: Mapping[str, Any], members: int) -> dict[str, Any]:
    """A team may stay as small, or as large, as it is."""
    least = min(row["min"], members) if members else row["min"]
    return {**row, "min": least, "max": max(row["max"], members)}
