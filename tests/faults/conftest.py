"""Stacks that outlive the call that started them."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """The supervisor is left running on purpose; it is tied to this process and stopped by ``down``."""
    config.addinivalue_line("filterwarnings", "ignore:subprocess .* is still running:ResourceWarning")
