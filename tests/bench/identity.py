"""Signing in, beside bare argon2id; whether time tells known from unknown addresses; the check of a token."""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from argon2 import PasswordHasher

from deploy.local.mongod import Mongod
from services.accounts import passwords
from shared import clock
from shared.web import identity
from tests.actors import PASSWORD, Actor, first_operator
from tests.bench.events import Row
from tests.world import World

TRIES = 100
WARM = 5
APART = 5.0
"""Per cent by which the medians may differ: known and unknown are answered in the same time."""
SIGN_IN = "/accounts/api/v1/sign-in"


def rows(folder: Path) -> Iterator[Row]:
    mongod = Mongod.start(folder / "mongod")
    try:
        world = World.build(mongod.uri, folder / "world")
        passwords.HASHER = PasswordHasher()  # as in earnest; the tests' world takes a quick one
        passwords._NOBODY = passwords.HASHER.hash("nobody has this password")
        world.begin()
        yield from _rows(world)
    finally:
        mongod.stop()


def _rows(world: World) -> Iterator[Row]:
    boss = Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    world.settle()
    boss.confirms(world.mails()[-1])
    bare = _median(lambda: passwords.HASHER.verify(passwords._NOBODY, "nobody has this password"))
    yield Row("bare argon2id", 1 / bare, "checks/s")
    signed_in = _median(lambda: _try(world, boss.mail, PASSWORD, 200))
    yield Row("sign-ins in one process", 1 / signed_in, "sign-ins/s")
    yield from _apart(world, boss, _join_code(world))
    text = boss.http.client.get_cookie("shixun").value  # type: ignore[attr-defined]
    settings, now = world.settings["accounts"], clock.now()
    checked = _median(lambda: identity.verify(text, identity.SESSION, settings, now))
    yield Row("check of an identity", checked * 1e6, "µs")


def _join_code(world: World) -> str:
    """Of a school that has a seat for each try of both kinds."""
    operator = first_operator(world.client(), world.first_code())
    facts = {"name": "S", "kind": "school", "region": "cn"}
    operator.organisation = operator.post("/accounts/api/v1/organisations", facts, status=201)["id"]
    seats = 2 * (WARM + TRIES)
    return str(operator.invites(kind="code", roles=["student"], seats=seats)["code"])


def _apart(world: World, boss: Actor, code: str) -> Iterator[Row]:
    """Tries of both kinds take turns, so that what else the machine does meets both alike."""
    acts: dict[str, Callable[[str], None]] = {
        "sign-in": lambda mail: _try(world, mail, "a guess that is wrong", 422),
        "reset": lambda mail: _ask(world, "/accounts/api/v1/reset", {"mail": mail}, 202),
        "sign-up": lambda mail: _ask(
            world, "/accounts/api/v1/sign-up", {"name": "x", "mail": mail, "company": "x"}, 201
        ),
        "joining": lambda mail: _ask(
            world, f"/accounts/api/v1/join/{code}", {"name": "x", "mail": mail}, 201
        ),
    }
    for name, act in acts.items():
        known, unknown = _in_turns(partial(act, boss.mail), partial(act, "nobody@x.example"))
        yield Row(f"{name}, known address", known * 1000, "ms")
        yield Row(f"{name}, unknown address", unknown * 1000, "ms")
        yield Row(f"{name}, medians apart", abs(known - unknown) / unknown * 100, "%", at_most=APART)


def _in_turns(first: Callable[[], None], second: Callable[[], None]) -> tuple[float, float]:
    """Their medians in seconds; now one begins, now the other."""
    times: dict[Callable[[], None], list[float]] = {first: [], second: []}
    for turn in range(WARM + TRIES):
        for act in (first, second) if turn % 2 else (second, first):
            times[act].append(_seconds(act))
    return statistics.median(times[first][WARM:]), statistics.median(times[second][WARM:])


def _try(world: World, mail: str, password: str, status: int) -> None:
    _ask(world, SIGN_IN, {"mail": mail, "password": password}, status)


_turn = 0


def _ask(world: World, path: str, body: dict[str, str], status: int) -> None:
    """From another range each time, as many people do: what is measured is the act, not its limits."""
    global _turn
    _turn += 1
    headers = {"X-Forwarded-For": f"10.{_turn // 250 % 250}.{_turn % 250}.1"}
    answer = world.client().call("POST", path, body=body, headers=headers)
    assert answer.status == status, answer.text


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _median(act: Callable[[], object]) -> float:
    return statistics.median(_seconds(act) for _ in range(TRIES))
