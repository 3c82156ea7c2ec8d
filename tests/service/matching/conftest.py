"""A school with students, and a company whose brief its events tell of: the other services' part, fed by hand."""

import pytest

from tests.service.matching.town import Town
from tests.world import World


@pytest.fixture
def town(world: World) -> Town:
    return Town.of(world)
