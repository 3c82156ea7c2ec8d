"""The inbox and the consumer: delivered twice is done once, what cannot be done is put aside, nothing is skipped."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from pymongo.errors import AutoReconnect, DuplicateKeyError, PyMongoError

from shared import mongo
from shared.ids import new_id
from shared.messaging import cloudevents, consuming, inbox
from shared.messaging.cloudevents import Delivery
from shared.messaging.consuming import MAX_PARKED_IN_A_ROW, Consuming, Halted
from shared.messaging.transport import Message, Record
from tests.contract.deliveries import delivered, never, row_of_a_letter, send_bad
from tests.contract.desk import FILING, NOW, Desk, LetterSent, file_letter

Handler = Callable[[Delivery, datetime], None]


def test_an_event_goes_all_the_way(desk: Desk) -> None:
    letter = new_id()
    desk.sends(letter)
    delivered(desk, desk.consuming())
    assert desk.filed() == [(letter, 1)]


def test_delivered_twice_is_done_once(desk: Desk) -> None:
    desk.sends()
    relay = desk.relay()
    relay.run_once()
    mongo.collection("outbox").update_many({}, {"$set": {"epoch": 0}})
    reader = desk.consuming()
    assert relay.run_once() == 1
    assert reader.run_once(0) == 2
    assert len(desk.filed()) == 1


def test_of_four_simultaneous_deliveries_one_does_it_and_three_are_clean_duplicates(desk: Desk) -> None:
    for _ in range(10):
        delivery = _delivery(LetterSent(letter=new_id(), number=1))

        def once(delivery: Delivery = delivery) -> bool:
            with desk.serving():
                return consuming.deliver(delivery, file_letter, NOW)

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(lambda work: work(), [once] * 4)) == [False, False, False, True]
    assert len(desk.filed()) == 10


def test_the_claim_is_part_of_the_work(desk: Desk) -> None:
    with pytest.raises(RuntimeError, match="outside the transaction"):
        inbox.claim("1", "letters.letter.sent.v1", NOW, NOW)


def test_what_failed_leaves_no_trace_of_itself(desk: Desk) -> None:
    """Work and claim are kept together or not at all."""

    def half(delivery: Delivery, now: datetime) -> None:
        file_letter(delivery, now)
        raise ValueError("in the middle")

    desk.sends()
    delivered(desk, desk.consuming({LetterSent: half}))
    assert (desk.count("filed"), desk.count("inbox"), desk.count("parked")) == (0, 0, 1)


def test_known_events_are_dropped_by_one_read_without_a_transaction(desk: Desk) -> None:
    ids = [desk.sends(number=number) for number in range(20)]
    reader = desk.consuming()
    delivered(desk, reader)
    assert inbox.known([*ids, "unknown"]) == set(ids)

    again = Consuming(desk.broker.consumer("others", reader.consumer.topics), never(), lambda: NOW)  # type: ignore[attr-defined]
    assert again.run_once(0) == 20


def test_unknown_types_and_tombstones_are_passed_over(desk: Desk) -> None:
    reader = desk.consuming()
    topic = desk.settings.topic("letters.letter")
    headers = cloudevents.to_record(row_of_a_letter(desk), topic).headers | {
        "ce_type": "letters.parcel.sent.v9",
        "ce_id": "p",
    }
    desk.broker.producer().send([Record(topic, "p", headers, b"no json"), Record(topic, "p", {}, None)])
    assert reader.run_once(0) == 2
    assert desk.count("parked") == desk.count("inbox") == 0


@pytest.mark.parametrize(
    ("change", "value", "reason"),
    [
        ({}, b"{", "the value is not JSON"),
        ({}, b"[]", "letters.letter.sent.v1: "),
        ({}, b'{"number": 1}', "letters.letter.sent.v1: {'letter'"),
        ({"ce_type": ""}, None, "the headers ce_type are missing"),
        ({"ce_subject": "another"}, None, "ce_subject is not the aggregate"),
        ({"ce_sequence": "one"}, None, "ce_sequence or ce_time cannot be read"),
        ({"ce_time": "2026-05-04T09:30:00"}, None, "ce_time names no time zone"),
        ({"ce_specversion": "0.3"}, None, "ce_specversion is not 1.0"),
    ],
)
def test_a_bad_event_is_parked_with_its_reason_and_the_rest_flows_on(
    desk: Desk, change: dict[str, str], value: bytes | None, reason: str
) -> None:
    reader = desk.consuming()
    send_bad(desk, change, value)
    good = new_id()
    desk.sends(good)
    desk.relay().run_once()
    while reader.run_once(0):
        pass
    [row] = inbox.parked()
    assert row["reason"].startswith(reason)
    assert (row["topic"], row["partition"], row["offset"]) == (desk.settings.topic("letters.letter"), 0, 0)
    assert (good, 1) in desk.filed()


def test_a_fault_of_the_database_in_an_event_is_the_events_fault(desk: Desk) -> None:
    """A unique key twice is no absence of the database: waiting for it would stop the reader for good."""

    def twice(delivery: Delivery, now: datetime) -> None:
        raise DuplicateKeyError("E11000")

    desk.sends()
    delivered(desk, desk.consuming({LetterSent: twice}))
    assert [row["reason"] for row in inbox.parked()] == ["DuplicateKeyError: E11000"]


def test_a_database_that_is_away_parks_nothing_and_loses_nothing(desk: Desk) -> None:
    failures: list[PyMongoError] = [AutoReconnect("gone")]
    letters = [new_id() for _ in range(3)]
    for letter in letters:
        desk.sends(letter)

    def file_later(delivery: Delivery, now: datetime) -> None:
        if delivery.event.letter == letters[1] and failures:
            raise failures.pop()
        file_letter(delivery, now)

    reader = desk.consuming({LetterSent: file_later})
    desk.relay().run_once()
    with pytest.raises(AutoReconnect):
        reader.run_once(0)
    assert _committed(desk) < 3, "what was not done must not be committed with what was"
    while reader.run_once(0):
        pass
    assert sorted(desk.filed()) == sorted((letter, 1) for letter in letters)
    assert (desk.count("parked"), _committed(desk)) == (0, 3)


def test_a_reader_that_is_stopped_leaves_the_rest_to_the_next(desk: Desk) -> None:
    for number in range(5):
        desk.sends(number=number)
    desk.relay().run_once()
    reader = desk.consuming()
    assert reader.run_once(0, lambda: desk.count("filed") == 2) == 2
    reader.close()
    assert _committed(desk) == 2
    assert desk.consuming().run_once(0) == 3


def test_a_bad_event_among_good_ones_costs_none_of_them(desk: Desk) -> None:
    """Several share a transaction; where that fails, each is done by itself."""

    def odd_fails(delivery: Delivery, now: datetime) -> None:
        file_letter(delivery, now)
        if delivery.event.number == 7:
            raise ValueError("seven")

    for number in range(15):
        desk.sends(number=number)
    delivered(desk, desk.consuming({LetterSent: odd_fails}))
    assert sorted(number for _, number in desk.filed()) == [*range(7), *range(8, 15)]
    assert [row["reason"] for row in inbox.parked()] == ["ValueError: seven"]
    assert inbox.parked_in_a_row() == 0


def test_slow_work_does_not_pile_up_in_one_transaction(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consuming, "TOGETHER_SECONDS", 0.0)
    seen: list[int] = []

    def slow(delivery: Delivery, now: datetime) -> None:
        file_letter(delivery, now)
        seen.append(desk.count("filed"))

    for number in range(4):
        desk.sends(number=number)
    reader = desk.consuming({LetterSent: slow})
    desk.relay().run_once()
    assert reader.run_once(0) == 4
    assert seen == [1, 2, 3, 4]
    assert len(desk.filed()) == 4


def test_a_reader_stops_when_everything_fails_and_goes_on_after_a_replay(desk: Desk) -> None:
    """Then something else is wrong than the events. Not even a new start of the worker gets past it."""

    def fails(delivery: Delivery, now: datetime) -> None:
        raise ValueError("a fault of ours")

    for number in range(MAX_PARKED_IN_A_ROW + 10):
        desk.sends(number=number)
    broken = desk.consuming({LetterSent: fails})
    with pytest.raises(Halted):
        delivered(desk, broken)
    assert desk.count("parked") == MAX_PARKED_IN_A_ROW
    broken.close()

    mended = desk.consuming()
    with pytest.raises(Halted):
        mended.run_once(0)
    for row in inbox.parked():
        assert consuming.replay(row, FILING, NOW)
    while mended.run_once(0):
        pass
    assert len(desk.filed()) == MAX_PARKED_IN_A_ROW + 10
    assert inbox.parked() == []


def test_one_success_begins_the_count_anew(desk: Desk) -> None:
    def every_second(delivery: Delivery, now: datetime) -> None:
        if delivery.event.number % 2:
            raise ValueError("odd")

    for number in range(3 * MAX_PARKED_IN_A_ROW):
        desk.sends(number=number)
    reader = desk.consuming({LetterSent: every_second})
    delivered(desk, reader)
    assert desk.count("inbox") + desk.count("parked") == 3 * MAX_PARKED_IN_A_ROW


def test_what_was_done_is_kept_longer_than_any_outbox(desk: Desk) -> None:
    desk.sends()
    delivered(desk, desk.consuming())
    inbox.sweep(NOW + timedelta(days=40), keep_days=40, parked_days=30)
    assert desk.count("inbox") == 1
    inbox.sweep(NOW + timedelta(days=41), keep_days=40, parked_days=30)
    assert desk.count("inbox") == 0


def _committed(desk: Desk) -> int:
    return desk.broker.committed[desk.group, desk.settings.topic("letters.letter")]  # type: ignore[attr-defined]


def _delivery(event: LetterSent) -> Delivery:
    return Delivery(new_id(), 1, NOW, "-", event)


def test_messages_without_an_id_are_known_by_their_place() -> None:
    assert cloudevents.event_id(Message("t", 3, 7, "k", {}, b"")) == "t/3/7"
