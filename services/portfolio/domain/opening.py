"""How much the public verification says of a credential to somebody who has no more than its address.

The id alone opens the verdict, the title and the confirmer's role. What else a share, a certificate or a portfolio
shows, its links of verification open too: they carry ``opens``, the parts and a proof that only what we issued gives.
Whoever holds the signed document reads all of it there anyway.
"""

import hashlib
import hmac
from collections.abc import Collection

PARTS = {"s": "school", "c": "company", "r": "results"}
ALL = tuple(PARTS.values())
_BYTES = 16


def opens(issued: str, fields: Collection[str]) -> str:
    """Of the chosen fields; empty where they open nothing more. ``issued``: the credential as JWT, which nobody
    learns by its id.

    >>> opens("a.b.c", ["hours"])
    ''
    """
    letters = "".join(letter for letter, name in PARTS.items() if name in fields)
    return f"{letters}.{_proof(issued, letters)}" if letters else ""


def opened(issued: str, text: str) -> frozenset[str]:
    """The parts that ``text`` opens; none for one that was not made by `opens` for this credential.

    >>> sorted(opened("a.b.c", opens("a.b.c", ["company", "results"])))
    ['company', 'results']
    >>> opened("a.b.c", opens("x.y.z", ALL)), opened("a.b.c", "scr." + opens("a.b.c", ["school"]).partition(".")[2])
    (frozenset(), frozenset())
    """
    letters, _, proof = text.partition(".")
    if not letters or not hmac.compare_digest(_proof(issued, letters).encode(), proof.encode()):
        return frozenset()
    return frozenset(PARTS[letter] for letter in letters if letter in PARTS)


def _proof(issued: str, letters: str) -> str:
    key = hashlib.sha256(issued.encode()).digest()
    return hmac.digest(key, f"opens {letters}".encode(), "sha256")[:_BYTES].hex()
