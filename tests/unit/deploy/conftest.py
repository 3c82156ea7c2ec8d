import time
from collections.abc import Callable

import pytest


def _eventually(condition: Callable[[], object], what: str, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.01)


@pytest.fixture
def eventually():
    """``eventually(condition, "what is awaited")`` polls until a deadline."""
    return _eventually
