"""What has been kept long enough goes by itself, by settings; what is not over stays."""

from datetime import timedelta

from shared import clock, mongo
from shared.messaging import inbox
from shared.messaging.worker import sweep
from tests.actors import Actor
from tests.service.accounts.conftest import Cast, cast
from tests.service.accounts.others import closes, opens
from tests.world import World

__all__ = ["cast"]

API = "/accounts/api/v1"


def later(world: World, days: float) -> None:
    """So much time, and the worker's hourly look after it."""
    world.later(days=days)
    world.sweeps()


def test_mails_in_the_folder_go_after_thirty_days(cast: Cast) -> None:
    world = cast.world
    assert world.mails()
    later(world, 29)
    assert world.mails()
    later(world, 2)
    assert world.mails() == []


def test_an_event_that_nobody_replayed_goes_with_what_it_says(world: World) -> None:
    where = {"type": "accounts.person.changed.v1", "topic": "accounts.person", "partition": 0, "offset": 0}
    with mongo.serving("projects"):
        inbox.park("a", where | {"key": "p", "headers": []}, b"{}", ["p"], "ValueError: x", clock.now())
    for days, left in ((29, 1), (31, 0)):
        with mongo.serving("projects"):
            sweep(world.services["projects"], world.settings["projects"], clock.now() + timedelta(days=days))
        assert world.count("projects", "parked") == left


def test_traces_of_coming_in_go_a_year_after_their_end(cast: Cast) -> None:
    world, student = cast.world, cast.student()
    student.post(f"{API}/tokens", {"name": "x", "scopes": ["read"]})
    student.post(f"{API}/reset", {"mail": student.mail})
    world.settle()
    mine = {"person": student.person}
    traces = ("sessions", "links", "tokens")
    later(world, 364)
    assert [name for name in traces if not world.count("accounts", name, mine)] == []
    assert student.signs_in().get(f"{API}/me")
    later(world, 5)
    assert world.count("accounts", "links", mine) == 0
    assert world.count("accounts", "sessions", mine) == 1, "the session that lives stays, the first one goes"
    student.page("/accounts/renew?next=/accounts/settings", status=303)
    assert student.get(f"{API}/me")["id"] == student.person
    assert world.count("accounts", "tokens", mine) == 1, "a token is kept a year after its end"
    later(world, 362)
    assert world.count("accounts", "tokens", mine) == 0


def test_what_is_done_goes_after_a_year_and_what_waits_stays(cast: Cast) -> None:
    world = cast.world
    opens(world, subject="done", person=cast.boss.person)
    opens(world, subject="waits", person=cast.boss.person)
    world.settle()
    closes(world, "done", cast.boss.person)
    later(world, 364)
    assert world.count("accounts", "items", {"subject": {"$in": ["done", "waits"]}}) == 2
    later(world, 2)
    assert world.count("accounts", "items", {"subject": "done"}) == 0
    assert world.count("accounts", "items", {"subject": "waits"}) == 1


def test_views_and_searches_and_shares_that_are_over_go_after_a_year(world: World) -> None:
    now = clock.now()
    with mongo.serving("portfolio"):
        mongo.collection("views").insert_one({"_id": "v", "person": "p", "at": now})
        mongo.collection("searches").insert_one({"_id": "s", "person": "p", "skill": "x", "at": now})
        mongo.collection("shares").insert_one({"_id": "old", "secret": "1", "person": "p", "expires": now})
    names = ("views", "searches", "shares")
    for days, left in ((364, 1), (2, 0)):
        later(world, days)
        assert [world.count("portfolio", name) for name in names] == [left] * 3


def test_an_invitation_goes_a_month_after_its_end_with_its_address(cast: Cast) -> None:
    world, mail = cast.world, {"mail": "guest@x.example"}
    cast.admin.invites(kind="invitation", roles=["teacher"], **mail)
    later(world, 14 + 29)
    assert world.count("accounts", "invitations", mail) == 1
    later(world, 2)
    assert world.count("accounts", "invitations", mail) == 0


def test_an_account_that_nobody_confirmed_goes_everywhere_after_a_month(cast: Cast) -> None:
    world = cast.world
    founder = Actor(world.client(), "Nobody knows", "typed@x.example").signs_up("Typed Ltd")
    world.settle()
    later(world, 29)
    assert world.count("accounts", "people", {"_id": founder.person}) == 1
    mails = len(world.mails())
    later(world, 2)
    for service in ("accounts", "projects", "matching", "portfolio"):
        assert world.count(service, "people", {"_id": founder.person}) == 0, service
    assert world.count("accounts", "organisations", {"_id": founder.organisation, "suspended": True}) == 1
    assert len(world.mails()) <= mails, "a mail went to an address of which nobody knows whose it is"


def test_whoever_works_or_was_let_in_or_has_a_password_is_no_such_account(cast: Cast) -> None:
    """A session that lives; a member whom the school let in; a student with a number, before the first sign-in."""
    world = cast.world
    working = Actor(world.client(), "Still here", "still@x.example").signs_up("Still Ltd")
    guest = Actor(world.client(), "Guest", "guest@x.example")
    guest.joins(cast.admin.invites(kind="invitation", roles=["teacher"])["code"])
    cast.admin.signs_in().send(
        f"/accounts/orgs/{cast.admin.organisation}/students", {"list": "林梅,2026010137,机电"}
    )
    for _ in range(4):
        world.later(days=10)
        working.page("/accounts/renew?next=/accounts/", status=303)
    world.sweeps()
    numbered = world.count("accounts", "memberships", {"number": "2026010137"})
    left = world.count("accounts", "people", {"_id": {"$in": [working.person, guest.person]}})
    assert (left, numbered) == (2, 1)
    assert cast.boss.signs_in().get(f"{API}/me"), "whoever has a password comes back when they like"
