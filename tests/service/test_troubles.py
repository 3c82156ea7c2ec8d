"""Parked events and failed jobs of all services on the operator's page, and the press that does them again, once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from shared import clock, mongo
from shared.config import SERVICES
from shared.errors import Invalid
from shared.events.matching import BidsCounted
from shared.ids import new_id
from shared.messaging import inbox, outbox
from shared.messaging.cloudevents import Delivery
from shared.messaging.consuming import MAX_PARKED_IN_A_ROW, Halted
from shared.messaging.jobs import BACKOFF_SECONDS, Job, Work
from tests.actors import Actor
from tests.world import World

API, PAGE = "/accounts/api/v1", "/accounts/admin/events"
SECRET = "林梅 wrote this"


@pytest.fixture
def broken(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A handler of projects that refuses while ``error`` is set, and counts what it does."""
    state: dict[str, Any] = {"error": Invalid({"bids": SECRET}), "done": []}
    handlers = world.services["projects"].on_event
    before = handlers[BidsCounted]

    def handle(delivery: Delivery, now: datetime) -> None:
        if state["error"]:
            raise state["error"]
        state["done"].append(delivery.id)
        before(delivery, now)

    monkeypatch.setitem(handlers, BidsCounted, handle)
    return state


def carry(world: World) -> None:
    """As ``settle``, where something may be parked."""
    while world.steps():
        pass


def tells(world: World, number: int = 1) -> list[str]:
    with mongo.serving("matching"):
        told = [
            mongo.run_in_transaction(
                lambda: outbox.append(BidsCounted(brief=new_id(), bids=3), clock.now())
            )
            for _ in range(number)
        ]  # fmt: skip
    return told


def faults(operator: Actor) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = operator.get(f"{API}/faults")["items"]
    return found


def test_a_parked_event_is_seen_replayed_from_the_page_and_done_once(
    world: World, operator: Actor, broken: dict[str, Any]
) -> None:
    (event,) = tells(world)
    carry(world)
    (row,) = faults(operator)
    assert (row["id"], row["service"], row["kind"]) == (event, "projects", "event")
    assert (row["what"], row["error"], row["fields"]) == (BidsCounted.TYPE, "Invalid", ["bids"])
    assert row["topic"].endswith("matching.bids")
    page = operator.page(PAGE)
    assert BidsCounted.TYPE in page
    assert f"{PAGE}/{event}/replay" in page

    broken["error"] = None
    for _ in range(2):
        operator.send(f"{PAGE}/{event}/replay", {})
    carry(world)
    assert broken["done"] == [event], "two presses did it more or less than once"
    assert faults(operator) == []
    operator.send(f"{PAGE}/{event}/replay", {}, status=404)


def test_what_is_told_of_it_holds_no_word_of_the_error(
    world: World, operator: Actor, broken: dict[str, Any]
) -> None:
    broken["error"] = ValueError(SECRET)
    tells(world)
    carry(world)
    assert faults(operator)[0]["error"] == "ValueError"
    for name in SERVICES:
        with mongo.serving(name):
            for collection in ("outbox", "faults"):
                assert SECRET not in str(list(mongo.collection(collection).find())), f"{name}.{collection}"


def test_what_fails_again_comes_back_with_its_reason(
    world: World, operator: Actor, broken: dict[str, Any]
) -> None:
    (event,) = tells(world)
    carry(world)
    broken["error"] = KeyError("another")
    operator.post(f"{API}/faults/{event}/replay", status=202)
    carry(world)
    (row,) = faults(operator)
    assert (row["error"], row["tries"]) == ("KeyError", 2)
    assert "failed 2 times" in operator.page(PAGE)


def test_a_range_is_replayed_and_nothing_beyond_it(
    world: World, operator: Actor, broken: dict[str, Any]
) -> None:
    tells(world, 6)
    carry(world)
    rows = faults(operator)
    assert len(rows) == 6
    broken["error"] = None
    one = rows[0]
    together = [row for row in rows if row["partition"] == one["partition"]]
    span = {name: one[name] for name in ("service", "topic", "partition")}
    offsets = sorted(row["offset"] for row in together)
    first, last = offsets[0], offsets[-2] if len(offsets) > 1 else offsets[0]
    operator.send(f"{PAGE}/replay", span | {"first": first, "last": last})
    carry(world)
    left = {row["id"] for row in rows} - set(broken["done"])
    assert {row["id"] for row in faults(operator)} == left
    assert len(left) == 6 - len([offset for offset in offsets if first <= offset <= last])
    operator.send(f"{PAGE}/replay", span | {"first": 9, "last": 3}, status=422)


def test_a_service_that_stands_still_obeys_all_the_same(
    world: World, operator: Actor, broken: dict[str, Any]
) -> None:
    """Too much was parked in a row: its consumer stops, and only a replay lets it go on."""
    told = tells(world, MAX_PARKED_IN_A_ROW + 5)
    with pytest.raises(Halted):
        carry(world)
    others = [name for name in SERVICES if name != "projects"]
    while world.steps(others) + _without_consumer(world):
        pass
    rows = operator.get(f"{API}/faults?limit=100")["items"]
    assert len(rows) == MAX_PARKED_IN_A_ROW
    broken["error"] = None
    operator.post(f"{API}/faults/{rows[0]['id']}/replay", status=202)
    while world.steps(others) + _without_consumer(world):
        pass
    carry(world)
    assert len(broken["done"]) == 1 + len(told) - MAX_PARKED_IN_A_ROW


def _without_consumer(world: World) -> int:
    """What goes on in projects while its consumer stands still."""
    consuming, world.consuming["projects"] = world.consuming["projects"], world.obeying["projects"]
    try:
        return world.steps(("projects",))
    finally:
        world.consuming["projects"] = consuming


def test_a_job_that_was_given_up_is_seen_and_done_again(
    world: World, operator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds: Any = world.services["accounts"].work
    kept = kinds["confirmation_mail"]

    def fails(job: Job, now: datetime) -> None:
        raise OSError(SECRET)

    monkeypatch.setitem(kinds, "confirmation_mail", Work(fails, kept.finish))
    Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    for seconds in (0, *BACKOFF_SECONDS):
        passes(world, seconds)
    operator.signs_in()
    (row,) = faults(operator)
    assert (row["service"], row["kind"], row["what"], row["error"]) == (
        "accounts",
        "job",
        "confirmation_mail",
        "OSError",
    )
    monkeypatch.setitem(kinds, "confirmation_mail", kept)
    operator.send(f"{PAGE}/{row['id']}/replay", {})
    carry(world)
    assert faults(operator) == []
    assert len([mail for mail in world.mails() if "zhou@hengrui.example" in mail]) == 1


def passes(world: World, seconds: float) -> None:
    path = world.folder / "clock"
    offset = float(path.read_text()) if path.exists() else 0.0
    path.write_text(str(offset + timedelta(seconds=seconds + 1).total_seconds()))
    carry(world)


def test_an_event_that_nobody_replays_is_given_up_after_its_time(
    world: World, operator: Actor, broken: dict[str, Any]
) -> None:
    tells(world)
    carry(world)
    with mongo.serving("projects"):
        inbox.sweep(clock.now() + timedelta(days=31), 3650, 30)
    carry(world)
    assert faults(operator) == []
