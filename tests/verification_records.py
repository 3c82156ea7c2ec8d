"""Records of whole projects (CLR 2.0) with two credentials each: two good ones of the table, and seven bad ones."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from services.portfolio import signing
from services.portfolio.credential.project import compose_project
from shared.dataintegrity import sign
from shared.multikey import did_key, did_key_method
from tests.evidence import World
from tests.verification_file import STOPS, File
from verifier import status

URN = "urn:uuid:01890000-0000-7000-8000-0000000000"
LEFT = ("endorsement", "artefacts")
"""What is not checked: a record has no sign-off of its own, and no file is at hand."""
SOUND, ONE_BAD, ONE_UNKNOWN = ("valid", "valid"), ("valid", "invalid"), ("valid", "not_checkable")


def records(table: Any) -> Iterator[File]:
    world, one, other = table.world, table.with_artefact(), table.world.signed(id=f"{URN}a2")
    good, changed = _record(world, one, other), other | {"name": "Professor"}
    yield _file(table, "27 a record", good, "valid", SOUND)
    yield File("28 a record and a file", _bundle(table, good), STOPS, "valid", (), ("endorsement",), SOUND)
    within = good["credentialSubject"] | {"verifiableCredential": [one, changed]}
    altered = good | {"credentialSubject": within}
    unsigned = ("proof", "inclusion")
    yield _file(
        table, "29 a changed one in it", altered, "invalid", ONE_BAD, *unsigned, "contents", signed=good
    )
    yield _file(
        table, "30 a changed one, signed for", _record(world, one, changed), "invalid", ONE_BAD, "contents"
    )
    again = _record(world, one, world.signed(world.record(hours="400")))
    yield _file(table, "31 one twice, with more hours", again, "invalid", ("invalid", "valid"), "contents")
    strange = _record(world, one, _by_a_stranger(world))
    yield _file(table, "32 one by another issuer", strange, "not_checkable", ONE_UNKNOWN, "contents")
    renamed = good | {"name": "Professor"}
    yield _file(table, "33 a record under another name", renamed, "invalid", SOUND, *unsigned, signed=good)
    yield _with_a_revoked_one(table, one)
    unproven = {"unproven": other["id"]}
    yield _file(table, "35 one without its proof", good, "not_checkable", ONE_UNKNOWN, "contents", **unproven)


def _with_a_revoked_one(table: Any, one: dict[str, Any]) -> File:
    world, place = table.world, 9
    gone = world.signed(id=f"{URN}a4", credentialStatus=status.entry(world.list_url, place))
    made, lists = _record(world, one, gone), replace(world, index=place).lists(revoked=True)
    words = ("valid", "revoked")
    return _file(table, "34 a revoked one in it", made, "revoked", words, "contents", lists=lists)


def _by_a_stranger(world: World) -> dict[str, Any]:
    own = {"id": did_key(world.stranger.public), "type": ["Profile"], "name": "Shixun"}
    composed = world.composed(id=f"{URN}a3", issuer=own)
    return sign(composed, world.stranger, did_key_method(world.stranger.public), world.at)


def _file(
    table: Any,
    name: str,
    record: dict[str, Any],
    word: str,
    within: tuple[str, ...],
    *failed: str,
    **more: Any,
) -> File:
    unchecked = (*LEFT, "time") if "inclusion" in failed else LEFT
    return File(name, _bundle(table, record, **more), None, word, failed, unchecked, within)


def _record(world: World, *held: dict[str, Any]) -> dict[str, Any]:
    entry, holder = status.entry(world.list_url, 5), f"{URN}fe"
    made = compose_project("Fault diagnosis", held, world.did, f"{URN}ff", holder, entry, world.at)
    return signing.issue(made, world.key, world.at)


def _bundle(table: Any, record: dict[str, Any], unproven: str = "", **changes: Any) -> bytes:
    """With the proof of each credential in it as it was issued, except of the one that is ``unproven``."""
    held = (changes.get("signed") or record)["credentialSubject"]["verifiableCredential"]
    within = {one["id"]: table.world.inclusion(one) for one in held if one["id"] != unproven}
    made: bytes = table.bundle(record, within=within, **changes)
    return made
