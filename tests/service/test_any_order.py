"""Events of different aggregates arrive in any order: whatever the order, each service ends with the same database, and
whoever is erased stays so."""

import math
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from shared import mongo
from shared.config import SERVICES
from tests import canary
from tests.journey import marked
from tests.kept import Kept
from tests.service.orders import Told, differences, shuffled
from tests.service.stage import OneProcess
from tests.world import World

BETWEEN_CUTS = 6
AT_WORK = ["confirmed", "active", "paused", "delivered", "rework"]


class Cutting(OneProcess):
    """Keeps everything now and then, while the story waits for something."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.waited, self.cuts = 0, [Kept.of(world)]

    def until(self, look: Callable[[], Any], what: str) -> Any:
        found = super().until(look, what)
        self.waited += 1
        if self.waited % BETWEEN_CUTS == 0:
            self.cuts.append(Kept.of(self.world))
        return found


@dataclass
class Story:
    """The loop with its disputes, appeals and an export; ``to_the_end``: and who walked it, ``person``, is erased."""

    loop: Told
    to_the_end: Told
    person: str


@pytest.fixture(scope="module")
def story(_world: World) -> Iterator[Story]:
    _world.begin()
    stage = Cutting(_world)
    student = marked.walks_the_loop(stage).student
    _world.settle()
    loop = Told.of(_world, stage.cuts)
    marked.asks_to_be_erased(student)
    _world.settle()
    yield Story(loop, Told.of(_world, stage.cuts), student.person)
    _world.end()


@pytest.fixture
def seed() -> int:
    """ORDER_SEED plays a run again."""
    return int(os.environ.get("ORDER_SEED", random.SystemRandom().randrange(10**6)))


@pytest.mark.parametrize("service", SERVICES)
def test_a_few_orders_end_alike(story: Story, seed: int, service: str) -> None:
    _ends_alike(story.loop, seed, service, 8)


@pytest.mark.soak
@pytest.mark.parametrize("service", SERVICES)
def test_two_hundred_orders_end_alike(story: Story, seed: int, service: str) -> None:
    _ends_alike(story.loop, seed, service, 200)


def _ends_alike(told: Told, seed: int, service: str, orders: int) -> None:
    chance, heard = random.Random(f"{seed} {service}"), told.heard_by(service)
    for cut, messages in heard.items():
        wanted = told.after(cut, service, messages)
        assert not wanted["parked"], wanted["parked"]
        for number in range(math.ceil(orders / len(heard))):
            unlike = differences(wanted, told.after(cut, service, shuffled(messages, chance)))
            where = f"ORDER_SEED={seed}, order {number}, after cut {cut}"
            assert not unlike, "\n".join([where, *unlike[:20]])


@pytest.mark.parametrize("service", SERVICES[1:])
def test_whoever_is_erased_stays_so_in_a_few_orders(story: Story, seed: int, service: str) -> None:
    _stays_erased(story, seed, service, 8)


@pytest.mark.soak
@pytest.mark.parametrize("service", SERVICES[1:])
def test_whoever_is_erased_stays_so_in_fifty_orders(story: Story, seed: int, service: str) -> None:
    _stays_erased(story, seed, service, 50)


def _stays_erased(story: Story, seed: int, service: str, orders: int) -> None:
    """How a trail reads depends on what came first; what is left of the person does not."""
    told, chance = story.to_the_end, random.Random(f"{seed} {service}")
    heard = told.heard_by(service)
    for cut, messages in heard.items():
        for number in range(math.ceil(orders / len(heard))):
            state = told.after(cut, service, shuffled(messages, chance))
            where = f"ORDER_SEED={seed}, order {number}, after cut {cut}"
            assert not state["parked"], f"{where}: {state['parked']}"
            with mongo.serving(service):
                assert not canary.in_databases([mongo.database()]), where
                assert not mongo.collection("waiting").count_documents({"person": story.person}), where
                sits = {"members": {"$elemMatch": {"person": story.person, "left_at": None}}}
                teams = mongo.collection("teams" if service == "projects" else "nowhere")
                assert not teams.count_documents(sits | {"state": {"$in": AT_WORK}}), where
