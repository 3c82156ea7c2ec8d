"""Idempotency-Key: a command repeated with its key is done once and gets the first answer.

The answer is kept in the transaction of the command itself: whoever dies in between leaves both or neither.
Source: the IETF draft "The Idempotency-Key HTTP Header Field" (07), here per person, method and path.
"""

import functools
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import g, request
from pymongo import ASCENDING, IndexModel

from shared import clock, mongo
from shared.errors import Invalid
from shared.messages import N_

HEADER = "Idempotency-Key"
KEEP = timedelta(days=7)

INDEXES = {"idempotency": [IndexModel([("until", ASCENDING)], name="until", expireAfterSeconds=0)]}


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
        return mongo.run_in_transaction(
            lambda: _first_answer(key, lambda: view(*args, **kwargs), clock.now())
        )

    return run


def _first_answer(
    key: str, work: Callable[[], tuple[Any, int, dict[str, str]]], now: datetime
) -> tuple[Any, int, dict[str, str]]:
    kept, name, body = (
        mongo.collection("idempotency"),
        _name(key),
        hashlib.sha256(request.get_data()).hexdigest(),
    )
    found = kept.find_one({"_id": name})
    if found is not None:
        if found["body"] != body:
            raise Invalid({HEADER: N_("This key was used for another request already. Use a new one.")})
        return found["value"], found["status"], found["headers"] | {"Idempotency-Replayed": "true"}
    value, status, headers = work()
    answer = {"value": value, "status": status, "headers": headers}
    kept.insert_one({"_id": name, "schema_version": 1, "body": body, "until": now + KEEP} | answer)
    return value, status, headers


def _name(key: str) -> str:
    person = g.viewer.person if g.viewer else f"visitor:{request.remote_addr}"
    return hashlib.sha256("\0".join((person, request.method, request.path, key)).encode()).hexdigest()
