"""Waiting for what other processes do, with a deadline and a reason."""

import time
from collections.abc import Callable

from pymongo.errors import PyMongoError

from shared.messaging.transport import BrokerAway

SECONDS = 30.0


def until(done: Callable[[], bool], what: str | Callable[[], str], seconds: float = SECONDS) -> float:
    """Ask until ``done()``; returns the seconds it took. A server that is away counts as not yet."""
    begun = time.monotonic()
    while True:
        try:
            if done():
                return time.monotonic() - begun
        except (BrokerAway, PyMongoError):
            time.sleep(0.05)
        if time.monotonic() - begun > seconds:
            raise AssertionError(f"not within {seconds:.0f} s: {what if isinstance(what, str) else what()}")
        time.sleep(0.01)
