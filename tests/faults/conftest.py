"""Stacks that outlive the call that started them."""

import logging

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """The supervisor is left running on purpose; it is tied to this process and stopped by ``down``."""
    config.addinivalue_line("filterwarnings", "ignore:subprocess .* is still running:ResourceWarning")
    # kafka-python leaves a socket to the collector when the broker dies while it connects
    config.addinivalue_line(
        "filterwarnings", "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    )


@pytest.fixture(autouse=True)
def _errors_of_dead_brokers_are_not_kept(caplog: pytest.LogCaptureFixture) -> None:
    """Each holds the socket of its connection until the test is over."""
    caplog.set_level(logging.CRITICAL, "kafka")
