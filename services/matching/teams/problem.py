"""The choice of one team as numbers: an objective and its constraints."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate as numbers: a quality per need, and what the person adds whoever else is there."""

    id: str
    qualities: tuple[float, ...]
    own: float
    slots: frozenset[int] | None
    programme: str


@dataclass(frozen=True, slots=True)
class Problem:
    """People, the weight of covering each need, and the constraints. Teams are sets of places in ``people``.

    ``fixed`` are in every team; ``apart`` are pairs of places; of a group in ``together`` all are in a team, or none.
    """

    people: tuple[Person, ...]
    weights: tuple[float, ...]
    min_size: int
    max_size: int
    programmes_min: int = 0
    common_slots: int = 0
    apart: frozenset[frozenset[int]] = frozenset()
    fixed: frozenset[int] = frozenset()
    together: tuple[frozenset[int], ...] = ()

    def objective(self, team: Iterable[int]) -> float:
        """Returns the weighted best quality of each need plus what each member adds."""
        members = [self.people[place] for place in team]
        if not members:
            return 0.0
        best = (max(member.qualities[need] for member in members) for need in range(len(self.weights)))
        covered = sum(weight * quality for weight, quality in zip(self.weights, best, strict=True))
        return covered + sum(member.own for member in members)

    def slots_in_common(self, team: Iterable[int]) -> frozenset[int] | None:
        """Returns the hours that all share; None when all are always free."""
        given = [slots for place in team if (slots := self.people[place].slots) is not None]
        return frozenset.intersection(*given) if given else None

    def programmes(self, team: Iterable[int]) -> int:
        """Returns how many known programmes the team comes from."""
        return len({self.people[place].programme for place in team} - {""})

    def hours_fit(self, team: Iterable[int]) -> bool:
        """Returns whether the team has its weekly hours in common; a smaller team has at least as many."""
        common = self.slots_in_common(team)
        return common is None or len(common) >= self.common_slots

    def missing(self, team: Sequence[int]) -> frozenset[int]:
        """Returns who has to be there because somebody of ``team`` is."""
        if not self.together:
            return frozenset()
        touched = (group for group in self.together if not group.isdisjoint(team))
        return frozenset().union(*touched).difference(team)

    def may_grow(self, team: Sequence[int]) -> bool:
        """Returns whether no rule forbids that ``team`` is a part of a whole team."""
        free = self.max_size - len(team)
        return (
            free >= len(self.missing(team))
            and self.programmes(team) + free >= self.programmes_min
            and not any(frozenset(pair) in self.apart for pair in combinations(team, 2))
            and self.hours_fit(team)
        )

    def feasible(self, team: Sequence[int]) -> bool:
        """Returns whether ``team`` may be the answer."""
        return (
            self.min_size <= len(team)
            and not self.missing(team)
            and self.fixed.issubset(team)
            and self.programmes(team) >= self.programmes_min
            and self.may_grow(team)
        )
