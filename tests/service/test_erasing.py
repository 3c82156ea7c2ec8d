"""Erasing somebody in one process: nothing of them is left anywhere, nothing brings them back, the others go on."""

import shutil
from typing import Any

import pytest

from shared import clock, mongo
from shared.config import SERVICES
from shared.ids import new_id
from shared.messaging import inbox
from shared.register import places
from shared.register.facts import is_fact
from shared.register.fields import GROUPS
from shared.service import SHARED_INDEXES
from tests import actors_portfolio as at_portfolio
from tests import actors_projects as at_projects
from tests import canary
from tests.actors import Actor
from tests.journey import addresses, marked
from tests.journey.marked import Marked
from tests.service.stage import OneProcess
from tests.world import World

TRANSPORT = {"outbox", "messaging_state", "leases"}
"""A republication writes down here what went out again."""
ON_THEIR_WAY = ("outbox.", "parked.")
BOOKKEEPING = {*SHARED_INDEXES, "audit", "migrations"}


@pytest.fixture
def story(world: World) -> Marked:
    """A marked person has walked the loop, and something about them was put aside."""
    shutil.rmtree(world.folder / "files", ignore_errors=True)
    walked = marked.walks_the_loop(OneProcess(world))
    world.settle()
    _is_parked(world, walked.student.person)
    return walked


def _is_parked(world: World, person: str) -> None:
    body = f'{{"person": "{person}", "personal": {{"{person}": {{"name": "{canary.WORD}parked"}}}}}}'
    where = {
        "type": "accounts.person.changed.v1", "topic": "accounts.person", "partition": 0, "offset": 0, "key": person,
        "headers": [],
    }  # fmt: skip
    with mongo.serving("matching"):
        inbox.park(new_id(), where, body.encode(), [person], f"ValueError: {canary.WORD}reason", clock.now())


def _settle(world: World) -> None:
    """As the world does it, but for what was put aside on purpose."""
    while world.steps():
        pass


def _wipe(world: World) -> None:
    """The broker comes back empty, and the relays see it at once."""
    world.broker.wipe("memory-2")
    for relay in world.relays.values():
        relay.close_producer()


def _databases() -> list[Any]:
    found = []
    for name in SERVICES:
        with mongo.serving(name):
            found.append(mongo.database())
    return found


def _fields() -> set[str]:
    """service.collection.field of everything that holds the word, but for events on their way."""
    found = set()
    for name, database in zip(SERVICES, _databases(), strict=True):
        found |= {
            f"{name}.{field}" for field in canary.fields_in(database) if not field.startswith(ON_THEIR_WAY)
        }
    return found


def _stored() -> set[str]:
    """service.collection.field of everything, but for what every service has and mere ids."""
    found = set()
    for name, database in zip(SERVICES, _databases(), strict=True):
        found |= {
            f"{name}.{place}"
            for place in canary.stored_in(database)
            if place.split(".")[0] not in BOOKKEEPING and place.split(".")[1] not in ("_id", "n")
        }
    return found


def _left(world: World) -> list[str]:
    return canary.in_databases(_databases()) + canary.in_files(world.folder, but=["mail"])


def _state(services: tuple[str, ...] = SERVICES) -> dict[str, str]:
    found = {}
    for name in services:
        with mongo.serving(name):
            hashes = mongo.database().command("dbHash")["collections"]
        found |= {f"{name}.{one}": digest for one, digest in hashes.items() if one not in TRANSPORT}
    return found


def test_nothing_of_an_erased_person_is_left(world: World, story: Marked) -> None:
    before = canary.in_databases(_databases())
    assert len({one.split()[0] for one in before}) > 20, f"the word stands in too few collections: {before}"
    assert canary.in_files(world.folder, but=["mail"]), "no file holds the word"
    told = set(places(GROUPS))
    assert sorted(_fields() - told) == [], "the register lacks what was found to be personal"
    neither = sorted(place for place in _stored() - told if not is_fact(place))
    assert not neither, f"neither in the register nor named as a fact: {neither}"
    url = marked.asks_to_be_erased(story.student)
    _settle(world)
    assert _left(world) == []
    _it_is_told(world, story, url)
    _nobody_gets_in(world, story)
    _nobody_reads_it(world, story)
    _republication_brings_nothing_back(world)


def _it_is_told(world: World, story: Marked, url: str) -> None:
    """By the link, and by two mails that name the address alone."""
    shown = Actor(world.client(), "nobody", "").get(f"/accounts/api/v1/erasures/{url.rsplit('/', 1)[1]}")
    assert shown["outstanding"] == []
    assert all(part["at"] for part in shown["parts"])
    mails = [mail for mail in world.mails() if canary.is_in(mail)]
    assert [line for mail in mails for line in mail.splitlines() if canary.is_in(line)] == [
        f"To: {story.student.mail}"
    ] * 2
    with mongo.serving("accounts"):
        assert mongo.collection("erasures").find_one()["mail"] == ""
    # the folder stands for the recipient's mailbox, and they take their mails out of it
    for path in canary.in_files(world.folder / "mail"):
        (world.folder / "mail" / path).unlink()


def _nobody_gets_in(world: World, story: Marked) -> None:
    student = story.student
    for service in SERVICES:
        assert student.http.call("GET", f"/{service}/api/v1/me").status in (401, 404)
    at_projects_now = student.http.call("GET", f"{at_projects.API}/teams")
    assert at_projects_now.status == 401
    visitor = Actor(world.client(), "an employer", "")
    at_portfolio.opens_share(visitor, story.token, status=404)
    assert at_portfolio.verifies(visitor, story.document)["verdict"] == "revoked"


def _nobody_reads_it(world: World, story: Marked) -> None:
    """Every address, by everybody who is left."""
    readers = [*vars(story.people).values(), Actor(world.client(), "nobody", "")]
    everybody = [one for one in readers if isinstance(one, Actor)] + story.people.students[1:2]
    contribution = at_projects.milestone(story.people.mentor, story.team, 1)["contributions"]
    known = {
        "team_id": [story.team], "person_id": [story.student.person], "brief_id": [story.brief],
        "organisation_id": [story.people.teacher.organisation, story.people.mentor.organisation],
        "credential_id": [story.credential], "contribution_id": [one["id"] for one in contribution],
    }  # fmt: skip
    for path in addresses.readable(known):
        for one in everybody:
            answer = one.http.call("GET", path, headers={"Accept": "text/html"})
            assert answer.status < 500, f"GET {path} answered {answer.status} to {one.name}"
            assert not canary.is_in(answer.text), f"GET {path} tells {one.name} of the erased person"


def _republication_brings_nothing_back(world: World) -> None:
    """The broker comes back empty: everything is sent again, erasures first, and nothing changes."""
    before = _state()
    _wipe(world)
    _settle(world)
    assert _left(world) == []
    after = _state()
    assert sorted(name for name in before if before[name] != after.get(name)) == []


def test_a_service_that_starts_empty_does_not_learn_of_an_erased_person(world: World, story: Marked) -> None:
    person = story.student.person
    marked.asks_to_be_erased(story.student)
    _settle(world)
    with mongo.serving("matching"):
        for name in world.collections["matching"]:
            mongo.database()[name].delete_many({})
    _wipe(world)
    world.settle()
    assert world.count("matching", "people"), "matching learnt of nobody"
    assert not world.count("matching", "people", {"_id": person})
    assert not world.count("matching", "memberships", {"person": person})
    assert not world.count("matching", "evidence", {"person": person})
