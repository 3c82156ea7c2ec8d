"""Known and unknown addresses cost the same: as many passwords are checked, and the database does the same for both.

``make bench`` (tests/bench/identity.py) compares the times themselves, on a machine that does nothing else.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from services.accounts import passwords
from shared import mongo
from tests.actors import Actor
from tests.world import World

API = "/accounts/api/v1"
NOBODY = "nobody@x.example"
Act = Callable[[str], int]


@pytest.fixture
def profiled(world: World) -> Iterator[None]:
    """The database writes down every operation, and how it went about it."""
    with mongo.serving("accounts"):
        mongo.database().command("profile", 2)
        yield
        mongo.database().command("profile", 0)
        mongo.database()["system.profile"].drop()


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Hashes against which a password was checked."""
    found: list[str] = []
    hasher = passwords.HASHER

    class Counted:
        def verify(self, stored: str, password: str) -> bool:
            found.append(stored)
            return hasher.verify(stored, password)

    monkeypatch.setattr(passwords, "HASHER", Counted())
    return found


def _acts(world: World, code: str) -> dict[str, Act]:
    def asks(path: str, **more: str) -> Act:
        def ask(mail: str) -> int:
            """From where nobody came before, so that no counter of the address is there yet."""
            headers, body = {"X-Forwarded-For": "10.9.8.7"}, {"mail": mail, **more}
            return int(world.client().call("POST", f"{API}/{path}", body=body, headers=headers).status)

        return ask

    return {
        "sign-in": asks("sign-in", password="a guess that is wrong"),
        "reset": asks("reset"),
        "sign-up": asks("sign-up", name="x", company="x"),
        "join": asks(f"join/{code}", name="x"),
    }


def _work(act: Act, mail: str) -> tuple[int, Counter[tuple[Any, ...]]]:
    """The answer's status, and what the database did for it."""
    with mongo.serving("accounts"):
        seen = mongo.database()["system.profile"]
        before = seen.count_documents({})
        status = act(mail)
        rows = list(seen.find().sort("$natural", 1).skip(before))
    return status, Counter(_shape(row) for row in rows if not row["ns"].endswith("system.profile"))


def _shape(row: dict[str, Any]) -> tuple[Any, ...]:
    kind = row["op"] if row["op"] != "command" else next(iter(row["command"]))
    return row["ns"], kind, row.get("planSummary"), row.get("ninserted"), row.get("nModified")


@pytest.mark.parametrize("name", ["sign-in", "reset", "sign-up", "join"])
def test_the_same_work_is_done_for_a_known_and_an_unknown_address(
    world: World, boss: Actor, profiled: None, checked: list[str], name: str
) -> None:
    first, second, third = (
        _acts(world, boss.invites(kind="invitation", roles=["mentor"])["code"])[name] for _ in range(3)
    )
    first("whoever@x.example")  # from here on the counters of the range and of all are there
    known, by_known = _work(second, boss.mail), len(checked)
    unknown, by_both = _work(third, NOBODY), len(checked)
    assert known == unknown
    assert sum(known[1].values()) > 2, "the database wrote nothing down"
    assert (by_known, by_both) == ((2, 3) if name == "sign-in" else (0, 0))
