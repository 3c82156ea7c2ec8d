"""The smallest change on a student's side that places them where they wished, found by solving the round again.

One solution with the student kept there says what the wish costs the whole plan. With it most changes are known not to
be enough before anything is solved: what is left is tried, the smallest of each kind first.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.matching.explain import Message
from services.matching.placing.case import Case, Teams
from services.matching.placing.changing import team_of
from services.matching.placing.differing import KINDS, Difference, Wish, differences
from services.matching.placing.reporting import teams_of
from services.matching.scoring import CONSTANTS
from shared.errors import DomainError
from shared.messages import N_

NOTHING = N_(
    "None of the %(count)s small changes that were looked at would have placed you with %(title)s: another order of"
    " your bids, one or two levels more in needed skills, or more free hours."
)
MOST_SOLVED = 12
"""How often the round is solved for one wish, at most."""
NEARLY = 2e-4
"""Two plans whose objectives differ by this share are equal to the engine: it takes the one that it finds first."""

Solve = Callable[[Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """The change that places the student there, as a message, with the hours that it names; or that none did.

    ``difference``: None when none did. ``solved``: how often the round was solved.
    """

    message: Message
    hours: tuple[int, ...] = field(default=())
    tried: int = 0
    difference: Difference | None = None


def what_would(document: Mapping[str, Any], case: Case, teams: Teams, wish: Wish, solve: Solve) -> Found:
    """Returns a change on the student's side that fulfils the wish when the round is solved again.

    Parameters
    ----------
    solve : callable
        The engine with the steps of the plan: what differs afterwards is due to the change alone.

    Notes
    -----
    Within its kind the change is the smallest: each smaller one was tried, or cannot be enough by the bound of the
    solution that keeps the student there. Each try is a whole solution of the round, `MOST_SOLVED` at most.
    """
    row = next(one for one in document["students"] if one["id"] == wish.student)
    known = differences(row, case, teams, wish)
    judged = _Judge.of(document, case, teams, wish, solve)
    solved = 1
    for one in judged.worth_trying(known):
        if solved == MOST_SOLVED:
            break
        solved += 1
        if flips(document, wish, one, solve):
            return Found(one.message, one.hours, solved, one)
    return Found(Message(NOTHING, {"count": len(known), "title": wish.title}), (), solved)


def flips(document: Mapping[str, Any], wish: Wish, one: Difference, solve: Solve) -> bool:
    """Whether the wish is fulfilled when the round is solved with this difference alone."""
    rows = [one.row if row["id"] == wish.student else row for row in document["students"]]
    try:
        plan = solve({**document, "students": rows})
    except DomainError:
        return False
    return team_of(teams_of(plan), wish.student) in wish.places


@dataclass(frozen=True)
class _Judge:
    """``there``: the teams with the student kept at the wish, None when there are none; ``most``: what no such plan
    exceeds."""

    case: Case
    teams: Teams
    wish: Wish
    there: Teams | None
    most: float

    @classmethod
    def of(cls, document: Mapping[str, Any], case: Case, teams: Teams, wish: Wish, solve: Solve) -> "_Judge":
        kept = [*document.get("fixed", ()), [wish.student, wish.places[0]]]
        try:
            plan = solve({**document, "fixed": kept})
        except DomainError:
            return cls(case, teams, wish, None, 0.0)
        return cls(case, teams, wish, teams_of(plan), plan["bound"])

    def worth_trying(self, known: Sequence[Difference]) -> Iterator[Difference]:
        """Of each kind the smallest first, of equal ones that with the most to spare; the kinds by how soon one of
        them is expected to be enough."""
        spare = {id(one): self._spare(one) for one in known}
        kinds = {
            kind: sorted(
                (one for one in known if one.kind == kind and not self._hopeless(one)),
                key=lambda one: (one.size, -spare[id(one)]),
            )
            for kind in KINDS
        }

        def soon(kind: str) -> int:
            return next((at for at, one in enumerate(kinds[kind]) if spare[id(one)] > 0), len(known))

        for kind in sorted(KINDS, key=soon):
            yield from kinds[kind]

    def _spare(self, one: Difference) -> float:
        """By how much the plan with the student there would be better than the one without, others where they are."""
        if self.there is None:
            return 0.0
        after = self.case.with_row(one.row)
        return after.objective(self.there) - after.objective(self.teams)

    def _hopeless(self, one: Difference) -> bool:
        """Whether even the best plan with the student there stays behind the one that there is."""
        if one.kind == "hours":
            return False
        if self.there is None:
            return self.case.settings.get("coverage_floor") is None
        here = self.case.with_row(one.row).objective(self.teams)
        return self.most + self._gain(one) < here * (1 - NEARLY)

    def _gain(self, one: Difference) -> float:
        """What the difference adds at most where the student is kept there: as the only one who has the skill."""
        place, student, after = self.wish.places[0], self.wish.student, self.case.with_row(one.row)
        rows = zip(
            self.case.projects[place].needs,
            self.case.qualities(student, place),
            after.qualities(student, place),
            strict=True,
        )
        covered = sum(share * max(0.0, new - old) for (_, _, share), old, new in rows)
        factor = CONSTANTS["coverage_factor"] * self.case.settings["weights"]["coverage"]
        return float(factor * covered + after.own(student, place) - self.case.own(student, place))
