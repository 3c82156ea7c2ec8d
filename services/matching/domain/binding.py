"""Who is kept together: wishes are kept one after the other, each as long as it can be."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from shared.messages import N_

Wish = frozenset[str]
Why = dict[str, Any]

TOGETHER = N_("You are with those whom you asked to be with.")
HOURS = N_(
    "You asked to be with others, but together you have %(have)s hours of the week in common; it takes %(need)s."
)
SIZE = N_("You asked to be with others, but no team here takes %(count)s who go together.")
RULE = N_("You asked to be with others, but a rule of your school keeps you apart.")
ABSENT = N_("You asked to be with others, but not all of them can be placed now.")
NO_TEAM = N_(
    "You asked to be with others, but there is no team that keeps all such wishes and the other rules."
)
BY_HAND = N_("You asked to be with others, but somebody of your school placed you by hand.")


@dataclass(frozen=True)
class Bound:
    """``units``: those who are kept together, none in two. ``wishes``: each with why it could not be kept, or None."""

    units: tuple[Wish, ...]
    wishes: tuple[tuple[Wish, Why | None], ...]

    @property
    def pairs(self) -> list[list[str]]:
        """The units as pairs, in order: a chain through each."""
        rows = (sorted(unit) for unit in self.units)
        return sorted([one, other] for row in rows for one, other in pairwise(row))

    def loosened(self) -> "Bound":
        """No wish is kept: with all of them there was no team."""
        return Bound((), tuple((wish, why or said(NO_TEAM)) for wish, why in self.wishes))


NOBODY = Bound((), ())


def bind(
    wishes: Iterable[Wish],
    why_not: Callable[[Wish], Why | None],
    there: frozenset[str],
    first: Iterable[Wish] = (),
) -> Bound:
    """Returns what can be kept of the wishes, the first ones first.

    Parameters
    ----------
    why_not : callable
        Why these people cannot all be in one team; None when they can.
    there : frozenset of str
        Who can be placed at all: of a wish, those of them are kept together.
    first : iterable of frozenset of str
        Who is together in any case, by a rule of the school.

    Examples
    --------
    >>> a_pair, another = frozenset("ab"), frozenset("bc")
    >>> bound = bind([a_pair, another], lambda unit: said(SIZE, count=3) if len(unit) > 2 else None, frozenset("abc"))
    >>> bound.pairs, [why is None for _, why in bound.wishes]
    ([['a', 'b']], [True, False])
    """
    units: list[Wish] = []
    for given in first:
        units = _united(units, given & there)
    told: list[tuple[Wish, Why | None]] = []
    for wish in wishes:
        present = wish & there
        after = _united(units, present)
        joined = next((unit for unit in after if present <= unit), present)
        why = why_not(joined) if len(present) > 1 else None
        units = units if why else after
        told.append((wish, why or (said(ABSENT) if present < wish else None)))
    return Bound(tuple(unit for unit in units if len(unit) > 1), tuple(told))


def _united(units: list[Wish], more: Wish) -> list[Wish]:
    touched = [unit for unit in units if unit & more]
    return [*(unit for unit in units if unit not in touched), more.union(*touched)] if more else units


def said(sentence: str, **params: int) -> Why:
    return {"message": sentence, "params": params, "skills": []}


def told(person: str, team: Iterable[str], bound: Bound) -> list[Why]:
    """Returns what a member of a team is told of their wishes: that they were kept, or why one was not."""
    members = frozenset(team)
    mine = [(wish, why) for wish, why in bound.wishes if person in wish]
    if not mine:
        return []
    lost = [why or said(BY_HAND) for wish, why in mine if not wish <= members]
    unique = {row["message"]: row for row in lost}
    return list(unique.values()) or [said(TOGETHER)]
