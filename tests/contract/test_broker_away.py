"""A broker that does not answer for hours costs a worker nothing but patience."""

import gc
import logging
import os
import threading
import warnings
from collections.abc import Callable

import pytest

from deploy.local.process import free_port
from shared.messaging import broker
from shared.messaging.broker import BrokerAway, KafkaBroker

TRIES = 4
WAYS: dict[str, Callable[[KafkaBroker], object]] = {
    "a question": lambda one: one.cluster_id(),
    "a producer": lambda one: one.producer(),
    "a consumer": lambda one: one.join("nobody", ["nothing"]),
}


@pytest.mark.parametrize("way", WAYS)
def test_each_try_ends_what_it_began(
    way: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """kafka-python begins a thread before it asks whether anybody is there: one a second would end the worker."""
    caplog.set_level(logging.CRITICAL, "kafka")  # records of errors that are kept keep their sockets
    monkeypatch.setattr(broker, "ASK_MS", 150)
    monkeypatch.setattr(broker, "CONNECT_MS", 150)
    nobody = KafkaBroker(f"127.0.0.1:{free_port()}")
    before = _held()
    for _ in range(TRIES):
        with pytest.raises(BrokerAway):
            WAYS[way](nobody)
    threads, files = (now - then for now, then in zip(_held(), before, strict=True))
    assert threads <= 0, f"{TRIES} tries left {threads} threads"
    assert files < TRIES, f"{TRIES} tries left {files} open files"


def _held() -> tuple[int, int]:
    """(threads, open files) of this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # sockets of attempts that were given up
        gc.collect()
    return threading.active_count(), len(os.listdir("/proc/self/fd"))
