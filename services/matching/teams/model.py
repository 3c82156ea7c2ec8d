"""What team forming is asked, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.matching.scoring import CONSTANTS, Fit, Holding, Need
from shared.errors import Invalid
from shared.messages import N_


@dataclass(frozen=True, slots=True)
class TeamBrief:
    """What one team must be: sizes, programmes, weekly hours in common, and what it should be able to do."""

    needs: tuple[Need, ...]
    min_size: int
    max_size: int
    programmes_min: int = 1
    common_slots: int = 0
    max_bids: int = CONSTANTS["max_bids"]

    def __post_init__(self) -> None:
        errors = {}
        if not self.needs:
            errors["needs"] = N_("A brief needs at least one skill.")
        if not 1 <= self.min_size <= self.max_size:
            errors["min_size"] = N_("A team has at least one member, and no more than its largest size.")
        if not 0 <= self.programmes_min <= self.max_size:
            errors["programmes_min"] = N_("A team cannot come from more programmes than it has members.")
        if errors:
            raise Invalid(errors)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A student who may join. ``rank``: of the bid, from 1, None without one; ``slots``: free hours of the
    week 0–167, None when always free; ``programme``: empty when unknown (it then counts for none)."""

    id: str
    holdings: tuple[Holding, ...]
    rank: int | None = None
    slots: frozenset[int] | None = None
    programme: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Who may not be together (pairs of ids), who may not join at all: language, dates, approval …, and who is in a
    team only with all of their group."""

    apart: frozenset[frozenset[str]] = frozenset()
    forbidden: frozenset[str] = frozenset()
    together: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A member and the numbers that spoke for them. ``preference`` and ``growth`` are 0–1."""

    id: str
    fit: Fit
    rank: int | None
    preference: float
    growth: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody in the reserve. ``objective`` is the team's with them in the place of ``instead_of``;
    both None when they fit into no place, and ``reason`` says why: ranked, slots, programmes, apart or together."""

    id: str
    objective: float | None
    instead_of: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class NeedCoverage:
    """One need and the whole team: the best quality, who has it, and each member's."""

    skill: str
    level: int
    weight: float
    quality: float
    covered_by: str | None
    qualities: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Why:
    """A code and its numbers: ``best`` (proven), ``good`` (found, not proven), or what forbids a team."""

    code: str
    params: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A team, or why there is none.

    Members are sorted by id. ``reserve`` is ranked, best first. ``bound``: no team has a higher objective.
    ``common_slots``: hours of the week that all share, None when all are always free.
    """

    members: tuple[Member, ...]
    reserve: tuple[Waiting, ...]
    objective: float
    bound: float
    coverage: tuple[NeedCoverage, ...]
    common_slots: tuple[int, ...] | None
    why: Why

    @property
    def possible(self) -> bool:
        return bool(self.members)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(member.id for member in self.members)
