"""A hundred files at once, the most that are taken: every one gets its verdict, of ours and of others'."""

import io
import json
import threading
import time
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from services.portfolio.usecases import presenting, verifying
from shared import clock
from shared.dataintegrity import sign
from shared.multikey import did_key, did_key_method
from tests.verification_table import Table
from tests.world import World

MOST = 100


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Table:
    """What the platform believes, too."""
    made = Table(clock.now())
    monkeypatch.setattr(verifying, "trust", lambda settings: made.trust)
    return made


def ours(table: Table, many: int) -> Iterator[bytes]:
    for number in range(many):
        table.world.credential_id = f"urn:uuid:01890000-0000-7000-9000-{number:012x}"
        yield table.bundle(table.world.signed())


def foreign(table: Table, many: int) -> Iterator[bytes]:
    world = table.world
    key = world.stranger
    issuer = {"id": did_key(key.public), "type": ["Profile"], "name": "Another university"}
    for number in range(many):
        world.credential_id = f"urn:uuid:01890000-0000-7000-9000-{number:012x}"
        signed = sign(world.composed(issuer=issuer), key, did_key_method(key.public), world.at)
        yield json.dumps(signed, ensure_ascii=False).encode()


def words(world: World, documents: Iterator[bytes]) -> list[str]:
    """Of each: the verdict, or the sentence why there is none."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, data in enumerate(documents):
            archive.writestr(f"{number:03}.json", data)
    answer = world.client().client.post(
        "/portfolio/api/v1/verify/files?name=pile.zip", data=packed.getvalue()
    )
    return [line.get("problem") or line["verdict"]["verdict"] for line in answer.json["items"]]


@pytest.mark.soak
@pytest.mark.parametrize(("made", "word"), [(ours, "valid"), (foreign, "not_checkable")])
def test_a_hundred_are_all_answered_in_time(
    world: World, table: Table, made: Any, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The processor's time counts, since other tests may run beside this one."""
    limit, documents = presenting.LIMIT_SECONDS, list(made(table, MOST))
    monkeypatch.setattr(presenting, "LIMIT_SECONDS", 30 * limit)
    begun = time.process_time()
    assert words(world, iter(documents)) == [word] * MOST
    assert time.process_time() - begun < limit


def test_a_pile_waits_while_a_document_of_somebody_else_is_being_checked(world: World, table: Table) -> None:
    held = verifying._gate.acquire()
    threading.Timer(1.5, verifying._gate.release).start()
    assert held
    assert words(world, foreign(table, 2)) == ["not_checkable"] * 2


def test_for_what_there_was_no_time_it_is_said_what_to_do(
    world: World, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presenting, "LIMIT_SECONDS", 0.0)
    said = "There was no time left to check this one. Send it again in a smaller part."
    assert words(world, foreign(table, 2)) == [said] * 2
