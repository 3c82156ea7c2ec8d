"""People agree to terms, show something of theirs, and take it back: every time a row, with edition and language."""

from datetime import datetime
from typing import Any

from services.accounts.domain.consent import DOCUMENTS, Consent
from services.accounts.store import audit, people
from services.accounts.store import consents as store
from shared.events import accounts as events
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import erased, outbox
from shared.mongo import transactional
from shared.viewer import Viewer


@transactional
def accept(person: str, edition: str, language: str, now: datetime) -> None:
    """Terms and notice, as they stood before the person; those accepted already are not written again."""
    if store.accepted(person, edition):
        return
    for purpose in DOCUMENTS:
        store.add(Consent(new_id(), person, purpose, person, True, now, edition, language))


def asks_anew(person: str, edition: str) -> bool:
    """Whether there is an edition in force that the person has not accepted."""
    return not store.accepted(person, edition)


@transactional
def noted(event: Any, edition: str, at: datetime) -> None:
    """A service's word that somebody shows something of theirs, or no longer."""
    if erased.is_erased(event.person) or not people.exists(event.person):
        return
    before = store.last(event.person, event.purpose, event.consent)
    if before is not None and not before.given and not event.given:
        return
    store.add(
        Consent(
            new_id(), event.person, event.purpose, event.consent, event.given, at, edition,
            people.person(event.person).language, event.until, event.about(event.person, "audience", ""),
            event.about(event.person, "fields", []), event.kind,
        )
    )  # fmt: skip


@transactional
def withdraw(consent_id: str, edition: str, language: str, viewer: Viewer, now: datetime) -> None:
    """From now on nobody sees it: the service that shows it obeys by the event."""
    found = store.own(consent_id, viewer)
    now_so = store.last(found.person, found.purpose, found.about) or found
    now_so.check_withdrawable(now)
    store.add(
        Consent(
            new_id(), found.person, found.purpose, found.about, False, now, edition, language, kind=now_so.kind
        )
    )  # fmt: skip
    withdrawn = events.ConsentWithdrawn(consent=found.about, person=found.person, purpose=found.purpose)
    outbox.append(withdrawn, now)
    audit.record(N_("Consent withdrawn"), found.person, viewer.person, now, purpose=found.purpose)
