"""Places in the status lists, and the lists as they were signed last.

A place outlives its credential: erasing a credential must not make its revocation disappear.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared import mongo
from verifier import status

SET_BY: dict[str, dict[str, Any]] = {
    status.REVOCATION: {"status": "revoked"},
    status.SUSPENSION: {"status": "suspended"},
    status.CONTEST: {"contested": True},
}


def current_list() -> int:
    """The number of the list that new credentials go into: each is filled by half."""
    count = mongo.collection("status_places").estimated_document_count()
    return 1 + count // (status.FEWEST_BITS // 2 - 1)


def taken(number: int) -> set[int]:
    found = mongo.collection("status_places").find({"list": number}, {"place": 1})
    return {row["place"] for row in found}


def take(number: int, place: int) -> None:
    """Raises DuplicateKeyError when somebody was faster: the job is tried again with another place."""
    values = {"schema_version": 1, "list": number, "place": place, "status": "valid"}
    mongo.collection("status_places").insert_one({"_id": f"{number}:{place}"} | values)


def change(number: int, place: int, to: str) -> None:
    """In the transaction that changes the credential; counted, so that no older list replaces a newer one."""
    _set(number, place, {"status": to})


def contest(number: int, place: int, is_open: bool) -> None:
    """In the transaction in which an appeal is made or ends."""
    _set(number, place, {"contested": is_open})


def _set(number: int, place: int, values: Mapping[str, Any]) -> None:
    mongo.collection("status_places").update_one({"_id": f"{number}:{place}"}, {"$set": dict(values)})
    mongo.collection("status_changes").update_one({"_id": number}, {"$inc": {"count": 1}}, upsert=True)


def changes(number: int) -> int:
    found = mongo.collection("status_changes").find_one({"_id": number})
    return int(found["count"]) if found else 0


def bits(url: str, purpose: str, number: int) -> status.StatusList:
    """The list as it stands now: by its places, which outlive their credentials, and by what these say themselves, so
    that no list that was signed after its places were lost calls a revoked credential good."""
    statuses = status.StatusList.empty(url, purpose)
    raw = bytearray(statuses.bits)
    held = {"status_list": number}
    for name, whose in (
        ("status_places", {"list": number}),
        ("credentials", held),
        ("project_records", held),
    ):
        for row in mongo.collection(name).find(whose | SET_BY[purpose], {"place": 1}):
            raw[row["place"] // 8] |= 0x80 >> row["place"] % 8
    return status.StatusList(url, purpose, bytes(raw))


def save(signed: Mapping[str, Any], number: int, changes: int, until: datetime) -> None:
    """Keep a signed list unless a newer one is kept."""
    lists, url = mongo.collection("status_lists"), signed["id"]
    held = lists.find_one({"_id": url}, {"changes": 1, "until": 1})
    if held is not None and (held["changes"], held["until"]) > (changes, until):
        return
    values = {
        "schema_version": 1,
        "list": number,
        "changes": changes,
        "until": until,
        "document": dict(signed),
    }
    lists.replace_one({"_id": url}, values, upsert=True)


def numbers() -> list[int]:
    """Of the lists that were signed."""
    return sorted(mongo.collection("status_lists").distinct("list"))


def signed(urls: list[str]) -> dict[str, dict[str, Any]]:
    """The lists at these addresses, as far as there are any."""
    found = mongo.collection("status_lists").find({"_id": {"$in": urls}})
    return {row["_id"]: row["document"] for row in found}


def is_signed(url: str) -> bool:
    return mongo.collection("status_lists").find_one({"_id": url}, {"_id": 1}) is not None
