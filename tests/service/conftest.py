"""Who many stories of the whole product begin with."""

import pytest

from tests.actors import Actor, first_operator
from tests.world import World


@pytest.fixture
def operator(world: World) -> Actor:
    found = first_operator(world.client(), world.first_code())
    world.settle()
    return found


@pytest.fixture
def boss(world: World) -> Actor:
    """Who has just signed up with a company."""
    made = Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    world.settle()
    return made
