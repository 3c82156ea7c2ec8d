"""Who may act, from copies of accounts' facts: at once when they change, in whatever order they come."""

from collections.abc import Callable
from datetime import datetime

import pytest

from shared import directory, mongo
from shared.events import accounts
from shared.events.base import Event
from shared.ids import new_id
from shared.messaging.cloudevents import Delivery
from tests.contract.desk import NOW, Desk

Arrives = Callable[[Event, int], None]


@pytest.fixture
def arrives(desk: Desk) -> Arrives:
    """An event and its n, done as the worker does it."""

    def arrive(event: Event, n: int) -> None:
        handler: Callable[[Delivery, datetime], None] = directory.HANDLERS[type(event)]
        mongo.run_in_transaction(lambda: handler(Delivery(new_id(), n, NOW, "-", event), NOW))

    return arrive


def test_rights_follow_every_event_at_once(arrives: Arrives) -> None:
    person, session = new_id(), new_id()
    membership = _membership(person)
    assert _roles(person, session) == frozenset()
    arrives(membership, 1)
    assert _roles(person, session) == {"mentor"}
    assert _roles(person, session) == {"mentor"}, "also when it is remembered"
    arrives(accounts.StandingChanged(person=person, suspended=True), 1)
    assert directory.viewer(person, session, lambda: NOW) is None
    arrives(accounts.StandingChanged(person=person, suspended=False), 2)
    assert _roles(person, session) == {"mentor"}
    arrives(_organisation(membership.organisation, suspended=True), 1)
    assert _roles(person, session) == frozenset()
    arrives(_organisation(membership.organisation, suspended=False), 2)
    assert _roles(person, session) == {"mentor"}
    arrives(accounts.SessionEnded(session=session, person=person), 1)
    assert directory.viewer(person, session, lambda: NOW) is None
    assert _roles(person, new_id()) == {"mentor"}, "another session goes on"


def test_an_older_event_that_comes_late_changes_nothing(arrives: Arrives) -> None:
    person = new_id()
    membership = _membership(person)
    ended = accounts.MembershipChanged(
        membership=membership.membership,
        person=person,
        organisation=membership.organisation,
        roles=[],
        state="ended",
    )
    arrives(ended, 2)
    arrives(membership, 1)
    assert _roles(person, new_id()) == frozenset()


def test_people_are_called_by_the_newest_name_and_erased_ones_by_none(arrives: Arrives) -> None:
    known, erased = new_id(), new_id()
    arrives(
        accounts.PersonChanged(person=known, personal={known: {"name": "林梅", "language": "zh-Hans"}}), 2
    )
    arrives(accounts.PersonChanged(person=known, personal={known: {"name": "林", "language": "en"}}), 1)
    arrives(accounts.PersonChanged(person=erased), 1)
    assert directory.names([known, erased, new_id()]) == {known: "林梅"}


def _membership(person: str) -> accounts.MembershipChanged:
    return accounts.MembershipChanged(
        membership=new_id(), person=person, organisation=new_id(), roles=["mentor"], state="active"
    )


def _organisation(organisation: str, suspended: bool) -> accounts.OrganisationChanged:
    return accounts.OrganisationChanged(
        organisation=organisation, name="衡锐", kind="company", region="cn", time_zone="Asia/Shanghai", trades=[],
        checks=[], suspended=suspended, demo=True,
    )  # fmt: skip


def _roles(person: str, session: str) -> frozenset[str]:
    viewer = directory.viewer(person, session, lambda: NOW)
    assert viewer is not None
    return frozenset(role for roles in viewer.roles.values() for role in roles)
