"""Idempotency-Key: a command repeated with its key is done once and gets the first answer.

The answer is kept in the transaction of the command itself: whoever dies in between leaves both or neither. It is
sealed by a key made of the caller's own, of which a digest alone is stored, since it may show a secret.
Source: the IETF draft "The Idempotency-Key HTTP Header Field" (07), here per person, method and path.
"""

import functools
import hashlib
import hmac
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bson import BSON
from bson.codec_options import CodecOptions
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import g, request
from pymongo import ASCENDING, IndexModel

from shared import clock, mongo
from shared.errors import Invalid
from shared.messages import N_
from shared.secretfiles import KeysError
from shared.web import csrf

HEADER = "Idempotency-Key"
KEEP = timedelta(days=7)

INDEXES = {
    "idempotency": [
        IndexModel([("until", ASCENDING)], name="until", expireAfterSeconds=0),
        IndexModel([("person", ASCENDING), ("_id", ASCENDING)], name="person"),
    ]
}


def once(
    view: Callable[..., tuple[Any, int, dict[str, str]]],
) -> Callable[..., tuple[Any, int, dict[str, str]]]:
    """``view`` answers (value, status, headers); the value is what BSON keeps."""

    @functools.wraps(view)
    def run(*args: Any, **kwargs: Any) -> tuple[Any, int, dict[str, str]]:
        key = request.headers.get(HEADER, "")
        if not key:
            return view(*args, **kwargs)
        if not 8 <= len(key) <= 128 or not key.isascii() or not key.isprintable():
            raise Invalid({HEADER: N_("An Idempotency-Key has 8 to 128 printable ASCII characters.")})
        return mongo.run_in_transaction(lambda: first_answer(key, lambda: view(*args, **kwargs), clock.now()))

    return run


def first_answer(
    key: str, work: Callable[[], tuple[Any, int, dict[str, str]]], now: datetime
) -> tuple[Any, int, dict[str, str]]:
    """What ``work`` answered when this caller did it here with this key; else it is done now. In a transaction."""
    kept, name, body = (
        mongo.collection("idempotency"),
        _name(key),
        hashlib.sha256(request.get_data()).hexdigest(),
    )
    found = kept.find_one({"_id": name})
    if found is not None:
        if found["body"] != body:
            raise Invalid({HEADER: N_("This key was used for another request already. Use a new one.")})
        first = _unsealed(key, name, found["answer"])
        return first["value"], first["status"], first["headers"] | {"Idempotency-Replayed": "true"}
    value, status, headers = work()
    answer = _sealed(key, name, {"value": value, "status": status, "headers": headers})
    whose = g.viewer.person if g.viewer else None
    row = {
        "_id": name,
        "schema_version": 1,
        "person": whose,
        "body": body,
        "until": now + KEEP,
        "answer": answer,
    }
    kept.insert_one(row)
    return value, status, headers


def scrub(person: str) -> None:
    """Delete the person's kept answers. In the erasing transaction."""
    mongo.collection("idempotency").delete_many({"person": person})


def _name(key: str) -> str:
    person = g.viewer.person if g.viewer else f"visitor:{request.remote_addr}"
    return hashlib.sha256("\0".join((person, request.method, request.path, key)).encode()).hexdigest()


def _cipher(secret: bytes, key: str, name: str) -> AESGCM:
    return AESGCM(hmac.digest(secret, f"idempotency\0{name}\0{key}".encode(), "sha256"))


def _sealed(key: str, name: str, answer: dict[str, Any]) -> bytes:
    nonce = os.urandom(12)
    return nonce + _cipher(csrf.form_keys()[0], key, name).encrypt(nonce, BSON.encode(answer), name.encode())


def _unsealed(key: str, name: str, sealed: bytes) -> dict[str, Any]:
    for secret in csrf.form_keys():
        try:
            plain = _cipher(secret, key, name).decrypt(sealed[:12], sealed[12:], name.encode())
            return dict(BSON(plain).decode(CodecOptions(tz_aware=True)))
        except InvalidTag:
            continue
    raise KeysError("a kept answer cannot be opened")
