"""A duplicate was merged: whatever comes first, and however often, everybody has their roles under both ids."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import permutations

import pytest

from shared import directory, merged, mongo
from shared.events import accounts
from shared.events.base import Event
from shared.ids import new_id
from shared.messaging.cloudevents import Delivery
from tests.contract.desk import NOW, Desk

FIRST, SECOND, LAST = "01-goes-first", "02-goes-then", "03-stays"
ANN, BEN = "ann", "ben"


def organisation(name: str, suspended: bool = False) -> accounts.OrganisationChanged:
    return accounts.OrganisationChanged(
        organisation=name, name=f"Called {name}", kind="school", region="cn", time_zone="Asia/Shanghai", trades=[],
        checks=[], suspended=suspended, demo=True,
    )  # fmt: skip


def member(membership: str, person: str, at: str, *roles: str, state: str = "active") -> Event:
    return accounts.MembershipChanged(
        membership=membership, person=person, organisation=at, roles=list(roles), state=state
    )


STORY: dict[str, list[tuple[int, Event]]] = {
    "the first": [(1, organisation(FIRST)), (2, accounts.OrganisationMerged(organisation=FIRST, into=SECOND))],
    "the second": [(1, organisation(SECOND)), (2, accounts.OrganisationMerged(organisation=SECOND, into=LAST))],
    "the last": [(1, organisation(LAST))],
    "carried over": [(1, member("a1", ANN, FIRST, "teacher")), (2, member("a1", ANN, LAST, "teacher"))],
    "not yet": [(1, member("b1", BEN, SECOND, "registrar"))],
    "in both": [(1, member("b2", BEN, LAST, "teacher"))],
}  # fmt: skip
"""By aggregate, in the order that its events keep."""


def orders() -> Iterator[list[tuple[int, Event]]]:
    """Aggregate after aggregate in every order, and once by turns."""
    for names in list(permutations(STORY))[::17]:
        yield [one for name in names for one in STORY[name]]
    yield [one for turn in range(2) for rows in STORY.values() for one in rows[turn : turn + 1]]


def arrive(event: Event, n: int) -> None:
    handler: Callable[[Delivery, datetime], None] = directory.HANDLERS[type(event)]
    mongo.run_in_transaction(lambda: handler(Delivery(new_id(), n, NOW, "-", event), NOW))


def rights(person: str) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    who = directory.viewer(person, new_id(), lambda: NOW)
    assert who is not None
    return dict(who.roles), who.former


@pytest.mark.parametrize("twice", [False, True])
def test_any_order_ends_alike(desk: Desk, twice: bool) -> None:
    old = frozenset({FIRST, SECOND})
    for order in orders():
        for name in ("organisations", "memberships", "merged"):
            mongo.collection(name).delete_many({})
        for n, event in [*order, *(order if twice else [])]:
            arrive(event, n)
        assert rights(ANN) == (dict.fromkeys((FIRST, SECOND, LAST), frozenset({"teacher"})), old)
        both = frozenset({"teacher", "registrar"})
        assert rights(BEN) == (dict.fromkeys((FIRST, SECOND, LAST), both), old)
        assert directory.members(FIRST, "teacher") == directory.members(LAST, "teacher") == [ANN, BEN]
        assert {one.id: one.name for one in directory.organisations([FIRST, LAST])} == {
            FIRST: f"Called {LAST}", LAST: f"Called {LAST}",
        }  # fmt: skip
        assert [one.id for one in directory.schools("cn")] == [LAST]
        assert (merged.current(FIRST), merged.same([SECOND])) == (LAST, [FIRST, SECOND, LAST])


def test_something_new_is_made_under_the_one_that_stays(desk: Desk) -> None:
    for n, event in [one for rows in STORY.values() for one in rows]:
        arrive(event, n)
    who = directory.viewer(BEN, new_id(), lambda: NOW)
    assert who is not None
    assert (who.organisations, who.chosen_among("teacher")) == ([LAST], [LAST])
    assert who.organisations_as("teacher") == [FIRST, SECOND, LAST], "what names them is found"
    assert who.has("registrar", FIRST)


def test_a_suspension_holds_under_every_id(desk: Desk) -> None:
    for n, event in [one for rows in STORY.values() for one in rows]:
        arrive(event, n)
    arrive(organisation(LAST, suspended=True), 2)
    assert rights(ANN) == ({}, frozenset())
