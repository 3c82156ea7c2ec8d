"""Says of every credential whether it was revoked or suspended: W3C Bitstring Status List 1.0.

One list holds a bit for each of 131,072 credentials or more, so that asking for it tells nobody which is meant.
A credential names its place in the list of revocations; the list of suspensions beside it uses the same place,
since the Open Badges schema allows one status entry. Revocation is final, suspension is not. A third list, of what is
contested, says at the same place that an appeal is open against the one or the other; it changes neither.
"""

import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from shared.errors import Conflict
from shared.linkeddata import VC_V2
from shared.messages import N_
from shared.multikey import EncodingError, base64url, from_base64url

FEWEST_BITS = 131_072
MOST_BITS = 8 * FEWEST_BITS
REVOCATION = "revocation"
SUSPENSION = "suspension"
CONTEST = "contest"


class StatusError(ValueError):
    """It is not a status list that can be read; the text says why, in English, for logs and tests."""


@dataclass(frozen=True)
class StatusList:
    """Bits of one purpose; index 0 is the left-most bit of the first byte."""

    url: str
    purpose: str
    bits: bytes

    @classmethod
    def empty(cls, url: str, purpose: str, size: int = FEWEST_BITS) -> "StatusList":
        """``size``: bits, a multiple of 8."""
        if not FEWEST_BITS <= size <= MOST_BITS or size % 8:
            raise StatusError(f"a list has {FEWEST_BITS} to {MOST_BITS} bits")
        return cls(url, purpose, bytes(size // 8))

    def is_set(self, index: int) -> bool:
        byte, mask = self._place(index)
        return bool(self.bits[byte] & mask)

    def with_bit(self, index: int, value: bool) -> "StatusList":
        """A list with that bit. A revocation that stands cannot be taken back: Conflict."""
        byte, mask = self._place(index)
        if self.purpose == REVOCATION and not value and self.is_set(index):
            raise Conflict(N_("A revoked credential stays revoked; issue a new one instead."))
        changed = self.bits[byte] | mask if value else self.bits[byte] & ~mask
        return StatusList(self.url, self.purpose, self.bits[:byte] + bytes([changed]) + self.bits[byte + 1 :])

    def _place(self, index: int) -> tuple[int, int]:
        if not 0 <= index < len(self.bits) * 8:
            raise StatusError("there is no such place in the list")
        return index // 8, 0x80 >> index % 8


def suspension_url(revocation_url: str) -> str:
    """Where the list of suspensions stands that belongs to a list of revocations."""
    return f"{revocation_url}/suspension"


def contest_url(revocation_url: str) -> str:
    """Where the list of contested ones stands that belongs to a list of revocations."""
    return f"{revocation_url}/contest"


def all_lists(revocation_url: str) -> dict[str, str]:
    """The lists that use the same places: address to purpose."""
    return {
        revocation_url: REVOCATION,
        suspension_url(revocation_url): SUSPENSION,
        contest_url(revocation_url): CONTEST,
    }


def free_index(taken: Collection[int], random: Random, size: int = FEWEST_BITS) -> int:
    """A random place that is not taken; in sequence, the places would tell the order of issue.

    Raises StatusError when half of the list is taken: begin another list.
    """
    if len(taken) >= size // 2:
        raise StatusError("the list is half full")
    index = random.randrange(size)
    while index in taken:
        index = random.randrange(size)
    return index


def entry(revocation_url: str, index: int) -> dict[str, Any]:
    """The ``credentialStatus`` of one credential: one object, as the schema wants."""
    return {
        "id": f"{revocation_url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": REVOCATION,
        "statusListIndex": str(index),
        "statusListCredential": revocation_url,
    }


def encode(bits: bytes) -> str:
    """gzip, then multibase base64url. The same bits give the same text."""
    packer = zlib.compressobj(9, wbits=31)
    return "u" + base64url(packer.compress(bits) + packer.flush())


def decode(text: str) -> bytes:
    """The bits; never unpacks more than MOST_BITS, whatever the text says."""
    try:
        packed = from_base64url(text[1:]) if text.startswith("u") else b""
        unpacker = zlib.decompressobj(wbits=31)
        bits = unpacker.decompress(packed, MOST_BITS // 8 + 1)
    except (EncodingError, zlib.error) as error:
        raise StatusError("the list is not gzip in base64url") from error
    if not unpacker.eof or unpacker.unused_data or not FEWEST_BITS <= len(bits) * 8 <= MOST_BITS:
        raise StatusError(f"the list has not {FEWEST_BITS} to {MOST_BITS} bits")
    return bits


def compose(statuses: StatusList, issuer_did: str, valid_from: str, valid_until: str) -> dict[str, Any]:
    """The list as a credential, to be signed like any other. Times: RFC 3339 in UTC.

    After ``valid_until`` a copy of it proves nothing, so that an old list cannot hide a revocation for long.
    """
    return {
        "@context": [VC_V2],
        "id": statuses.url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_did,
        "validFrom": valid_from,
        "validUntil": valid_until,
        "credentialSubject": {
            "id": f"{statuses.url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": statuses.purpose,
            "encodedList": encode(statuses.bits),
        },
    }


def parse(credential: Mapping[str, Any]) -> StatusList:
    """Reads a status list credential; its proof, issuer and period are the caller's to check."""
    subject = credential.get("credentialSubject")
    if "BitstringStatusListCredential" not in (credential.get("type") or []) or not isinstance(
        subject, Mapping
    ):
        raise StatusError("it is not a status list")
    url, purpose, encoded = credential.get("id"), subject.get("statusPurpose"), subject.get("encodedList")
    if not isinstance(url, str) or not isinstance(purpose, str) or not isinstance(encoded, str):
        raise StatusError("it is not a status list")
    return StatusList(url, purpose, decode(encoded))
