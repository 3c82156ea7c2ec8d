"""The bytes of a round's input and their hash, the same for the same input whatever machine wrote it."""

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785


def canonical(document: Mapping[str, Any]) -> bytes:
    """Returns the document as RFC 8785 writes JSON: sorted names, no blanks, shortest numbers.

    >>> canonical({"b": 1.0, "a": [2, None]})
    b'{"a":[2,null],"b":1}'
    """
    return rfc8785.dumps(dict(document))


def digest(document: Mapping[str, Any]) -> str:
    """Returns the SHA-256 of those bytes, in hexadecimal."""
    return hashlib.sha256(canonical(document)).hexdigest()
