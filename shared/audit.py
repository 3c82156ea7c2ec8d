"""The append-only trail of who did what to whom, when and why; each row is chained to the one before by its hash.

A row is written in the transaction of the act, without a number: were it numbered there, every act would write the
chain's end and wait for every other. The worker numbers rows afterwards, one process at a time
(docs/decisions/0010). What people wrote stands in ``said`` and is covered by a salted commitment, so that erasing it
leaves the chain whole.
"""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785
from pymongo import ASCENDING, IndexModel

from shared import mongo
from shared.events.acts import ACTED
from shared.ids import new_id
from shared.messaging import outbox

INDEXES: dict[str, list[IndexModel]] = {
    "audit": [
        IndexModel(
            [("number", ASCENDING)],
            name="number",
            unique=True,
            partialFilterExpression={"number": {"$exists": True}},
        ),
        IndexModel([("number", ASCENDING), ("late", ASCENDING), ("_id", ASCENDING)], name="unchained"),
        IndexModel([("people.member", ASCENDING)], name="member"),
    ],
    "audit_head": [],
}

BEGIN = "0" * 64
LATEST_MS = 600_000
"""A transaction lives for a minute: what is ten minutes older than the chain's end was put there by another hand."""


def record(
    act: str, object_id: str, by: str | None, now: datetime, *, to: str | None = None, operator: bool = False,
    said: dict[str, str] | None = None, **params: Any,
) -> None:  # fmt: skip
    """``act`` is a message key, ``to`` the person whom it concerns ("%(member)s"), ``params`` ids and facts only.

    ``said``: what somebody wrote, a reason; it goes when the person is erased. ``operator``: an operator's act, which
    accounts is told. In the transaction of the act.
    """
    row: dict[str, Any] = {
        "_id": new_id(), "schema_version": 2, "act": act, "object": object_id, "by": by, "at": now, "params": params,
        "people": {"member": to} if to else {}, "operator": operator,
    }  # fmt: skip
    if said:
        salt = secrets.token_hex(16)
        row |= {"said": said, "salt": salt, "told": sorted(said), "sealed": _seal(said, salt)}
    mongo.collection("audit").insert_one(row)


def history(object_id: str, limit: int = 50) -> list[dict[str, Any]]:
    """Newest first: [{at, who, message, params, people}]. Of an object that the caller may see."""
    found = mongo.collection("audit").find({"object": object_id}).sort([("at", -1), ("_id", -1)]).limit(limit)
    return [
        {
            "at": row["at"], "who": row["by"], "message": row["act"], "params": shown(row),
            "people": row.get("people", {}),
        }
        for row in found
    ]  # fmt: skip


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """The row's parameters with what was said; what was erased is a dash."""
    return row["params"] | dict.fromkeys(row.get("told", ()), "–") | row.get("said", {})


def scrub(person: str) -> None:
    """Take out what was said by the person or about them; ids, facts and the chain stay. In the erasing transaction."""
    rows, words = mongo.collection("audit"), {"$unset": {"said": "", "salt": ""}}
    for whose in ("by", "object", "people.member"):
        rows.update_many({whose: person, "said": {"$exists": True}}, words)


def _seal(said: dict[str, str], salt: str) -> str:
    return hashlib.sha256(salt.encode() + rfc8785.dumps(said)).hexdigest()


def row_hash(row: dict[str, Any], number: int, previous: str) -> str:
    """SHA-256 over the RFC 8785 form of the row, its number and the hash of the row before."""
    content = {
        "id": row["_id"], "act": row["act"], "object": row["object"], "by": row["by"],
        "at": row["at"].astimezone(UTC).isoformat(timespec="milliseconds"), "params": _plain(row["params"]),
        "people": row.get("people", {}), "operator": row.get("operator", False), "sealed": row.get("sealed"),
        "number": number, "previous": previous,
    }  # fmt: skip
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def _plain(value: Any) -> Any:
    """As JSON knows it."""
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


@mongo.transactional
def chain(now: datetime, limit: int = 200) -> int:
    """Number what is not yet; returns how many. Two that do it at once conflict, and one looks again."""
    rows, head = mongo.collection("audit"), _head()
    found = list(rows.find({"number": None, "late": None}).sort("_id", ASCENDING).limit(limit))
    end, before = head["row"], head["number"]
    for row in found:
        if end and _moment(row["_id"]) < _moment(end) - LATEST_MS:
            rows.update_one({"_id": row["_id"]}, {"$set": {"late": True}})
            continue
        number, previous = head["number"] + 1, head["hash"]
        head |= {"number": number, "hash": row_hash(row, number, previous), "row": row["_id"]}
        link = {"number": number, "previous": previous, "hash": head["hash"]}
        rows.update_one({"_id": row["_id"]}, {"$set": link})
        end = max(end, row["_id"])
        _tell(row | link, now)
    if head["number"] > before:
        mongo.collection("audit_head").replace_one({"_id": "head"}, head | {"row": end}, upsert=True)
    return len(found)


def _head() -> dict[str, Any]:
    found = mongo.collection("audit_head").find_one({"_id": "head"})
    return dict(found) if found else {"_id": "head", "number": 0, "hash": BEGIN, "row": ""}


def _moment(row_id: str) -> int:
    """Milliseconds of a UUIDv7."""
    return int(row_id.replace("-", "")[:12], 16)


def _tell(row: dict[str, Any], now: datetime) -> None:
    declared = ACTED.get(mongo.current_service())
    if row.get("operator") and declared is not None:
        told = declared(
            row=row["_id"], number=row["number"], hash=row["hash"], act=row["act"], object=row["object"],
            by=row["by"], subject=row["people"].get("member"), at=row["at"],
        )  # fmt: skip
        outbox.append(told, now)


@dataclass(frozen=True)
class Finding:
    """The first thing that is wrong: ``number`` in the chain, ``row`` its id where there is one."""

    number: int
    row: str
    what: str


@dataclass(frozen=True)
class Report:
    """``head`` is "number:hash"; kept elsewhere, it shows later that nothing before it was taken away."""

    rows: int
    head: str
    waiting: int
    broken: Finding | None


def check(known: str | None = None) -> Report:
    """Read the whole chain. ``known``: a head of an earlier report, which must still stand in it."""
    head, links = _head(), list[str]()
    waits = mongo.collection("audit").count_documents({"number": None, "late": None})
    broken = next(_findings(head, known, links), None)
    return Report(len(links), f"{head['number']}:{head['hash']}", waits, broken)


def _findings(head: dict[str, Any], known: str | None, links: list[str]) -> Iterator[Finding]:
    """``links`` gets the hash of each row that is in order."""
    previous = BEGIN
    for row in mongo.collection("audit").find({"number": {"$exists": True}}).sort("number", ASCENDING):
        number = len(links) + 1
        if row["number"] != number:
            yield Finding(number, "", "the row is missing")
        expected = row_hash(row, number, previous)
        if row["previous"] != previous or row["hash"] != expected:
            yield Finding(number, row["_id"], "the row was changed or put in")
        if "said" in row and _seal(row["said"], row.get("salt", "")) != row.get("sealed"):
            yield Finding(number, row["_id"], "what was said was changed")
        links.append(expected)
        previous = expected
    if (len(links), previous) != (head["number"], head["hash"]):
        yield Finding(min(len(links), head["number"]) + 1, "", "the chain does not end where its head says")
    count, _, digest = (known or f"0:{BEGIN}").partition(":")
    place = int(count) if count.isdecimal() else -1
    stands = [BEGIN, *links]
    if not 0 <= place < len(stands) or stands[place] != digest:
        yield Finding(max(place, 0), "", "the known head does not stand in the chain")
    yield from _unchained(head)


def _unchained(head: dict[str, Any]) -> Iterator[Finding]:
    for row in mongo.collection("audit").find({"number": None}).sort([("late", -1), ("_id", 1)]).limit(1):
        behind = head["row"] and _moment(row["_id"]) < _moment(head["row"]) - LATEST_MS
        if row.get("late") or behind:
            yield Finding(head["number"], row["_id"], "the row was put in later, outside the chain")
