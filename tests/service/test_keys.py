"""Keys are replaced while people work: nobody is signed out, and what was signed or sealed before stays good."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from services.accounts.store import sealed
from shared import clock, commands, mongo, secretfiles, tokens
from shared.keys import Keeper
from shared.signatures import KeysError
from tests.actors import Actor
from tests.security.cookies import ELSEWHERE, ME, cookie, parts
from tests.service.accounts.others import asks_to_sign
from tests.world import World

TOKENS = "/accounts/api/v1/tokens"


@pytest.fixture(autouse=True)
def _the_keys_are_put_back(world: World, tmp_path: Path) -> Iterator[None]:
    """Stories that the process has walked before were signed and sealed by those."""
    keys = world.settings["accounts"].keys_dir
    shutil.copytree(keys, tmp_path / "keys")
    yield
    shutil.rmtree(keys)
    shutil.copytree(tmp_path / "keys", keys)


@pytest.fixture
def boss(world: World, boss: Actor) -> Actor:
    return boss.confirms(world.mails()[-1])


def rotates(world: World, purpose: str, service: str = "accounts") -> None:
    assert commands.rotate_key(world.services[service], purpose) == 0


def an_hour_passes(world: World, **time: int) -> None:
    """The worker looks what is over."""
    world.later(**time)
    world.sweeps()


@contextmanager
def meanwhile(does: Callable[[], object]) -> Iterator[None]:
    """Somebody does that again and again; fails with the first thing that went wrong for them."""
    wrong: list[Exception] = []
    over, begun = threading.Event(), threading.Event()

    def work() -> None:
        while not over.is_set() and not wrong:
            try:
                does()
            except Exception as error:
                wrong.append(error)
            begun.set()

    thread = threading.Thread(target=work)
    thread.start()
    begun.wait()
    try:
        yield
    finally:
        begun.clear()
        begun.wait()  # once more, after what was done
        over.set()
        thread.join()
    assert not wrong, wrong[0]


def test_another_key_signs_identities_and_nobody_is_signed_out(world: World, boss: Actor) -> None:
    token = boss.post(TOKENS, {"name": "T", "scopes": ["read"]}, status=201)["token"]
    program = Actor(world.client(), "a program", "")
    before = cookie(boss)

    def works() -> None:
        boss.page("/accounts/renew?next=/accounts/home", status=303)
        boss.get(ME)
        boss.get(ELSEWHERE)
        program.get(ELSEWHERE, Authorization=f"Bearer {token}")

    with meanwhile(works):
        rotates(world, "statements")
    assert parts(cookie(boss))[0]["kid"] != parts(before)[0]["kid"]
    assert identified(world, before) == 200, "the cookie of a moment ago is good until it ends"
    world.later(days=300)
    program.get(ELSEWHERE, Authorization=f"Bearer {token}")


def test_who_took_the_old_key_makes_no_identity_of_it(world: World, boss: Actor) -> None:
    settings = world.settings["accounts"]
    old, claims = tokens.service_key(settings), parts(cookie(boss))[1]
    statement = tokens.sign(old, tokens.REVIEWER_KEY, {"key": "k"})
    rotates(world, "statements")
    world.later(minutes=6)
    now = int(clock.now().timestamp())
    forged = tokens.sign(old, "session+jwt", claims | {"iat": now, "exp": now + 300})
    assert identified(world, forged) == 401
    assert tokens.verify(settings, "accounts", tokens.REVIEWER_KEY, statement), (
        "it stands in events for years"
    )


def identified(world: World, identity: str) -> int:
    client = world.client()
    client.client.set_cookie("shixun", identity)
    return client.call("GET", ELSEWHERE).status


def test_a_key_of_which_only_half_is_in_force_harms_nobody(
    world: World, boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new public half is known, and then the power fails."""
    written = secretfiles.write_json

    def dies(path: Path, value: dict[str, Any], **options: bool) -> None:
        if path.name == "statements.json":
            raise InterruptedError
        written(path, value, **options)

    monkeypatch.setattr(secretfiles, "write_json", dies)
    with pytest.raises(InterruptedError):
        rotates(world, "statements")
    monkeypatch.undo()
    world.later(minutes=6)
    boss.signs_in().get(ELSEWHERE)
    rotates(world, "statements")
    boss.get(ELSEWHERE)


def test_forms_that_lie_open_are_good_for_seven_days_more(world: World, boss: Actor) -> None:
    key = {"Idempotency_Key": "a-key-of-mine"}
    body = {"name": "T", "scopes": ["read"]}
    first = boss.post(TOKENS, body, status=201, **key)
    open_form = boss.token
    with meanwhile(lambda: boss.send("/accounts/settings", {"theme": "dark"})):
        rotates(world, "forms")
    assert boss.post(TOKENS, body, status=201, **key) == first, "a kept answer opens as before"
    an_hour_passes(world, days=6)
    boss.signs_in()
    assert boss.token != open_form
    an_hour_passes(world, days=2)
    assert not secretfiles.changed(world.settings["accounts"].keys_dir / "csrf")


def test_the_secret_of_forms_is_not_replaced_twice_in_seven_days(world: World) -> None:
    an_hour_passes(world, days=8)
    rotates(world, "forms")
    with pytest.raises(KeysError, match="less than seven days ago"):
        rotates(world, "forms")
    an_hour_passes(world, days=8)


def test_second_steps_open_under_another_master(
    world: World, operator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever replaces it dies before the first row is sealed anew, and begins again."""
    master = world.settings["accounts"].keys_dir / "accounts" / "second-factors.master"
    before = rows("second_factors")
    with meanwhile(lambda: operator.get(ME)), monkeypatch.context() as dying:
        dying.setattr(Keeper, "sealed_anew", _dies)
        with pytest.raises(InterruptedError):
            rotates(world, "second-factors-master")
    operator.signs_in()
    in_force = master.read_bytes()
    rotates(world, "second-factors-master")
    assert master.read_bytes() == in_force, "the change that was begun is finished, no other begins"
    after = rows("second_factors")
    assert [row["sealed"]["key_id"] for row in after] == [row["sealed"]["key_id"] for row in before]
    assert all(
        new["sealed"]["sealed"] != old["sealed"]["sealed"] for new, old in zip(after, before, strict=True)
    )
    an_hour_passes(world, hours=2)
    assert not secretfiles.changed(master)
    operator.signs_in()


def _dies(keeper: Keeper, wrapped: dict[str, Any]) -> None:
    raise InterruptedError


def rows(collection: str) -> list[dict[str, Any]]:
    with mongo.serving("accounts"):
        return list(mongo.collection(collection).find().sort("_id", 1))


def test_reviewers_sign_under_another_master(world: World, boss: Actor) -> None:
    student = Actor(world.client(), "林梅", "lin@x.example").signs_up("L").person

    first, second = (asks_to_sign(world, boss.person, boss.organisation, student) for _ in range(2))
    world.settle()

    def signs(request: str) -> None:
        boss.post(f"/accounts/api/v1/signing-requests/{request}/sign")

    signs(first)
    [key] = rows("keys")
    rotates(world, "endorsements-master")
    signs(second)
    [same] = rows("keys")
    assert same["public_key"] == key["public_key"]
    assert same["sealed"] != key["sealed"]


def test_what_somebody_changed_meanwhile_is_left_alone(world: World, boss: Actor) -> None:
    """A row that is written while all are gone over: the old master opens it until the next time."""
    folder = world.settings["accounts"].keys_dir / "accounts"
    keeper = Keeper.open(folder, "endorsements")
    with mongo.serving("accounts"):
        keys = mongo.collection("keys")
        keys.insert_one({"_id": "k", "sealed": keeper.wrap("k", b"x" * 32)})
        late = {"sealed": keeper.wrap("k", b"y" * 32)}

        class Slow(Keeper):
            def sealed_anew(self, wrapped: dict[str, Any]) -> dict[str, str] | None:
                keys.update_one({"_id": "k"}, {"$set": late})
                return super().sealed_anew(wrapped)

        secretfiles.forget_before(keeper.master)
        assert secretfiles.replace(keeper.master)
        assert sealed.seal_anew(sealed.REVIEWERS_KEYS, Slow(keeper.purpose, keeper.master)) == 0
        assert keeper.unwrap(keys.find_one({"_id": "k"})["sealed"]) == b"y" * 32
        assert sealed.seal_anew(sealed.REVIEWERS_KEYS, keeper) == 1
        secretfiles.forget_before(keeper.master)
        assert keeper.unwrap(keys.find_one({"_id": "k"})["sealed"]) == b"y" * 32
        keys.delete_one({"_id": "k"})


def test_the_list_tells_ids_purposes_and_ages_and_no_bytes(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    keys_dir = world.settings["accounts"].keys_dir
    assert commands.list_keys(world.services["accounts"]) == 0
    shown = capsys.readouterr().out
    assert f"{tokens.service_key(world.settings['accounts']).key_id}  statements  0 days  signs" in shown
    for line in ("csrf  forms", "second-factors.master  second-factors-master", "endorsements.master"):
        assert line in shown
    for path in (keys_dir / "csrf", *(keys_dir / "accounts").glob("*.master")):
        assert path.read_bytes().hex() not in shown
    assert commands.rotate_key(world.services["accounts"], "everything") == 2
    assert "it has: statements, statements-master, forms" in capsys.readouterr().err
