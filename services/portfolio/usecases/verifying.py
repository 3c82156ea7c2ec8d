"""Verdicts on what is presented and on what we issued, with what is at hand here: nothing is fetched."""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from services.portfolio import keyring
from services.portfolio.credential.composing import ISSUER_NAME
from services.portfolio.domain.evidence import Credential
from services.portfolio.store import evidence, ledger, statuses
from services.portfolio.usecases.issuing import list_url
from shared.config import Settings
from shared.errors import TooLarge
from shared.messages import N_
from verifier import Inclusion, Issuer, Log, Trust, Verdict, status, verify
from verifier.reading import MOST_BYTES, UnreadableError, read
from verifier.verdict import REVOKED, SENTENCES, SUSPENDED, VALID

_URN = "urn:uuid:"
_CACHED = 256
_cache: OrderedDict[tuple[str, ...], Verdict] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class Looked:
    """A verdict with what it was made from: ``stored`` is our own copy, when we issued it."""

    verdict: Verdict
    stored: Credential | None
    inclusion: Inclusion | None


def trust(settings: Settings) -> Trust:
    """The one issuer that this installation vouches for: itself."""
    public = keyring.public(settings)
    ours = Issuer(public.did, ISSUER_NAME, public.document, Log(public.origin, public.log_key))
    return Trust(f"{ISSUER_NAME} · {urlsplit(settings.public_url).netloc}", {public.did: ours})


def verify_text(text: str, settings: Settings, now: datetime) -> Looked:
    """Of anything pasted or sent; at most 64 KB."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise TooLarge(N_("A credential has at most 64 KB. Nothing was kept."))
    stored = _stored(text)
    inclusion = inclusion_of(stored) if stored else None
    return Looked(_verdict(text, stored, inclusion, settings, now), stored, inclusion)


def verify_stored(credential_id: str, settings: Settings, now: datetime) -> Looked | None:
    stored = evidence.published(credential_id)
    if stored is None:
        return None
    inclusion = inclusion_of(stored)
    text = json.dumps(stored.document, ensure_ascii=False)
    return Looked(_verdict(text, stored, inclusion, settings, now), stored, inclusion)


def inclusion_of(credential: Credential) -> Inclusion | None:
    """That its issue stands in the log, under the last checkpoint."""
    issued = next((one for one in ledger.entries(credential.id) if one.event == "issued"), None)
    proof = ledger.proof(issued.index) if issued else None
    return Inclusion(proof, issued.salt, issued.at) if issued and proof else None


def _stored(text: str) -> Credential | None:
    try:
        address = str(read(text).credential["id"])
    except UnreadableError:
        return None
    return evidence.published(address.removeprefix(_URN)) if address.startswith(_URN) else None


def _lists(text: str, stored: Credential | None, settings: Settings) -> Mapping[str, Mapping[str, Any]]:
    """Our lists, also for a credential that we no longer hold: its revocation outlives it."""
    url = list_url(settings, stored.status_list) if stored else _named_list(text)
    return statuses.signed([url, status.suspension_url(url)])


def _named_list(text: str) -> str:
    try:
        entry = read(text).credential.get("credentialStatus")
    except UnreadableError:
        return ""
    named = entry.get("statusListCredential") if isinstance(entry, Mapping) else None
    return named if isinstance(named, str) else ""


def _verdict(
    text: str, stored: Credential | None, inclusion: Inclusion | None, settings: Settings, now: datetime
) -> Verdict:
    """Kept for the minute, so that the same document is not canonicalised again and again."""
    lists = _lists(text, stored, settings)
    made_of = [text, inclusion.proof if inclusion else "", *(str(one["proof"]) for one in lists.values())]
    digests = [hashlib.sha256(part.encode("utf-8", "surrogatepass")).hexdigest() for part in made_of]
    key = (settings.public_url, str(int(now.timestamp()) // 60), *digests)
    with _lock:
        found = _cache.get(key)
    if found is None:
        found = verify(text, trust(settings), lists, now, inclusion=inclusion)
        with _lock:
            _cache[key] = found
            while len(_cache) > _CACHED:
                _cache.popitem(last=False)
    return _as_it_stands(found, stored)


def _as_it_stands(verdict: Verdict, stored: Credential | None) -> Verdict:
    """A revocation counts from the moment of its decision, not only once the list is signed anew."""
    word = {"revoked": REVOKED, "suspended": SUSPENDED}.get(stored.status) if stored else None
    if word is None or verdict.word != VALID:
        return verdict
    return replace(verdict, word=word, message=SENTENCES[word])
