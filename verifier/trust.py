"""The trust list as a file: whom somebody vouches for, with the keys as they were on that day.

A list is worth what its source is. One that came along with the credential says only what its sender wants believed:
``vouched`` is for whoever got the list from where it belongs.
"""

from collections.abc import Mapping
from typing import Any

from shared.multikey import EncodingError, from_multikey, multikey
from verifier.log.notes import NoteError, parse_verifier_key, verifier_key
from verifier.reading import UnreadableError, instant
from verifier.verdict import CompromisedKey, Issuer, Log, SchoolKey, Trust

TYPE = "shixun-trust"


class TrustError(ValueError):
    """It is not a trust list; the text says why, in English."""


def to_json(trust: Trust, as_of: str) -> dict[str, Any]:
    """``as_of``: RFC 3339."""
    return {
        "type": TYPE,
        "name": trust.name,
        "as_of": as_of,
        "issuers": [
            {
                "name": one.name,
                "document": dict(one.document),
                "log": verifier_key(one.log.origin, one.log.public) if one.log else None,
                "ours": one.ours,
                "compromised": [
                    {"method": method, "key": multikey(key.public), "since": key.since.isoformat()}
                    for method, key in one.compromised.items()
                ],
            }
            for one in trust.issuers.values()
        ],
        "schools": [_listed(one) for one in trust.schools.values()],
    }


def _listed(key: SchoolKey) -> dict[str, Any]:
    return {
        "name": key.name,
        "method": key.method,
        "key": multikey(key.public),
        "begins": key.begins.isoformat(),
        "ends": key.ends.isoformat() if key.ends else None,
        "seen": key.seen,
    }


def from_json(value: Any, vouched: bool = True) -> Trust:
    """Raises TrustError."""
    if not isinstance(value, Mapping) or value.get("type") != TYPE:
        raise TrustError("it is not a trust list")
    name, rows = value.get("name"), value.get("issuers")
    if not isinstance(name, str) or not isinstance(rows, list):
        raise TrustError("the list has no name or no issuers")
    issuers, schools = [_issuer(row) for row in rows], value.get("schools", [])
    if not isinstance(schools, list):
        raise TrustError("the list names schools, but lists none")
    keys = [_school(row) for row in schools]
    return Trust(name, {one.did: one for one in issuers}, vouched, {one.method: one for one in keys})


def _issuer(row: Any) -> Issuer:
    document = row.get("document") if isinstance(row, Mapping) else None
    if not isinstance(document, Mapping):
        raise TrustError("an issuer has no document with its keys")
    did, name, log, ours = document.get("id"), row.get("name"), row.get("log"), row.get("ours")
    if not isinstance(did, str) or not isinstance(name, str) or not isinstance(ours, bool):
        raise TrustError("an issuer lacks its id, its name, or whether it issues by these rules")
    compromised = _compromised(row.get("compromised", []))
    if log is None:
        return Issuer(did, name, document, None, ours, compromised)
    try:
        origin, public = parse_verifier_key(log)
    except NoteError as error:
        raise TrustError("the key of an issuer's log cannot be read") from error
    return Issuer(did, name, document, Log(origin, public), ours, compromised)


def _compromised(rows: Any) -> dict[str, CompromisedKey]:
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise TrustError("an issuer's compromised keys are no list")
    found = {}
    for row in rows:
        method, key = row.get("method"), row.get("key")
        if not isinstance(method, str) or not isinstance(key, str):
            raise TrustError("a compromised key lacks its method, or itself")
        try:
            found[method] = CompromisedKey(from_multikey(key), instant(row.get("since")))
        except (UnreadableError, EncodingError) as error:
            raise TrustError("a compromised key, or its time, cannot be read") from error
    return found


def _school(row: Any) -> SchoolKey:
    told = [row.get(name) for name in ("name", "method", "key", "seen")] if isinstance(row, Mapping) else []
    name, method, key, seen = told or [None] * 4
    if not (
        isinstance(name, str) and isinstance(method, str) and isinstance(key, str) and isinstance(seen, str)
    ):
        raise TrustError("a school lacks its name, its key, or when that was seen")
    try:
        ends = None if row.get("ends") is None else instant(row["ends"])
        instant(seen)
        return SchoolKey(name, method, from_multikey(key), instant(row.get("begins")), ends, seen)
    except (UnreadableError, EncodingError) as error:
        raise TrustError("the key of a school, or a time of it, cannot be read") from error
