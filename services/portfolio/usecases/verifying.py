"""Verdicts on what is presented and on what we issued, with what is at hand here: nothing is fetched."""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from services.portfolio import keyring
from services.portfolio.domain import opening
from services.portfolio.domain.evidence import REPLACED, Credential
from services.portfolio.domain.projects import ProjectRecord
from services.portfolio.store import appeals, evidence, ledger, projects, statuses
from services.portfolio.usecases import schoolsigning, sharing
from services.portfolio.usecases.issuing import issuer_name, list_url, rfc3339
from shared.config import Settings
from shared.errors import TooLarge, Unavailable
from shared.messages import N_
from verifier import Inclusion, Issuer, Log, Trust, Verdict, bundle, status, verify
from verifier import trust as trust_list
from verifier.checking import inclusion as inclusion_check
from verifier.deciding import unreadable
from verifier.reading import MOST_BYTES, Presented, UnreadableError, read
from verifier.verdict import OK, REVOKED, SENTENCES, SUSPENDED, VALID

_URN = "urn:uuid:"
_CACHED = 256
_cache: OrderedDict[tuple[str, ...], Verdict] = OrderedDict()
_lock = threading.Lock()
UNLOGGED_AT_ONCE, WAITING, PATIENCE = 1, 1, 1.0  # documents, documents, seconds
_gate = threading.BoundedSemaphore(UNLOGGED_AT_ONCE)
_room = threading.BoundedSemaphore(UNLOGGED_AT_ONCE + WAITING)
BUSY = N_("Many documents from elsewhere are being checked just now. Try again in a few seconds.")


@dataclass(frozen=True)
class Looked:
    """A verdict with what it was made from: ``stored`` is our own copy, when we issued it. ``contents``: of a project's
    record, the same of each credential in it. ``shows``: the parts that are told besides the verdict, see
    domain/opening.py; all of them to whoever presents the document. ``record``: our own copy of a record."""

    verdict: Verdict
    stored: Credential | None
    inclusion: Inclusion | None
    contents: tuple["Looked", ...] = ()
    shows: frozenset[str] = frozenset(opening.ALL)
    record: ProjectRecord | None = None

    @property
    def replaced(self) -> bool:
        held = self.stored or self.record
        return held is not None and held.reason == REPLACED


@dataclass(frozen=True)
class Given:
    """What a verdict is made from, besides the trust list and the time.

    ``as_issued``: whether it says what our own copy says; None where we hold none.
    """

    text: str
    inclusion: Inclusion | None
    lists: Mapping[str, Mapping[str, Any]]
    artefacts: frozenset[str]
    contents: tuple[Verdict, ...] = ()
    as_issued: bool | None = None

    def digests(self) -> list[str]:
        proved = self.inclusion
        parts = [
            self.text,
            f"{proved.at} {proved.salt.hex()} {proved.proof}" if proved else "",
            json.dumps([sorted(self.artefacts), [one.word for one in self.contents]]),
            *(json.dumps(self.lists[url], sort_keys=True) for url in sorted(self.lists)),
        ]
        return [hashlib.sha256(part.encode("utf-8", "surrogatepass")).hexdigest() for part in parts]


def trust(settings: Settings) -> Trust:
    """The one issuer that this installation vouches for: itself; and the schools' keys that it has seen."""
    public = keyring.public(settings)
    log = Log(public.origin, public.log_key)
    ours = Issuer(public.did, issuer_name(), public.document, log, compromised=public.compromised)
    name = f"{ours.name} · {urlsplit(settings.public_url).netloc}"
    return Trust(name, {public.did: ours}, schools=schoolsigning.trusted())


def verify_text(text: str, settings: Settings, now: datetime, artefacts: Collection[str] = ()) -> Looked:
    """Of anything pasted or sent, alone or with what its holder took along; at most 64 KB.

    ``artefacts``: SHA-256 (hex) of files that must be among those that it names.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise TooLarge(N_("A credential has at most 64 KB. Nothing was kept."))
    try:
        held = bundle.opened(text)
    except UnreadableError:
        return Looked(unreadable(), None, None)
    presented = _read(held.presented)
    if presented is not None and presented.is_record:
        return _look_into(held, presented, settings, now, frozenset(artefacts))
    return _look(held, presented.credential if presented else None, settings, now, frozenset(artefacts))


def _look(
    held: bundle.Bundle,
    credential: Mapping[str, Any] | None,
    settings: Settings,
    now: datetime,
    artefacts: frozenset[str] = frozenset(),
) -> Looked:
    stored = evidence.published(_own_id(credential))
    inclusion = held.inclusion or (inclusion_of(stored) if stored else None)
    lists = _at_hand(held, stored, settings)
    given = Given(held.presented, inclusion, lists, artefacts, as_issued=_as_issued(credential, stored))
    return Looked(_verdict(given, stored, settings, now), stored, inclusion)


def _as_issued(
    credential: Mapping[str, Any] | None, stored: Credential | ProjectRecord | None
) -> bool | None:
    if credential is None or stored is None:
        return None
    return _without_proof(credential) == _without_proof(stored.document)


def _without_proof(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "proof"}


def _at_hand(
    held: bundle.Bundle, stored: Credential | None, settings: Settings
) -> Mapping[str, Mapping[str, Any]]:
    return held.status_lists | _lists(held.presented, stored, settings)


def _look_into(
    held: bundle.Bundle, record: Presented, settings: Settings, now: datetime, artefacts: frozenset[str]
) -> Looked:
    """The record of a project holds as far as each credential in it does."""
    parts = tuple(_look(_part(one, held), one, settings, now) for one in record.contents)
    stored = projects.published(_own_id(record.credential))
    inclusion = held.inclusion or (inclusion_of(stored) if stored else None)
    verdicts = tuple(part.verdict for part in parts)
    as_issued = _as_issued(record.credential, stored)
    given = Given(held.presented, inclusion, _at_hand(held, None, settings), artefacts, verdicts, as_issued)
    return Looked(_verdict(given, stored, settings, now), None, inclusion, parts, record=stored)


def _part(credential: Mapping[str, Any], held: bundle.Bundle) -> bundle.Bundle:
    """One credential in a record, with what came along for it."""
    text = json.dumps(credential, ensure_ascii=False)
    return bundle.Bundle(text, held.within.get(str(credential.get("id"))), held.status_lists)


def verify_stored(
    credential_id: str, settings: Settings, now: datetime, opens: str | None = None
) -> Looked | None:  # fmt: skip
    """By the id alone. ``opens``: what its link carries besides; None for whoever may read all of it."""
    stored = evidence.published(credential_id)
    if stored is None:
        return None
    inclusion = inclusion_of(stored)
    text = json.dumps(stored.document, ensure_ascii=False)
    lists = _lists(text, stored, settings)
    given = Given(text, inclusion, lists, frozenset(), as_issued=True)
    shows = frozenset(opening.ALL)
    if opens is not None:
        shows = sharing.still_shown(stored, opening.opened(stored.jwt, opens), now)
    return Looked(_verdict(given, stored, settings, now), stored, inclusion, shows=shows)


def bundle_of(credential: Credential, settings: Settings, now: datetime) -> dict[str, Any]:
    """What its holder takes along to have it checked without us."""
    lists = _lists("", credential, settings)
    listed = trust_list.to_json(trust(settings), rfc3339(now))
    return bundle.to_json(credential.document, inclusion_of(credential), lists, listed)


def bundle_of_record(record: ProjectRecord, settings: Settings, now: datetime) -> dict[str, Any]:
    """The same of a project's record: with the lists and the proofs of everything in it."""
    held = [found for name in record.credentials if (found := evidence.published(name))]
    urls = {list_url(settings, number) for number in (record.status_list, *(one.status_list for one in held))}
    lists = statuses.signed([one for url in sorted(urls) for one in status.all_lists(url)])
    within = {one.document["id"]: proof for one in held if (proof := inclusion_of(one))}
    listed = trust_list.to_json(trust(settings), rfc3339(now))
    return bundle.to_json(record.document, inclusion_of(record), lists, listed, within)


def inclusion_of(credential: Credential | ProjectRecord) -> Inclusion | None:
    """That its issue stands in the log, under the last checkpoint."""
    issued = next((one for one in ledger.entries(credential.id) if one.event == "issued"), None)
    proof = ledger.proof(issued.index) if issued else None
    return Inclusion(proof, issued.salt, issued.at) if issued and proof else None


def _read(text: str) -> Presented | None:
    try:
        return read(text)
    except UnreadableError:
        return None


def _own_id(credential: Mapping[str, Any] | None) -> str:
    """Under which we would have issued it; empty for what is none of ours by its form."""
    address = str(credential.get("id", "")) if credential else ""
    return address.removeprefix(_URN) if address.startswith(_URN) else ""


def _lists(text: str, stored: Credential | None, settings: Settings) -> dict[str, dict[str, Any]]:
    """Our lists, also for a credential that we no longer hold: its revocation outlives it."""
    url = list_url(settings, stored.status_list) if stored else _named_list(text)
    return statuses.signed(list(status.all_lists(url)))


def _named_list(text: str) -> str:
    presented = _read(text)
    entry = presented.credential.get("credentialStatus") if presented else None
    named = entry.get("statusListCredential") if isinstance(entry, Mapping) else None
    return named if isinstance(named, str) else ""


def _verdict(
    given: Given, stored: Credential | ProjectRecord | None, settings: Settings, now: datetime
) -> Verdict:
    """Kept for the minute, so that the same document is not canonicalised again and again."""
    listed = trust(settings)
    minute, keys = str(int(now.timestamp()) // 60), repr((listed.issuers, listed.schools))
    key = (settings.public_url, minute, keys, *given.digests())
    with _lock:
        found = _cache.get(key)
    if found is None:
        found = _made(given, listed, now)
        with _lock:
            _cache[key] = found
            while len(_cache) > _CACHED:
                _cache.popitem(last=False)
    return _as_it_stands(found, stored)


def _made(given: Given, listed: Trust, now: datetime) -> Verdict:
    with _turn(given, listed):
        return verify(
            given.text, listed, given.lists, now,
            artefacts=given.artefacts, inclusion=given.inclusion, contents=given.contents,
        )  # fmt: skip


@contextmanager
def _turn(given: Given, listed: Trust) -> Iterator[None]:
    """What we issued, or what stands in the log, is checked at once. All else goes through a narrow gate: a document
    that was made to keep the canonicalisation busy keeps others of its kind waiting, and few of them, since who waits
    holds a thread."""
    # our own copy tells in a moment what else takes a hash of the whole: a crowd of changed ones is refused soon
    if given.as_issued or (given.as_issued is None and _is_in_the_log(given, listed)):
        yield
        return
    if not _room.acquire(blocking=False):
        raise Unavailable(BUSY, retry_after=2)
    try:
        if not _gate.acquire(timeout=PATIENCE):
            raise Unavailable(BUSY, retry_after=2)
        try:
            yield
        finally:
            _gate.release()
    finally:
        _room.release()


def _is_in_the_log(given: Given, listed: Trust) -> bool:
    try:
        presented = read(given.text)
    except UnreadableError:
        return True  # nothing of it will be canonicalised
    known = listed.issuers.get(presented.issuer)
    return inclusion_check(presented, given.inclusion, known.log if known else None).outcome == OK


def _as_it_stands(verdict: Verdict, stored: Credential | ProjectRecord | None) -> Verdict:
    """A revocation counts from the moment of its decision, not only once the list is signed anew; also that of one that
    the list still calls suspended. So does an appeal."""
    if stored is None:
        return verdict
    word = {"revoked": REVOKED, "suspended": SUSPENDED}.get(stored.status)
    if word is not None and verdict.word in (VALID, SUSPENDED):
        verdict = replace(verdict, word=word, message=SENTENCES[word])
    stands = verdict.word in (REVOKED, SUSPENDED) and appeals.is_open(stored.id)
    return replace(verdict, contested=stands)
