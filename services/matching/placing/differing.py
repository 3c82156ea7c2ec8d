"""What could have been different on a student's side: other free hours, another order of bids, more of a skill."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from services.matching.explain import Message
from services.matching.placing.case import Case, Teams
from services.matching.placing.changing import team_of
from shared.messages import N_

FREE = N_(
    "Being free at more hours would have placed you with %(title)s: %(times)s. Checked by solving the round again."
)
HIGHER = N_(
    "With %(title)s as number %(rank)s of your bids you would have been placed there. Checked by solving the round"
    " again."
)
LOWER = N_(
    "With %(title)s first of your bids and %(other)s only as number %(rank)s you would have been placed with the first."
    " Checked by solving the round again."
)
WITHOUT = N_(
    "Without a bid for %(other)s, and with %(title)s first, you would have been placed with the first. Checked by"
    " solving the round again."
)
SKILL = N_(
    "One level more in %(skills)s would have placed you with %(title)s. Checked by solving the round again."
)
DOUBLE = N_(
    "Two levels more in %(skills)s would have placed you with %(title)s. Checked by solving the round again."
)
EACH = N_(
    "One level more in each of these would have placed you with %(title)s: %(skills)s. Checked by solving the round"
    " again."
)
FIRST_AND = {
    SKILL: N_(
        "With %(title)s first of your bids and one level more in %(skills)s you would have been placed there. Checked"
        " by solving the round again."
    ),
    DOUBLE: N_(
        "With %(title)s first of your bids and two levels more in %(skills)s you would have been placed there. Checked"
        " by solving the round again."
    ),
    EACH: N_(
        "With %(title)s first of your bids and one level more in each of these you would have been placed there:"
        " %(skills)s. Checked by solving the round again."
    ),
}
WITHOUT_AND = {
    SKILL: N_(
        "With %(title)s first of your bids, none for %(other)s and one level more in %(skills)s you would have been"
        " placed with the first. Checked by solving the round again."
    ),
    DOUBLE: N_(
        "With %(title)s first of your bids, none for %(other)s and two levels more in %(skills)s you would have been"
        " placed with the first. Checked by solving the round again."
    ),
    EACH: N_(
        "With %(title)s first of your bids, none for %(other)s and one level more in each of these you would have been"
        " placed with the first: %(skills)s. Checked by solving the round again."
    ),
}

KINDS = ("hours", "order", "skills", "both")
"""In the order in which they are offered to a student: what costs them least first."""

HIGHEST = 5.0

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Wish:
    """``places``: the teams of the brief that the student wished for. ``titles``: place → what its brief is called.

    ``briefs``: place → brief; the teams of one brief are one bid.
    """

    student: str
    places: tuple[str, ...]
    briefs: Mapping[str, str]
    titles: Mapping[str, str]

    @property
    def title(self) -> str:
        return self.titles[self.places[0]]


@dataclass(frozen=True)
class Difference:
    """``row``: the student as the document would hold them. ``size``: how much differs, to compare within a kind: free
    hours, places that bids were moved by, levels."""

    kind: str
    size: int
    row: Row
    message: Message
    hours: tuple[int, ...] = ()


def differences(row: Row, case: Case, teams: Teams, wish: Wish) -> list[Difference]:
    """Returns everything that is tried for this wish, by kind, within a kind the smallest first."""
    orders = list(_orders(row, teams, wish))
    return [
        *_hours(row, case, teams, wish),
        *orders,
        *_skills(row, case, wish),
        *_both(row, orders, case, wish),
    ]


def _hours(row: Row, case: Case, teams: Teams, wish: Wish) -> Iterator[Difference]:
    """One hour more, two …, of those at which the others of the team are free."""
    free, wanted = case.students[wish.student].slots, int(case.settings["common_slots"])
    for place in wish.places:
        common = case.common(teams.get(place, ()))
        lacking = wanted - len(free & common) if free is not None and common is not None else 0
        more = sorted(common - free) if free is not None and common is not None else []
        for size in range(1, min(lacking, len(more)) + 1):
            hours = tuple(more[:size])
            slots = {"slots": sorted({*row["slots"], *hours})}
            yield Difference("hours", size, {**row, **slots}, Message(FREE, {"title": wish.title}), hours)


def _orders(row: Row, teams: Teams, wish: Wish) -> Iterator[Difference]:
    """The wish one place further up, two …, to the top; then what was got instead one place further down, two …, to
    the end; then without a bid for that."""
    order = list(dict.fromkeys(wish.briefs[place] for place in row["bids"]))
    wanted, got = wish.briefs[wish.places[0]], team_of(teams, wish.student)
    at, size = order.index(wanted), 0
    while at:
        order[at - 1], order[at] = order[at], order[at - 1]
        at, size = at - 1, size + 1
        yield _order(row, order, size, wish, HIGHER, rank=at + 1)
    if wish.briefs.get(got) not in order:
        return
    other, at = {"other": wish.titles[got]}, order.index(wish.briefs[got])
    while at < len(order) - 1:
        order[at], order[at + 1] = order[at + 1], order[at]
        at, size = at + 1, size + 1
        yield _order(row, order, size, wish, LOWER, rank=at + 1, **other)
    yield _order(row, order[:-1], size + 1, wish, WITHOUT, **other)


def _order(row: Row, order: Sequence[str], size: int, wish: Wish, key: str, **params: Any) -> Difference:
    bids = [place for brief in order for place in row["bids"] if wish.briefs[place] == brief]
    return Difference("order", size, {**row, "bids": bids}, Message(key, {"title": wish.title, **params}))


def _skills(row: Row, case: Case, wish: Wish) -> Iterator[Difference]:
    """One level more in a needed skill; then in two of them, or two in one."""
    wanted = [skill for skill, raised in _raised(row, case, wish).items() if raised]
    for skill in wanted:
        yield _learnt(row, case, wish, SKILL, (skill,), 1)
    for skill in wanted:
        yield _learnt(row, case, wish, DOUBLE, (skill,), 2)
    for pair in combinations(wanted, 2):
        yield _learnt(row, case, wish, EACH, pair, 1)


def _learnt(row: Row, case: Case, wish: Wish, key: str, skills: tuple[str, ...], levels: int) -> Difference:
    held = {**row["holdings"], **{skill: _raised(row, case, wish, levels)[skill] for skill in skills}}
    told = Message(key, {"title": wish.title}, skills)
    return Difference("skills", levels * len(skills), {**row, "holdings": held}, told)


def _raised(row: Row, case: Case, wish: Wish, levels: int = 1) -> dict[str, float]:
    """needed skill → its level with so many more; 0 where more of it would change nothing. A related skill counts for
    where the needed one itself is not held."""
    place, found = wish.places[0], {}
    needs = zip(case.projects[place].needs, case.qualities(wish.student, place), strict=True)
    for (skill, level, _), reached in needs:
        held = float(row["holdings"].get(skill, 0))
        open_ = reached < 1 and held < HIGHEST
        found[skill] = min(HIGHEST, max(held, reached * level) + levels) if open_ else 0.0
    return found


def _both(row: Row, orders: Sequence[Difference], case: Case, wish: Wish) -> Iterator[Difference]:
    """The last of the orders, and one level more in a needed skill, or two in all."""
    if not orders:
        return
    last = orders[-1]
    other = {name: value for name, value in last.message.params.items() if name == "other"}
    for one in _skills(row, case, wish):
        key = (WITHOUT_AND if other else FIRST_AND)[one.message.key]
        told = Message(key, {"title": wish.title, **other}, one.message.skills)
        yield Difference("both", one.size, {**one.row, "bids": last.row["bids"]}, told)
