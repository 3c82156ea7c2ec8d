"""What ``sitecustomize`` does inside the services' processes."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from shared import mongo
from shared.events.accounts import OrganisationChanged
from shared.messaging import consuming, inbox, outbox
from shared.messaging.cloudevents import Delivery
from shared.messaging.kafka_receiving import KafkaEventConsumer

PUBLISH_LATE_SECONDS = 0.4


def count_effects() -> None:
    """Each run of the handler leaves a row in ``effects``, written in the handler's own transaction."""
    real = consuming.deliver

    def deliver(delivery: Delivery, handler: consuming.Handler, now: datetime) -> bool:
        def counted(delivery: Delivery, now: datetime) -> None:
            handler(delivery, now)
            mongo.collection("effects").insert_one(
                {"event": delivery.id, "subject": delivery.event.aggregate}
            )

        return real(delivery, counted if isinstance(delivery.event, OrganisationChanged) else handler, now)

    consuming.deliver = deliver


def spoil(how: str) -> None:
    if how:
        {"claims-always": _claim_always, "publishes-late": _publish_late, "commits-all": _commit_all}[how]()


def _claim_always() -> None:
    """An inbox that remembers nothing: what comes twice is done twice."""
    inbox.claim = lambda *_: True
    inbox.known = lambda _: set()


def _publish_late() -> None:
    """The event is written after the commit, as if it were sent by hand: who dies in between has told nobody."""
    real = outbox.append

    def append(event: Any, now: datetime) -> str:
        service = mongo.current_service()
        threading.Thread(target=_later, args=(service, lambda: real(event, now))).start()
        return "not known yet"

    outbox.append = append


def _later(service: str, work: Callable[[], str]) -> None:
    time.sleep(PUBLISH_LATE_SECONDS)
    with mongo.serving(service):
        mongo.run_in_transaction(work)


def _commit_all() -> None:
    """``commit()`` without an offset, after each event: all that was polled counts as done."""
    real = consuming.Consuming._advance

    def one_by_one(self: consuming.Consuming, messages: Any, stopping: Any) -> int:
        done = real(self, messages[:1], stopping)
        assert isinstance(self.consumer, KafkaEventConsumer)
        assert self.consumer.consumer is not None
        self.consumer.consumer.commit()
        return done

    consuming.Consuming._advance = one_by_one  # type: ignore[method-assign]
