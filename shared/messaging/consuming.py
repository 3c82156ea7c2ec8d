"""Events into the service: each is done once, in one transaction with its claim; what cannot be done is parked."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from typing import Any

from shared import mongo
from shared.events.base import Event, EventError
from shared.logs import request_id
from shared.messaging import cloudevents, erased, faults, inbox
from shared.messaging.cloudevents import Delivery
from shared.messaging.transport import Consumer, Message

log = logging.getLogger(__name__)

MAX_PARKED_IN_A_ROW = 50
# a commit costs about as much as the work of an event: several share one
TOGETHER = 20
TOGETHER_SECONDS = 1.0

Handler = Callable[[Delivery, datetime], None]
Handlers = dict[type[Event], Handler]


class Halted(Exception):
    """So many events were parked in a row that something else is wrong; a person must look."""


@dataclass
class Consuming:
    consumer: Consumer
    handlers: Handlers
    now: Callable[[], datetime]
    parked_in_a_row: int | None = None
    halts: bool = True
    polled: list[Message] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    def run_once(self, seconds: float, stopping: Callable[[], bool] = lambda: False) -> int:
        """Do what was polled, poll when nothing is left; returns how many messages were finished.

        Raises BrokerAway, PyMongoError (nothing is lost: what is not finished is done the next time) and Halted.
        """
        if not self.polled:
            self.polled = self.consumer.poll(seconds)
            self.known = set()
        if self.polled and not self.known:
            self.known = inbox.known(cloudevents.event_id(message) for message in self.polled)
        finished = 0
        try:
            while finished < len(self.polled) and not stopping():
                finished += self._advance(self.polled[finished : finished + TOGETHER], stopping)
        finally:
            # only what is finished: were the rest committed with it, a crash would lose the rest
            done, self.polled = self.polled[:finished], self.polled[finished:]
            self.consumer.commit(done)
        return finished

    def close(self) -> None:
        self.polled = []
        self.consumer.close()

    def _advance(self, messages: list[Message], stopping: Callable[[], bool]) -> int:
        """Do the next messages, in one transaction when nothing is wrong with them; returns how many."""
        if not self._parked():
            try:
                return self._together(messages, stopping)
            except Exception as error:
                if mongo.is_away(error):
                    raise
        # one of them is bad: each by itself, so that the others are done and that one is parked
        for number, message in enumerate(messages):
            if stopping():
                return number
            if cloudevents.event_id(message) not in self.known:
                self._do(message)
        return len(messages)

    def _together(self, messages: list[Message], stopping: Callable[[], bool]) -> int:
        work = [None if cloudevents.event_id(one) in self.known else self._read(one) for one in messages]
        if not any(work):
            return len(messages)
        done: list[Delivery] = []

        def deliver_all() -> int:
            enough = monotonic() + TOGETHER_SECONDS
            done.clear()
            for number, delivery in enumerate(work):
                if number and (stopping() or monotonic() > enough):
                    return number
                if delivery is not None and self._deliver(delivery):
                    done.append(delivery)
            return len(work)

        number = mongo.run_in_transaction(deliver_all)
        for delivery in done:
            _note(delivery)
        return number

    def _read(self, message: Message) -> Delivery | None:
        """None for what this service does not act on."""
        delivery = cloudevents.read(message)
        return delivery if delivery is not None and type(delivery.event) in self.handlers else None

    def _deliver(self, delivery: Delivery) -> bool:
        token = request_id.set(delivery.request_id)
        try:
            return deliver(delivery, self.handlers[type(delivery.event)], self.now())
        finally:
            request_id.reset(token)

    def _do(self, message: Message) -> None:
        if self.halts and self._parked() >= MAX_PARKED_IN_A_ROW:
            raise Halted(
                f"{MAX_PARKED_IN_A_ROW} events were parked in a row; replay them when the cause is mended"
            )
        try:
            delivery = self._read(message)
            if delivery is None:
                return
            if self._deliver(delivery):
                _note(delivery)
        except Exception as error:
            if mongo.is_away(error):
                raise
            self._park(message, error)
        else:
            self._forget_parked()

    def _park(self, message: Message, error: Exception) -> None:
        where = {
            "type": message.headers.get("ce_type", ""), "topic": message.topic, "partition": message.partition,
            "offset": message.offset, "key": message.key,
            "headers": [list(header) for header in message.headers.items()],
        }  # fmt: skip
        event_id = cloudevents.event_id(message)
        log.error(
            "an event was parked",
            extra={"event": event_id, "type": where["type"], "error": type(error).__name__},
        )
        body, now, place = message.value or b"", self.now(), _place(message)

        def put_aside() -> int:
            faults.tell(event_id, "event", str(where["type"]), error, now, place)
            return inbox.park(event_id, where, body, cloudevents.people(body), text_of(error), now)

        self.parked_in_a_row = mongo.run_in_transaction(put_aside)

    def _parked(self) -> int:
        """The count is kept in MongoDB: a worker that is started again must not begin at 0. Replaying resets it."""
        if self.parked_in_a_row is None or self.parked_in_a_row >= MAX_PARKED_IN_A_ROW:
            self.parked_in_a_row = inbox.parked_in_a_row()
        return self.parked_in_a_row

    def _forget_parked(self) -> None:
        if self.halts and self._parked():
            inbox.forget_parked_in_a_row()
            self.parked_in_a_row = 0


def _note(delivery: Delivery) -> None:
    facts = {"request_id": delivery.request_id, "event": delivery.id, "type": delivery.type}
    log.info("an event was done", extra=facts)


def text_of(error: Exception) -> str:
    """For whoever looks into the service itself; what is told to others is ``faults.reason_of``."""
    return str(error) if isinstance(error, EventError) else f"{type(error).__name__}: {error}"


def _place(message: Message) -> faults.Place:
    return faults.Place(message.topic, message.partition, message.offset)


@mongo.transactional
def deliver(delivery: Delivery, handler: Handler, now: datetime) -> bool:
    """Do the event's work and its claim in one transaction; False when it was done before."""
    if not inbox.claim(delivery.id, delivery.type, delivery.time, now):
        return False
    handler(_without_erased(delivery), now)
    return True


def _without_erased(delivery: Delivery) -> Delivery:
    """An event that was on its way while a person was erased is handled as if it had been scrubbed."""
    personal = delivery.event.personal
    gone = erased.among(personal)
    if not gone:
        return delivery
    left = {person: part for person, part in personal.items() if person not in gone}
    return replace(delivery, event=replace(delivery.event, personal=left))


def replay(row: dict[str, Any], handlers: Handlers, now: datetime) -> bool:
    """Try a parked event again; True when it is done now. Raises what the handler raises."""
    headers = dict(row["headers"])
    message = Message(row["topic"], row["partition"], row["offset"], row["key"], headers, row["body"])
    delivery = cloudevents.read(message)

    def do() -> None:
        if delivery is not None and type(delivery.event) in handlers:
            deliver(delivery, handlers[type(delivery.event)], now)
        if inbox.mark_replayed(row["_id"], now):
            faults.clear(row["_id"], "replayed", now)

    mongo.run_in_transaction(do)
    inbox.forget_parked_in_a_row()
    return True
