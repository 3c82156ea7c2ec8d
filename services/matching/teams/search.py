"""Finds the best team of a problem: a good one first, then the proof that none is better, or a better one.

The same problem gives the same team, on any machine: work is counted in steps, never in seconds.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

from services.matching.teams.problem import Problem

STEPS = 200_000
STARTS = 12
EPSILON = 1e-9

Team = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The best team found (None: none was), its objective, and a bound that no team exceeds.

    ``proven``: the team is the best there is, or there is none at all.
    """

    team: Team | None
    objective: float
    bound: float
    proven: bool


def solve(problem: Problem, steps: int = STEPS) -> Answer:
    """Returns the best team.

    Parameters
    ----------
    problem : Problem
    steps : int
        How many gains of one person the proof may compute.

    Notes
    -----
    Greedy from the best few beginnings, swaps and additions while they help, then branch and bound with that
    as the team to beat. A partial team with r free places is worth at most its objective and the r highest
    gains of those left, since coverage is submodular (Nemhauser, Wolsey, Fisher 1978), and at most the best
    quality left for each need and the r highest of what people add by themselves. Worst case exponential, cut
    off after ``steps``: then `proven` is false and the root's bound stands.

    Examples
    --------
    >>> from services.matching.teams.problem import Person
    >>> people = [Person("a", (1.0, 0.0), 0.1, None, ""), Person("b", (1.0, 0.0), 0.2, None, "")]
    >>> people.append(Person("c", (0.0, 0.5), 0.0, None, ""))
    >>> answer = solve(Problem(tuple(people), weights=(1.0, 1.0), min_size=2, max_size=2))
    >>> answer.team, answer.objective, answer.proven
    ((1, 2), 1.7, True)
    """
    order = sorted(range(len(problem.people)), key=lambda place: _standing(problem, place))
    return prove(problem, _best_of_starts(problem, order), steps)


def prove(problem: Problem, first: Team | None, steps: int) -> Answer:
    """Returns the best team, by branch and bound with ``first`` as the team to beat."""
    search = _Search(problem, steps, first, problem.objective(first) if first is not None else -1.0)
    fixed = tuple(sorted(problem.fixed))
    left = [place for place in range(len(problem.people)) if place not in problem.fixed]
    root = _Branch.of(problem, fixed, left).bound(0)
    if problem.may_grow(fixed):
        search.descend(fixed, left)
    proven = search.steps > 0
    objective = max(0.0, search.objective)
    return Answer(search.team, objective, objective if proven else max(root, objective), proven)


def _standing(problem: Problem, place: int) -> tuple[float, str]:
    return (-problem.objective([place]), problem.people[place].id)


def _best_of_starts(problem: Problem, order: Sequence[int]) -> Team | None:
    """Returns the best team that greedy growth and local swaps reach, or None."""
    fixed = tuple(sorted(problem.fixed))
    left = [place for place in order if place not in problem.fixed]
    starts = [fixed, *((*fixed, place) for place in left[:STARTS])]
    grown = (_improve(problem, _grow(problem, start, order), order) for start in starts)
    found = [team for team in grown if problem.feasible(team)]
    return max(found, key=problem.objective, default=None)


def _grow(problem: Problem, team: Team, order: Sequence[int]) -> Team:
    while len(team) < problem.max_size:
        longer = [(*team, place) for place in order if place not in team]
        allowed = [option for option in longer if problem.may_grow(option)]
        if not allowed:
            break
        team = max(allowed, key=problem.objective)
    return team


def _improve(problem: Problem, team: Team, order: Sequence[int]) -> Team:
    """Swaps one member for one outsider while the objective rises."""
    if not problem.feasible(team):
        return team
    while True:
        options = (
            tuple(other if place == leaving else place for place in team)
            for leaving in team
            if leaving not in problem.fixed
            for other in order
            if other not in team
        )
        better = max(filter(problem.feasible, options), key=problem.objective, default=team)
        if problem.objective(better) <= problem.objective(team) + EPSILON:
            return team
        team = _grow(problem, better, order)


@dataclass(frozen=True, slots=True)
class _Branch:
    """A partial team, those left by falling gain, and what nobody left can exceed."""

    left: list[int]
    gains: list[float]
    now: float
    cap: float
    free: int

    @classmethod
    def of(cls, problem: Problem, team: Team, left: Sequence[int]) -> "_Branch":
        needs = range(len(problem.weights))
        covered = [
            max((problem.people[member].qualities[need] for member in team), default=0.0) for need in needs
        ]
        highest = covered.copy()
        gains = {}
        for place in left:
            person = problem.people[place]
            gain = person.own
            for need in needs:
                more = person.qualities[need] - covered[need]
                if more > 0:
                    gain += problem.weights[need] * more
                    highest[need] = max(highest[need], person.qualities[need])
            gains[place] = gain
        now, free = problem.objective(team), problem.max_size - len(team)
        cap = now + sum(problem.weights[need] * (highest[need] - covered[need]) for need in needs)
        cap += sum(heapq.nlargest(free, (problem.people[place].own for place in left)))
        ranked = sorted(left, key=lambda place: (-gains[place], problem.people[place].id))
        return cls(ranked, [gains[place] for place in ranked], now, cap, free)

    def bound(self, number: int) -> float:
        """Returns what no team exceeds that grows only by those from ``number`` on."""
        return min(self.cap, self.now + sum(self.gains[number : number + self.free]))


@dataclass(slots=True)
class _Search:
    """Branch and bound: the steps left, and the best team so far."""

    problem: Problem
    steps: int
    team: Team | None
    objective: float

    def descend(self, team: Team, left: Sequence[int]) -> None:
        self.steps -= 1 + len(left)
        if self.problem.feasible(team) and (value := self.problem.objective(team)) > self.objective + EPSILON:
            self.team, self.objective = team, value
        if len(team) == self.problem.max_size or len(team) + len(left) < self.problem.min_size:
            return
        branch = _Branch.of(self.problem, team, left)
        for number, place in enumerate(branch.left):
            if self.steps <= 0 or branch.bound(number) <= self.objective + EPSILON:
                return
            if self.problem.may_grow((*team, place)):
                self.descend((*team, place), branch.left[number + 1 :])
