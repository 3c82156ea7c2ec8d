"""The outbox and its relay: nothing is lost, each aggregate in order, all again when the broker lost its memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from shared import mongo
from shared.events import accounts
from shared.events.base import EventError
from shared.ids import new_id
from shared.logs import request_id
from shared.messaging import cloudevents, lease, outbox
from shared.messaging.memory import MemoryBroker
from shared.messaging.relay import Relay
from shared.messaging.transport import BrokerAway, Message, Producer, Record
from tests.contract.desk import NOW, Desk, LetterSent


@dataclass
class Refusing(MemoryBroker):
    """Does not take the records of some keys, as a broker whose partition has no leader."""

    refused: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        MemoryBroker.__init__(self)

    def producer(self) -> Producer:
        return _RefusingProducer(self)


@dataclass
class _RefusingProducer:
    broker: Refusing

    def send(self, records: Sequence[Record]) -> list[bool]:
        real = MemoryBroker.producer(self.broker)
        return [record.key not in self.broker.refused and real.send([record])[0] for record in records]

    def close(self) -> None:
        pass


def test_an_event_is_appended_only_in_the_transaction_that_changes_the_state(desk: Desk) -> None:
    with pytest.raises(RuntimeError, match="outside the transaction"):
        outbox.append(LetterSent(letter=new_id(), number=1), NOW)


def test_a_state_that_is_not_kept_sends_nothing(desk: Desk) -> None:
    def work() -> None:
        outbox.append(LetterSent(letter=new_id(), number=1), NOW)
        raise ValueError("thought better of it")

    with pytest.raises(ValueError, match="better"):
        mongo.run_in_transaction(work)
    assert desk.relay().run_once() == 0
    assert desk.count("outbox") == desk.count("outbox_heads") == 0


def test_an_event_that_no_reader_could_read_is_refused_when_it_is_written(desk: Desk) -> None:
    """Later it would stop the relay for good, or be parked by every reader."""
    for wrong in (
        LetterSent(letter=None, number=1),
        LetterSent(letter=new_id(), number="many"),
        LetterSent(letter=new_id(), number=1, personal={"a": {"mark": 1}}),
        LetterSent(letter=new_id(), number=1, personal={"a": {"text": NOW}}),
        LetterSent(letter=new_id(), number=1, personal={"a.b": {"text": "x"}}),
        LetterSent(letter=new_id(), number=1, personal={"a": {"text": "x" * 1_000_000}}),
    ):
        with pytest.raises(EventError):
            mongo.run_in_transaction(lambda event=wrong: outbox.append(event, NOW))
    assert desk.count("outbox") == 0


def test_events_of_one_aggregate_are_numbered_and_go_in_that_order(desk: Desk) -> None:
    first, second = new_id(), new_id()
    for number in range(1, 6):
        desk.sends(first, number)
        desk.sends(second, number)
    assert desk.relay().run_once() == 10
    sent = desk.on_the_broker()
    assert [n for letter, n in sent if letter == first] == [1, 2, 3, 4, 5]
    assert [n for letter, n in sent if letter == second] == [1, 2, 3, 4, 5]


def test_a_record_says_in_its_headers_what_cloudevents_asks_for(desk: Desk) -> None:
    letter, token = new_id(), request_id.set("request-1")
    event_id = desk.sends(letter, text={"someone": "told in confidence"})
    request_id.reset(token)
    desk.relay().run_once()
    message = _messages(desk)[0]
    assert message.headers == {
        "ce_specversion": "1.0", "ce_id": event_id, "ce_source": "/letters", "ce_type": "letters.letter.sent.v1",
        "ce_time": "2026-05-04T09:30:00.000+00:00", "ce_subject": letter, "ce_partitionkey": letter,
        "ce_sequence": "1", "ce_requestid": "request-1", "content-type": "application/json",
    }  # fmt: skip
    delivery = cloudevents.read(message)
    assert delivery is not None
    assert (delivery.n, delivery.time, delivery.event.about("someone", "text")) == (
        1,
        NOW,
        "told in confidence",
    )


def test_a_failed_send_holds_back_its_aggregate_and_no_other(desk: Desk) -> None:
    broker = Refusing()
    desk.broker = broker
    held, free = new_id(), new_id()
    for number in (1, 2):
        desk.sends(held, number)
        desk.sends(free, number)
    broker.refused = {held}
    relay = desk.relay()
    with pytest.raises(BrokerAway, match="2 of 4"):
        relay.run_once()
    assert desk.on_the_broker() == [(free, 1), (free, 2)]

    broker.refused = set()
    assert relay.run_once() == 2
    assert desk.on_the_broker()[2:] == [(held, 1), (held, 2)]


def test_only_one_relay_sends_and_the_next_takes_over(desk: Desk) -> None:
    desk.sends()
    first, second = desk.relay(), desk.relay()
    assert first.run_once() == 1
    desk.sends()
    assert second.run_once() == 0, "the first one holds the lease"
    first.close()
    assert second.run_once() == 1


def test_the_lease_of_a_relay_that_died_runs_out(desk: Desk) -> None:
    assert lease.take("relay", "who died", -1)
    desk.sends()
    assert desk.relay().run_once() == 1


def test_all_goes_out_again_when_the_broker_came_back_empty(desk: Desk) -> None:
    """Aggregates with unsent rows first, each from its oldest row on."""
    old, waiting = new_id(), new_id()
    desk.sends(old, 1)
    desk.sends(waiting, 1)
    relay = desk.relay()
    assert relay.run_once() == 2
    desk.sends(waiting, 2)
    _wipe(desk, relay)

    outbox_batch = 1  # a batch as small as it can be shows what comes first
    relay._look_at_the_broker(0)
    first = outbox.unsent(relay.epoch, outbox_batch)
    assert [(row.aggregate, row.n) for row in first] == [(waiting, 1), (waiting, 2)]

    assert relay.run_once() == 3
    assert sorted(desk.on_the_broker()) == sorted([(waiting, 1), (waiting, 2), (old, 1)])
    assert relay.run_once() == 0


def test_what_was_never_sent_waits_for_nothing_that_goes_out_again(desk: Desk) -> None:
    """Whose id is the newest comes last in the order of ids: there it would wait for all the others."""
    old, newest = sorted(new_id() for _ in range(2))
    for number in range(1, 8):
        desk.sends(old, number)
    relay = desk.relay()
    assert relay.run_once() == 7
    desk.sends(newest, 1)
    _wipe(desk, relay)
    relay._look_at_the_broker(0)

    first, *others = outbox.unsent(relay.epoch, limit=3)
    assert (first.aggregate, first.n) == (newest, 1)
    assert [row.n for row in others] == [1, 2, 3, 4, 5], (
        "the rest of the batch is filled with what goes out again"
    )


def test_all_goes_out_again_when_a_topic_of_ours_is_missing(desk: Desk) -> None:
    desk.sends()
    relay = desk.relay()
    relay.run_once()
    assert isinstance(desk.broker, MemoryBroker)
    del desk.broker.topics[desk.settings.topic("letters.letter")]
    relay.checked_at = float("-inf")
    assert relay.run_once() == 1


def test_erasures_go_before_everything_else(desk: Desk) -> None:
    letter, person = new_id(), new_id()
    desk.sends(letter)
    mongo.run_in_transaction(lambda: outbox.append(accounts.PersonErased(person=person), NOW))
    assert [row.type for row in outbox.unsent(1, 10)] == [outbox.ERASED]


def test_an_erased_person_gets_a_tombstone_in_the_compacted_topic(desk: Desk) -> None:
    person = new_id()
    topics = frozenset({accounts.PersonChanged.TOPIC, accounts.PersonErased.TOPIC})
    relay = Relay(desk.broker, desk.settings.topic, topics, frozenset({accounts.PersonChanged.TOPIC}))
    mongo.run_in_transaction(lambda: outbox.append(accounts.PersonErased(person=person), NOW))
    assert relay.run_once() == 1
    [tombstone] = _messages(desk, accounts.PersonChanged.TOPIC)
    assert (tombstone.key, tombstone.value) == (person, None)
    assert cloudevents.read(tombstone) is None, "it is no event, and nobody parks it"


def test_an_older_relay_does_not_take_back_what_a_newer_epoch_noted(desk: Desk) -> None:
    event_id = desk.sends()
    outbox.mark_sent([event_id], 5)
    outbox.mark_sent([event_id], 4)
    assert outbox.unsent(5, 10) == []


def test_a_person_is_cut_out_of_every_retained_row_and_the_rows_stay_events(desk: Desk) -> None:
    gone, stays = new_id(), new_id()
    desk.sends(text={gone: "of the one", stays: "of the other"})
    desk.sends(text={stays: "alone"})
    assert mongo.run_in_transaction(lambda: outbox.scrub(gone)) == 1
    assert "of the one" not in str(list(mongo.collection("outbox").find()))
    assert desk.count("outbox", people=gone) == 0

    desk.relay().run_once()
    deliveries = [cloudevents.read(message) for message in _messages(desk)]
    said = [delivery.event.about(stays, "text") for delivery in deliveries if delivery]
    assert sorted(said) == ["alone", "of the other"]
    assert all(delivery and delivery.event.about(gone, "text") is None for delivery in deliveries)


def test_sent_rows_go_after_their_time_but_never_an_erasure_or_what_was_not_sent(desk: Desk) -> None:
    desk.sends()
    mongo.run_in_transaction(lambda: outbox.append(accounts.PersonErased(person=new_id()), NOW))
    later = NOW + timedelta(days=11)
    assert outbox.sweep(later, keep_days=10) == 0
    outbox.mark_sent([row["_id"] for row in mongo.collection("outbox").find()], 1)
    assert outbox.sweep(later, keep_days=12) == 0
    assert outbox.sweep(later, keep_days=10) == 1
    assert desk.count("outbox", type=outbox.ERASED) == 1


def test_the_lag_is_the_number_and_age_of_what_was_never_sent(desk: Desk) -> None:
    desk.sends()
    desk.sends()
    assert outbox.lag(NOW + timedelta(seconds=7)) == (2, 7.0)
    desk.relay().run_once()
    assert outbox.lag(NOW + timedelta(seconds=7)) == (0, 0.0)


def _wipe(desk: Desk, relay: Relay) -> None:
    assert isinstance(desk.broker, MemoryBroker)
    desk.broker.wipe("another memory")
    relay.checked_at = float("-inf")


def _messages(desk: Desk, topic: str = "letters.letter") -> list[Message]:
    assert isinstance(desk.broker, MemoryBroker)
    return desk.broker.topics[desk.settings.topic(topic)]
