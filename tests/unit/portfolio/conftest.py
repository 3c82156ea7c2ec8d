import pytest

from tests.evidence import World, plain_record


@pytest.fixture
def world():
    """An issuer with keys, lists and a log, a reviewer, and one accepted contribution."""
    return World()


@pytest.fixture
def record_of():
    """Builds a plain record with changes."""
    return plain_record
