"""One whole stack for the stories of this folder: a folder and a port of its own."""

from collections.abc import Iterator

import pytest

from deploy.local.process import free_port
from deploy.local.stack import Stack
from tests.journey import loop
from tests.journey.loop import People
from tests.journey.stages import WholeStack, environment


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeStack]:
    stack = Stack(tmp_path_factory.mktemp("stack"), free_port(), environment(GATEWAY_RATE="5000"))
    stack.up(tied_to_caller=True)
    yield WholeStack(stack)
    stack.down()


@pytest.fixture(scope="module")
def people(stage: WholeStack) -> People:
    """Those of the story; the first of them makes the empty installation an installation."""
    return loop.everybody_comes_in(stage)
