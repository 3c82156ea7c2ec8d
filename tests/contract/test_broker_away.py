"""A broker that does not answer for hours costs a worker nothing but patience."""

import gc
import logging
import os
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.local.broker import start_tansu
from deploy.local.process import free_port
from shared.messaging import broker, kafka_sending
from shared.messaging.broker import BrokerAway, KafkaBroker, Record

TRIES = 4
RECORD = Record("t.letters", "a", {"ce_id": "1"}, b"{}")
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


def test_what_is_on_its_way_to_a_broker_that_is_another_now_is_not_waited_for(tmp_path: Path) -> None:
    """It would be waited for until its time is over, 10 s: as long all events would stand still."""
    first, second = start_tansu(tmp_path), start_tansu(tmp_path)
    kafka = KafkaBroker(first.servers)
    kafka.create_topics(["t.letters"], [])
    producer = kafka.producer()
    assert producer.send([RECORD]) == [True]
    first.stop()
    kafka.servers = second.servers
    begun = time.monotonic()
    with pytest.raises(BrokerAway, match="was not taken"):
        producer.send([RECORD])
    assert time.monotonic() - begun < kafka_sending.DELIVERY_MS / 1000
    producer.close()
    kafka.close()
    second.stop()


def _held() -> tuple[int, int]:
    """(threads, open files) of this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # sockets of attempts that were given up
        gc.collect()
    return threading.active_count(), len(os.listdir("/proc/self/fd"))
