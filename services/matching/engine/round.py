"""A round as plain values: who is to be placed, where, and under which rules."""

from dataclasses import dataclass, field

from services.matching.engine.credits import Credits
from services.matching.scoring import CONSTANTS

_WEIGHTS = CONSTANTS["weights"]


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings of a round; each has the default of the published constants.

    ``newcomers_share``: this share of the newcomers is placed at least, None for no such rule.
    """

    coverage: float = _WEIGHTS["coverage"]
    preference: float = _WEIGHTS["preference"]
    growth: float = _WEIGHTS["growth"]
    max_bids: int = CONSTANTS["max_bids"]
    common_slots: int = 0
    place_everyone: bool = True
    coverage_floor: float | None = None
    four_fifths: bool = False
    newcomers_share: float | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Student:
    """``holdings``: pairs (place of the skill, level used); ``bids``: places of projects, best first;
    ``slots``: free hours of the week 0–167, None when always free; ``newcomer``: without confirmed evidence."""

    id: str
    holdings: tuple[tuple[int, float], ...] = ()
    bids: tuple[int, ...] = ()
    slots: frozenset[int] | None = None
    group: str = ""
    programme: str = ""
    newcomer: bool = False


@dataclass(frozen=True, slots=True)
class Project:
    """``needs``: (place of the skill, level, weight); a team has ``least`` to ``most`` members."""

    id: str
    needs: tuple[tuple[int, float, float], ...]
    least: int
    most: int
    programmes_min: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """Pairs are places: ``apart`` and ``together`` of two students, the others of a student and a project."""

    rules: Rules
    students: tuple[Student, ...]
    projects: tuple[Project, ...]
    apart: tuple[tuple[int, int], ...] = ()
    together: tuple[tuple[int, int], ...] = ()
    fixed: tuple[tuple[int, int], ...] = ()
    forbidden: tuple[tuple[int, int], ...] = ()
    credits: Credits = field(repr=False, kw_only=True)
