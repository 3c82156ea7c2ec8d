"""Stacks that outlive the call that started them."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """The supervisor is left running on purpose; it is tied to this process and stopped by ``down``."""
    config.addinivalue_line("filterwarnings", "ignore:subprocess .* is still running:ResourceWarning")
    # kafka-python leaves a socket to the collector when the broker dies while it connects
    config.addinivalue_line(
        "filterwarnings", "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    )
