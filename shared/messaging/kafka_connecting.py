"""Connections of kafka-python, and its many errors as one of ours."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from kafka.errors import IllegalStateError, KafkaError
from kafka.net.compat import KafkaNetClient

from shared.messaging.transport import BrokerAway

TROUBLES = (KafkaError, OSError, IllegalStateError)
"""What kafka-python raises when the broker does not answer, or answers that it cannot."""


@contextlib.contextmanager
def away() -> Iterator[None]:
    try:
        yield
    except TROUBLES as error:
        raise BrokerAway(f"{type(error).__name__}: {error}") from error


@contextlib.contextmanager
def connecting() -> Iterator[tuple[Callable[..., KafkaNetClient], list[KafkaNetClient]]]:
    """What a client shall connect with, and what it has. When the client cannot be made its connection is ended here:
    kafka-python begins a thread before it asks whether the broker answers, and nobody else would end it."""
    begun: list[KafkaNetClient] = []

    def connect(**settings: Any) -> KafkaNetClient:
        begun.append(KafkaNetClient(**settings))
        return begun[-1]

    with away():
        try:
            yield connect, begun
        except BaseException:
            for one in begun:
                one.close()
            raise
