"""Looks at a school's own domain whether the key that was made for it stands there (the did:web method).

Only the domain that an operator has confirmed is called, by ``shared/outbound.py`` alone: the public internet, no
redirect, a short time, a small answer. What comes back is read strictly, and nothing in it is called.
"""

from dataclasses import dataclass, field
from typing import Any

from shared.messages import N_
from shared.outbound import Answer, Failed, Outbound, Refused
from verifier.did import assertion_key
from verifier.reading import UnreadableError, parse

PATH = "/.well-known/did.json"
MOST_BYTES = 64 * 1024
_HEADERS = {"Accept": "application/did+json, application/json", "User-Agent": "Shixun"}
NO_ANSWER = N_("%(domain)s gave no whole answer of at most 64 KB within five seconds.")
NOT_PUBLIC = N_("%(domain)s does not lead to a server on the public internet.")
ELSEWHERE = N_(
    "%(domain)s sends visitors of this address elsewhere (HTTP %(status)s); it has to answer itself."
)
STATUS = N_("%(domain)s answered HTTP %(status)s instead of the document.")
NO_DOCUMENT = N_("What %(domain)s answered is not a JSON document that can be read.")
OTHER_DOCUMENT = N_("The document at %(domain)s names another subject: its id has to be %(did)s.")
NO_KEY = N_("The document at %(domain)s does not list this key under assertionMethod.")
OTHER_KEY = N_("The document at %(domain)s lists another key under this key’s name.")


@dataclass(frozen=True)
class Problem:
    """Why it was not found; ``passing``: it may be there a little later."""

    message: str
    params: dict[str, str] = field(default_factory=dict)
    passing: bool = False


def reach(domain: str) -> Outbound:
    return Outbound(frozenset({domain}))


def look(domain: str, method: str, public: bytes) -> Problem | None:
    """None: the key stands there. ``method``: its id; ``public``: 32 bytes."""
    said = {"domain": domain}
    try:
        answer = reach(domain).get(f"https://{domain}{PATH}", _HEADERS, MOST_BYTES)
    except Refused:
        return Problem(NOT_PUBLIC, said)
    except Failed:
        return Problem(NO_ANSWER, said, passing=True)
    return _judged(answer, method, public, said)


def _judged(answer: Answer, method: str, public: bytes, said: dict[str, str]) -> Problem | None:
    did = method.partition("#")[0]
    if answer.status != 200:
        elsewhere = 300 <= answer.status < 400
        numbered = said | {"status": str(answer.status)}
        return Problem(ELSEWHERE if elsewhere else STATUS, numbered, passing=answer.status >= 500)
    document = _document(answer.body)
    if document is None:
        return Problem(NO_DOCUMENT, said)
    if document.get("id") != did:
        return Problem(OTHER_DOCUMENT, said | {"did": did})
    found = assertion_key(document, method)
    if found is None:
        return Problem(NO_KEY, said)
    return None if found == public else Problem(OTHER_KEY, said)


def _document(body: bytes) -> dict[str, Any] | None:
    try:
        return parse(body)
    except UnreadableError:
        return None
