"""How much the public verification says of a credential to somebody who has no more than its address.

The id alone opens the verdict, the title and the confirmer's role. What else a share, a certificate or a portfolio
shows, its links of verification open too: they carry ``opens``, the parts and a proof that only what we issued gives.
Of a share it names the share as well, and opens nothing more once that is over. Whoever holds the signed document reads
all of it there anyway.
"""

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass

PARTS = {"s": "school", "c": "company", "r": "results"}
ALL = tuple(PARTS.values())
PUBLISHED = "published"
"""The portfolio that employers find, in the place of a share's id."""
_BYTES = 16


@dataclass(frozen=True)
class Opened:
    """``beside``: the share, by its id, beside which the link stands; empty for what its holder hands out."""

    parts: frozenset[str] = frozenset()
    beside: str = ""


def opens(issued: str, fields: Collection[str], beside: str = "") -> str:
    """Of the chosen fields; empty where they open nothing more. ``issued``: the credential as JWT, which nobody
    learns by its id.

    >>> opens("a.b.c", ["hours"])
    ''
    """
    letters = "".join(letter for letter, name in PARTS.items() if name in fields)
    return ".".join(filter(None, (letters, beside, _proof(issued, letters, beside)))) if letters else ""


def opened(issued: str, text: str) -> Opened:
    """What ``text`` opens while what it stands beside is open; nothing for one that was not made by `opens` for this
    credential.

    >>> found = opened("a.b.c", opens("a.b.c", ["company", "results"], "01a2-b3"))
    >>> sorted(found.parts), found.beside
    (['company', 'results'], '01a2-b3')
    >>> opened("a.b.c", opens("a.b.c", ["school"])).beside
    ''
    >>> opened("a.b.c", opens("x.y.z", ALL)), opened("a.b.c", "scr." + opens("a.b.c", ["school"]).partition(".")[2])
    (Opened(parts=frozenset(), beside=''), Opened(parts=frozenset(), beside=''))
    >>> [opened("a.b.c", opens("a.b.c", ["school"], "01").replace(".01.", said)) for said in (".", " 01.")]
    [Opened(parts=frozenset(), beside=''), Opened(parts=frozenset(), beside='')]
    """
    letters, _, rest = text.partition(".")
    beside, _, proof = rest.rpartition(".")
    known = bool(letters) and PARTS.keys() >= set(letters)
    if not known or not hmac.compare_digest(_proof(issued, letters, beside).encode(), proof.encode()):
        return Opened()
    return Opened(frozenset(PARTS[letter] for letter in letters), beside)


def _proof(issued: str, letters: str, beside: str) -> str:
    key = hashlib.sha256(issued.encode()).digest()
    said = " ".join(
        filter(None, ("opens", letters, beside))
    )  # no two links say the same: letters hold no blank
    return hmac.digest(key, said.encode(), "sha256")[:_BYTES].hex()
