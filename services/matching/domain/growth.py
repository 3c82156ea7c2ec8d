"""A student's way to a target: its dated steps, what became of them, and what moved when it was laid out anew."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Any

from shared.errors import Conflict, Invalid, NotFound
from shared.messages import N_

KINDS = ("occupation", "skill", "brief")
LEVELS = range(2, 6)
FIRST_LEVEL = 3
HOURS = range(1, 41)
MOST_DONE, MOST_MOVED, MOST_DROPPED = 100, 60, 50
WHY = ("chosen", "early", "done", "late", "failed", "evidence", "skills", "hours", "week")
"""Why a way is laid out: the target or the hours were chosen, a step was done, is late or failed, what is held or open
changed."""


@dataclass
class Growth:
    """``id`` is the person's, whose alone all of this is. The first of ``steps`` is the one that they are at.

    ``target``: {kind, key, level}, empty where there is none;
    ``steps``: {kind, key, level, hours, weeks, teaches, serves, chance, left, begin, end, late}; ``done``: {kind, key,
    level, at, end}; ``dropped``: briefs that were given up; ``moved``: {why, key, at, rows of {kind, key, was, now}};
    ``gap``: what is missing now (0–1); ``choices``: of the pairs of occupations, 0 or 1 for each that was answered.
    """

    id: str
    hours: int = 4
    target: dict[str, Any] = field(default_factory=dict)
    chosen: datetime | None = None
    gap: float = 1.0
    dated: bool = True
    steps: list[dict[str, Any]] = field(default_factory=list)
    done: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    moved: dict[str, Any] = field(default_factory=dict)
    choices: list[int] = field(default_factory=list)
    version: int = 0

    def choose(self, target: dict[str, Any], hours: int, now: datetime) -> None:
        """Raises Invalid. Another target begins a new way; the same one with other hours or level goes on."""
        if target["level"] not in LEVELS:
            raise Invalid({"level": N_("A target's level is a number from 2 to 5.")})
        if hours not in HOURS:
            raise Invalid({"hours": N_("Give 1 to 40 hours a week.")})
        same = self.target and all(self.target[name] == target[name] for name in ("kind", "key"))
        if not same:
            self.steps, self.done, self.dropped, self.moved, self.chosen = [], [], [], {}, now
        self.target, self.hours = dict(target), hours

    def give_up(self) -> None:
        self.target, self.moved, self.chosen = {}, {}, None
        self.steps, self.done, self.dropped, self.gap = [], [], [], 1.0

    @property
    def current(self) -> dict[str, Any] | None:
        return self.steps[0] if self.steps else None

    def step(self, key: str) -> dict[str, Any]:
        """Raises NotFound."""
        for step in self.steps:
            if step["key"] == key:
                return step
        raise NotFound(N_("There is no such step on your way."))

    def finish(self, key: str, now: datetime) -> dict[str, Any]:
        """The step is done. Raises Conflict for a brief: its end comes with the accepted work."""
        step = self.step(key)
        if step["kind"] == "brief":
            raise Conflict(N_("A brief is done when its work was accepted. Then your way changes by itself."))
        self.done = [{name: step[name] for name in ("kind", "key", "level", "end")} | {"at": now}, *self.done]
        self.done = self.done[:MOST_DONE]
        self.steps.remove(step)
        return step

    def fail(self, key: str) -> dict[str, Any]:
        """A brief leaves the way; a skill is begun anew, with all its hours."""
        step = self.step(key)
        if step["kind"] == "brief":
            self.dropped = [key, *self.dropped][:MOST_DROPPED]
            self.steps.remove(step)
        else:
            step |= {"begin": None, "hours": None, "late": False}
        return step

    def is_late(self, now: datetime) -> bool:
        return self.current is not None and self.current["end"] is not None and self.current["end"] <= now

    def prolong(self) -> None:
        """The step that one is at takes half as long again; from now on."""
        if self.current is not None:
            hours, weeks = (ceil(self.current[name] / 2) for name in ("hours", "weeks"))
            self.steps[0] = self.current | {"begin": None, "hours": hours, "weeks": weeks, "late": True}

    def lay(self, steps: Sequence[dict[str, Any]], gap: float, why: str, key: str, now: datetime) -> None:
        """Take the newly laid steps, and keep what moved by them: by days, since nobody plans by minutes.

        Where nothing moved, what moved last stays to be read.
        """
        before = {step["key"]: step for step in self.steps}
        after = {step["key"]: step for step in steps}
        rows = [
            {"kind": one["kind"], "key": one["key"], "was": _end(before.get(one["key"])), "now": _end(one)}
            for one in steps
            if before and _day(_end(before.get(one["key"]))) != _day(_end(one))
        ]
        rows += [
            {"kind": one["kind"], "key": one["key"], "was": _end(one), "now": None}
            for one in before.values()
            if one["key"] not in after
        ]
        self.steps, self.gap = list(steps), gap
        self.dated = all(step["end"] is not None for step in steps)
        if rows or why in ("early", "done", "late", "failed"):
            self.moved = {"why": why, "key": key, "at": now, "rows": rows[:MOST_MOVED]}


def _end(step: dict[str, Any] | None) -> datetime | None:
    return step["end"] if step else None


def _day(at: datetime | None) -> Any:
    return at.date() if at else None
