"""The world of two halves, made once for each world that a test process has."""

from tests.security.matrix import accounts_objects, cast, loop_objects
from tests.security.matrix.stage import Stage
from tests.world import World

_made: dict[int, Stage] = {}


def stage_of(world: World) -> Stage:
    if id(world) not in _made:
        world.begin()
        everybody = cast.gather(world)
        loop_objects.make(world, everybody)
        accounts_objects.make(world, everybody)
        _made[id(world)] = Stage.set_up(world, everybody)
    return _made[id(world)]


def begin(stage: Stage) -> None:
    """Everything is as it was when it was made, the time of day too."""
    stage.world.begin()
    stage.kept.put_back(stage.world)
