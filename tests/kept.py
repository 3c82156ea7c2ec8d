"""A story that a test process walks once: each test that begins where it ended finds everything as it was left."""

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from shared import clock, directory, mongo
from shared.config import SERVICES
from tests.service.stage import OneProcess
from tests.world import World

T = TypeVar("T")
NOT_KEPT = {"leases", "throttles"}
"""Whose turn it is to work, and how often somebody tried: both begin anew."""
Documents = dict[str, dict[str, list[dict[str, Any]]]]


@dataclass
class Kept:
    """``moment``: what time it was, in seconds of the epoch."""

    documents: Documents
    files: dict[Path, bytes]
    moment: float

    @classmethod
    def of(cls, world: World) -> "Kept":
        """Every document, mail and file of a world, and what time it is there."""
        documents: Documents = {}
        for name in SERVICES:
            with mongo.serving(name):
                database = mongo.database()
                kept = set(world.collections[name]) - NOT_KEPT
                documents[name] = {one: list(database[one].find()) for one in sorted(kept)}
        folders = (world.folder / "mail", world.folder / "files")
        found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        found.sort(key=lambda path: path.stat().st_mtime_ns)  # the last mail stays the last
        return cls(documents, {path: path.read_bytes() for path in found}, clock.now().timestamp())

    def put_back(self, world: World) -> None:
        """Into a world that has just begun."""
        for name in SERVICES:
            with mongo.serving(name):
                database = mongo.database()
                for one, rows in self.documents[name].items():
                    if rows and (database.name, one) in world.used:
                        database[one].delete_many({})
                    if rows:
                        database[one].insert_many(rows)
        for path, content in self.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self.rewind(world)
        directory.read_anew()  # what was read a moment ago are the rights of another test

    def rewind(self, world: World) -> None:
        """It is as late as it was: identities live, what may be signed may be signed."""
        (world.folder / "clock").write_text(str(self.moment - time.time()))


_stories: dict[tuple[int, str, str], tuple[Kept, Any]] = {}


def after(stage: OneProcess, story: Callable[..., T], **how: Any) -> T:
    """What the story returns when it is told in that way; its people come with browsers of their own for each test."""
    world = stage.world
    key = (id(world), f"{story.__module__}.{story.__qualname__}", repr(sorted(how.items())))
    if key not in _stories:
        told = story(stage, **how)
        world.settle()
        _stories[key] = (Kept.of(world), told)
    else:
        _stories[key][0].put_back(world)
    return cast("T", copy.deepcopy(_stories[key][1]))
