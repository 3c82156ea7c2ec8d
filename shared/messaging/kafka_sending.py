"""Records to Kafka, pipelined; what is on its way to a broker that came back empty is given up."""

import contextlib
import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError

from shared.messaging.kafka_connecting import TROUBLES, away
from shared.messaging.transport import Broker, BrokerAway, Record

DELIVERY_MS = 10_000
CHECK_SECONDS = 0.5

log = logging.getLogger(__name__)


@dataclass
class KafkaEventProducer:
    """Of one broker's life: what is on its way to a broker that came back empty is given up, not waited for."""

    producer: KafkaProducer
    broker: Broker
    cluster: str
    lost: bool = False

    def send(self, records: Sequence[Record]) -> list[bool]:
        with away():
            futures = [self._begin(record) for record in records]
        self._wait()
        failed = [future.exception for future in futures if future is not None and future.failed()]
        if failed:
            log.warning(
                "the broker refused records",
                extra={"error": type(failed[0]).__name__, "records": len(failed)},
            )
        return [future is not None and future.succeeded() for future in futures]

    def _wait(self) -> None:
        """Until all is taken or refused; asks meanwhile whether it is the same broker still."""
        ends = time.monotonic() + DELIVERY_MS / 1000
        while True:
            try:
                self.producer.flush(timeout=CHECK_SECONDS)
                return
            except KafkaTimeoutError as error:
                self.lost = time.monotonic() >= ends or self._is_of_another()
                if self.lost:
                    raise BrokerAway("what was on its way was not taken") from error
            except TROUBLES as error:
                raise BrokerAway(f"{type(error).__name__}: {error}") from error

    def _is_of_another(self) -> bool:
        """One that does not answer may be the same again when it does."""
        try:
            return self.broker.cluster_id() != self.cluster
        except BrokerAway:
            return False

    def _begin(self, record: Record) -> Any:
        """None for a record that no broker would take; it must not hold up the others."""
        headers = [(name, value.encode()) for name, value in record.headers.items()]
        try:
            return self.producer.send(
                record.topic, key=record.key.encode(), value=record.value, headers=headers
            )
        except MessageSizeTooLargeError as error:
            log.error("a record is too large", extra={"topic": record.topic, "error": type(error).__name__})
            return None

    def close(self) -> None:
        """One whose records nobody takes ends by itself, when those have waited out their time: until then
        kafka-python cannot end it."""
        if self.lost:
            threading.Thread(target=self._end, args=(2 * DELIVERY_MS / 1000,), daemon=True).start()
        else:
            self._end(2.0)

    def _end(self, seconds: float) -> None:
        with contextlib.suppress(KafkaError, OSError):
            self.producer.close(timeout=seconds)
