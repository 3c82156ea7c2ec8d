"""What a team that students form lacks of a brief's needs, and who of the willing would bring it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.matching.graph import SkillGraph
from services.matching.scoring import Fit, Holding, Need, fit

Held = Mapping[str, Sequence[Holding]]


@dataclass(frozen=True, slots=True)
class Covered:
    """A need and the team: ``qualities`` of each member in order, ``best`` of them; ``weight``: share of all needs."""

    skill: str
    level: int
    weight: float
    qualities: tuple[float, ...]
    best: float


@dataclass(frozen=True, slots=True)
class Filler:
    """Who would fill a need best: how well, and which other lacking needs they raise; ``gain`` of the whole, 0 to 1."""

    person: str
    quality: float
    also: tuple[str, ...]
    gain: float


def covered(
    graph: SkillGraph, needs: Sequence[Need], members: Sequence[str], held: Held, today: date
) -> tuple[Covered, ...]:
    """Returns what the members cover of each need, in the needs' order."""
    fits = [fit(graph, needs, held.get(one, ()), today) for one in members]
    rows = []
    for place, need in enumerate(fit(graph, needs, (), today).needs):
        qualities = tuple(one.needs[place].quality for one in fits)
        rows.append(Covered(need.skill, need.level, need.weight, qualities, max(qualities, default=0.0)))
    return tuple(rows)


def fillers(
    graph: SkillGraph, needs: Sequence[Need], rows: Sequence[Covered], willing: Held, today: date
) -> dict[str, list[Filler]]:
    """Returns for each need that is not covered fully those of the willing who raise it, the best first.

    Of those who cover it as well, whoever raises the whole more comes first, then the smaller id.
    """
    fits = {person: fit(graph, needs, held, today) for person, held in willing.items()}
    found = {}
    for place, row in enumerate(rows):
        if row.best < 1:
            able = (person for person, one in fits.items() if one.needs[place].quality > row.best)
            ranked = [_filler(person, fits[person], place, rows) for person in able]
            found[row.skill] = sorted(ranked, key=lambda one: (-one.quality, -one.gain, one.person))
    return found


def _filler(person: str, found: Fit, place: int, rows: Iterable[Covered]) -> Filler:
    raised = [
        (row, met.quality - row.best)
        for row, met in zip(rows, found.needs, strict=True)
        if met.quality > row.best
    ]
    also = tuple(row.skill for row, _ in raised if row.skill != found.needs[place].skill)
    return Filler(person, found.needs[place].quality, also, sum(row.weight * more for row, more in raised))
