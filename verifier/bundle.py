"""What a holder takes along so that a credential can be checked without asking anybody.

It is the credential with the proof of the log, the status lists and the trust list, all as they stood on one day; of a
record (CLR) with the proof of the log of each credential in it as well.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.multikey import EncodingError, base64url, from_base64url
from verifier.reading import MOST_BYTES, UnreadableError, parse
from verifier.verdict import Inclusion

TYPE = "shixun-evidence"


@dataclass(frozen=True)
class Bundle:
    """``presented``: the credential, JSON or a JWT. ``trust``: the list that came along, as JSON; it proves nothing of
    itself. ``within``: the proofs of the log of what a record holds, by the credential's id. What the bundle lacks is
    empty."""

    presented: str
    inclusion: Inclusion | None = None
    status_lists: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    trust: Any = None
    within: dict[str, Inclusion] = field(default_factory=dict)


def to_json(
    credential: Mapping[str, Any] | str,
    inclusion: Inclusion | None,
    status_lists: Mapping[str, Mapping[str, Any]],
    trust: Mapping[str, Any],
    within: Mapping[str, Inclusion] | None = None,
) -> dict[str, Any]:
    found: dict[str, Any] = {"type": TYPE, "credential": credential}
    if inclusion is not None:
        found["inclusion"] = _written(inclusion)
    if within:
        found["within"] = {address: _written(one) for address, one in within.items()}
    return found | {"status_lists": list(status_lists.values()), "trust": trust}


def _written(inclusion: Inclusion) -> dict[str, str]:
    return {"proof": inclusion.proof, "salt": base64url(inclusion.salt), "at": inclusion.at}


def opened(presented: str | bytes) -> Bundle:
    """A bundle as it is; whatever is none, a credential alone. Raises UnreadableError for a bundle that is broken."""
    data = presented.encode("utf-8", "surrogatepass") if isinstance(presented, str) else presented
    text = data.decode("utf-8", "replace")
    if TYPE not in text or len(data) > MOST_BYTES:
        return Bundle(text)
    value = parse(data)
    if value.get("type") != TYPE:
        return Bundle(text)
    credential, lists, within = (
        value.get("credential"),
        value.get("status_lists", []),
        value.get("within", {}),
    )
    if not isinstance(credential, dict | str) or not isinstance(lists, list) or not isinstance(within, dict):
        raise UnreadableError("the bundle holds no credential")
    written = credential if isinstance(credential, str) else json.dumps(credential, ensure_ascii=False)
    proofs = {address: found for address, one in within.items() if (found := _inclusion(one))}
    return Bundle(written, _inclusion(value.get("inclusion")), _by_address(lists), value.get("trust"), proofs)


def _inclusion(value: Any) -> Inclusion | None:
    if value is None:
        return None
    if not isinstance(value, dict) or any(
        not isinstance(value.get(name), str) for name in ("proof", "salt", "at")
    ):
        raise UnreadableError("the bundle's proof of the log is not one")
    try:
        return Inclusion(value["proof"], from_base64url(value["salt"]), value["at"])
    except EncodingError as error:
        raise UnreadableError("the bundle's salt cannot be read") from error


def _by_address(lists: list[Any]) -> dict[str, Mapping[str, Any]]:
    if any(not isinstance(one, dict) or not isinstance(one.get("id"), str) for one in lists):
        raise UnreadableError("a status list of the bundle is none")
    found = {one["id"]: one for one in lists}
    if len(found) < len(lists):
        raise UnreadableError("a status list stands in the bundle twice")
    return found
