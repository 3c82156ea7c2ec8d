"""Events that portfolio publishes: credentials, their status, credit."""

from datetime import datetime

from shared.events import acts, erasing, exporting, faults, taking_down, waiting
from shared.events.base import Event, Fact, Id

erasing.declare("portfolio")
exporting.declare("portfolio")
waiting.declare("portfolio")
faults.declare("portfolio")
acts.declare("portfolio")
taking_down.declare("portfolio")


class CredentialIssued(
    Event, type="portfolio.credential.issued.v1", topic="portfolio.credential", key="credential",
    personal=("results",),
):  # fmt: skip
    """``results`` of the person: [{uri, level, untouched}]. The student–skill edge in matching grows by it."""

    credential: Id
    contribution: Id
    person: Id
    team: Id
    issued_at: Fact[datetime]


class CredentialStatusChanged(
    Event, type="portfolio.credential.status_changed.v1", topic="portfolio.credential", key="credential"
):
    """``status``: valid, suspended or revoked (final)."""

    credential: Id
    contribution: Id
    person: Id
    status: Fact[str]


class ConsentChanged(
    Event, type="portfolio.consent.changed.v1", topic="portfolio.consent", key="consent",
    personal=("audience", "fields"),
):  # fmt: skip
    """Somebody shows something of theirs, or no longer. ``purpose``: share or contact (``consent`` is its id), or
    publication (the person's). ``kind`` of a share: link,
    organisation or person."""

    consent: Id
    person: Id
    purpose: Fact[str]
    given: Fact[bool]
    until: Fact[datetime | None] = None
    kind: Fact[str] = "link"


class CreditDecided(
    Event,
    type="portfolio.credit.decided.v1",
    topic="portfolio.credit",
    key="application",
    personal=("credits",),
):
    """``decision``: approved or refused."""

    application: Id
    person: Id
    school: Id
    decision: Fact[str]
