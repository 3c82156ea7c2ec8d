"""Solves a round in a process of its own, so that nothing else waits.

The worker's threads share one interpreter. Much of the search runs without its lock, reading, building the model and
reporting do not; in a child of lower priority they take nothing from the consumer, the memory goes back when it ends,
and a cancelled plan stops at once. It reads one line of JSON and writes lines: how far it is, then the plan.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

from services.matching.engine import Infeasible, Progress, Round, RoundError, read_round, solve
from services.matching.engine.fewest import fewest_moved
from services.matching.engine.warming import warm
from shared.errors import Conflict

Tell = Callable[[int, int], None]
Rules = Sequence[tuple[str, Sequence[tuple[str, ...]]]]
"""(rule, its ids in the document), as `services.matching.engine.errors` says them."""

PATIENCE = 300
"""Seconds beyond those that a plan may take, for reading, the first bound and writing."""
LONGEST = 3600
"""Seconds that something may take that is told no time, but steps."""

NICER = 5
FEW_STEPS = 50


class Refused(Conflict):
    """The engine makes no plan of this: its sentence, with ids of the document, and the rules that conflict."""

    def __init__(self, message: str, rules: Rules = (), **params: Any) -> None:
        super().__init__(message, **params)
        self.rules = rules


def run(
    document: Mapping[str, Any], *, seconds: float | None = None, steps: int | None = None, progress: Tell
) -> dict[str, Any]:
    """Returns the plan. ``progress`` is called from time to time; what it raises ends the child.

    Raises
    ------
    Refused
        When there is no plan that keeps all rules, or they contradict one another before anything is solved.
    RuntimeError
        When the child died.
    """
    with _child() as child:
        return _answer(child, {"round": document, "seconds": seconds, "steps": steps}, progress)


@contextmanager
def again(steps: int, progress: Tell) -> Iterator[Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """Gives a function that solves one document after another in so many steps, all in one child; it raises as `run`
    does."""
    with _child() as child:
        yield lambda document: _answer(child, {"round": document, "seconds": None, "steps": steps}, progress)


@contextmanager
def _child() -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", f"from {__name__} import begin; begin()"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 -- ourselves
    try:
        yield child
    finally:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()


def fewest(
    document: Mapping[str, Any], now: Mapping[str, str], places: Sequence[str], progress: Tell
) -> dict[str, str]:
    """Returns student → place, "" for none, so that few others move; ``now``: where they are, "" for who waits.

    Raises as `run` does.
    """
    with _child() as child:
        return _answer(child, {"fewest": [document, dict(now), list(places)]}, progress)


def _answer(child: "subprocess.Popen[str]", asked: Mapping[str, Any], progress: Tell) -> dict[str, Any]:
    """The child is ended when it takes longer than it may."""
    limit = threading.Timer((asked.get("seconds") or LONGEST) + PATIENCE, child.kill)
    limit.start()
    try:
        return _said(child, asked, progress)
    finally:
        limit.cancel()


def _said(child: "subprocess.Popen[str]", asked: Mapping[str, Any], progress: Tell) -> dict[str, Any]:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(json.dumps(asked) + "\n")
    child.stdin.flush()
    for line in child.stdout:
        said = json.loads(line)
        if "plan" in said:
            return dict(said["plan"])
        if "refused" in said:
            raise Refused(said["refused"], said["rules"], **said["params"])
        progress(*said["progress"])
    raise RuntimeError(f"the process that solves ended with {child.wait()}")


def _tell(out: TextIO, **said: Any) -> None:
    out.write(json.dumps(said) + "\n")
    out.flush()


def main(given: TextIO, out: TextIO) -> None:
    """Rounds, read from ``given`` line by line. Compiling, where it was not done before, takes none of their time."""
    os.nice(NICER)
    warm()
    for line in given:
        _do(json.loads(line), out)


def _do(asked: Mapping[str, Any], out: TextIO) -> None:
    try:
        _tell(out, plan=fewest_here(*asked["fewest"]) if "fewest" in asked else _solved(asked, out))
    except Infeasible as error:
        _tell(out, refused=error.message, params=error.params, rules=error.rules)
    except RoundError as error:
        _tell(out, refused=error.message, params=error.params, rules=())


def _solved(asked: Mapping[str, Any], out: TextIO) -> dict[str, Any]:
    begun, whole = time.monotonic(), asked["seconds"]

    def progress(told: Progress) -> bool:
        done = (told.steps, asked["steps"]) if whole is None else (time.monotonic() - begun, whole)
        _tell(out, progress=[int(done[0]), int(done[1])])
        return True

    return _plan(read_round(asked["round"]), asked["steps"], whole, progress)


def fewest_here(document: Mapping[str, Any], now: Mapping[str, str], places: Sequence[str]) -> dict[str, str]:
    found = read_round(document)
    names = [one.id for one in found.projects]
    place = {name: number for number, name in enumerate(names)}
    at = [place[now[one.id]] if now[one.id] else -1 for one in found.students]
    after = fewest_moved(found, at, [place[name] for name in places])
    return {one.id: names[to] if to >= 0 else "" for one, to in zip(found.students, after, strict=True)}


def _plan(
    found: Round, steps: int | None, seconds: float | None, progress: Callable[[Progress], bool]
) -> dict[str, Any]:
    """When the time was over before there was any plan, the first one that is found after it."""
    try:
        return solve(found, steps=steps, seconds=seconds, progress=progress)
    except Infeasible as error:
        if error.proven or seconds is None:
            raise
        return solve(found, steps=FEW_STEPS, progress=progress)


def begin() -> None:
    """What the child does."""
    main(sys.stdin, sys.stdout)
