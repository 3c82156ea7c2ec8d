"""Events that accounts publishes: who people and organisations are, who may act, and what reviewers signed."""

from datetime import datetime
from typing import Any

from shared.events import acts, erasing, faults, waiting
from shared.events.base import Event, Fact, Id, Ids, OptionalId

erasing.declare("accounts")
waiting.declare("accounts")
faults.declare("accounts")
acts.declare("accounts")


class PersonChanged(
    Event,
    type="accounts.person.changed.v1",
    topic="accounts.person",
    key="person",
    personal=("name", "language"),
):
    """A person's display name and language; all that other services ever learn of who somebody is."""

    person: Id


class StandingChanged(Event, type="accounts.standing.changed.v1", topic="accounts.standing", key="person"):
    """An account was suspended, or the suspension was lifted."""

    person: Id
    suspended: Fact[bool]


class PersonErased(Event, type="accounts.person.erased.v1", topic="accounts.erasure", key="person"):
    """Everything about the person must go, here and in every retained event. Relayed before everything else."""

    person: Id


class ConsentWithdrawn(Event, type="accounts.consent.withdrawn.v1", topic="accounts.consent", key="consent"):
    """The person took it back: from now on nobody sees what it allowed. ``purpose``, ``consent``: as it was told."""

    consent: Id
    person: Id
    purpose: Fact[str]


class ConsentAddressed(Event, type="accounts.consent.addressed.v1", topic="accounts.consent", key="consent"):
    """The person said by an exact mail address for whom that share of theirs is. ``reader``: null where nobody has
    confirmed that address; of that the person is told nothing."""

    consent: Id
    person: Id
    reader: OptionalId


class ExportAsked(Event, type="accounts.export.asked.v1", topic="accounts.export", key="export"):
    """The person wants to have what is held of them: each service answers with its parts."""

    export: Id
    person: Id


class ExportEnded(Event, type="accounts.export.ended.v1", topic="accounts.export", key="export"):
    """Everything has arrived, or it was given up: the parts need not be kept any longer."""

    export: Id
    person: Id


class OrganisationChanged(
    Event, type="accounts.organisation.changed.v1", topic="accounts.organisation", key="organisation"
):
    """``checks`` are those of its registered code and documents that passed, one by one, never a number.
    "mail_domain_link": by a link that was mailed there, nobody having looked; "mail_domain": an operator has.

    ``most_…``: the limits that an operator has set for this one; None: the usual. ``staff``: how many people a company
    says work for it. ``website``: an https address. Of who runs the platform, for the foot of every page: ``contact``
    and ``legal`` as written there, ``logo`` the SHA-256 of the picture. "": not given.
    """

    organisation: Id
    name: Fact[str]
    kind: Fact[str]
    region: Fact[str]
    time_zone: Fact[str]
    trades: Fact[list[str]]
    checks: Fact[list[str]]
    suspended: Fact[bool]
    demo: Fact[bool]
    most_briefs: Fact[int | None] = None
    most_megabytes: Fact[int | None] = None
    staff: Fact[int | None] = None
    contact: Fact[str] = ""
    website: Fact[str] = ""
    legal: Fact[str] = ""
    logo: Fact[str] = ""


class OrganisationMerged(
    Event, type="accounts.organisation.merged.v1", topic="accounts.organisation", key="organisation"
):
    """It was the same as ``into``, which stays: from now on the one id means the other, in whatever names it."""

    organisation: Id
    into: Id


class CalendarChanged(Event, type="accounts.calendar.changed.v1", topic="accounts.calendar", key="school"):
    """On which days a school that keeps a calendar works, beside Monday to Friday. ``off``: ISO day → its name;
    ``working``: days that are made up for."""

    school: Id
    off: Fact[dict[str, str]]
    working: Fact[list[str]]


class DutyChanged(Event, type="accounts.duty.changed.v1", topic="accounts.duty", key="duty"):
    """``person`` is class_teacher or supervisor of the class from ``begins`` to ``ends``: ISO days, both included; an
    empty one means until it is ``over``."""

    duty: Id
    school: Id
    school_class: Id
    person: Id
    kind: Fact[str]
    begins: Fact[str]
    ends: Fact[str]
    over: Fact[bool]


class MembershipChanged(
    Event, type="accounts.membership.changed.v1", topic="accounts.membership", key="membership",
    personal=("programme", "school_class"),
):  # fmt: skip
    """``state``: active, pending (joined by code, not yet confirmed) or ended."""

    membership: Id
    person: Id
    organisation: Id
    roles: Fact[list[str]]
    state: Fact[str]


class MinorityChanged(
    Event,
    type="accounts.minority.changed.v1",
    topic="accounts.minority",
    key="person",
    personal=("limits", "minor_until"),
):
    """What a person under age may not do alone: ``limits`` maps a purpose to the moment from which they may.

    Empty when a guardian consented, or when the person has come of age. ``minor_until``: the moment from which no
    guardian is asked for anything, whatever was consented to. Events from before it was told lack it: then the person
    is a minor until a later one says otherwise.
    """

    person: Id


class PlacementAnswered(
    Event, type="accounts.placement.answered.v1", topic="accounts.placement", key="consent",
    personal=("decision",),
):  # fmt: skip
    """To ``projects.placement.asked.v1``. ``decision``: consented, refused, withdrawn, lapsed (no answer in time), or
    of_age, where no guardian has a say."""

    consent: Id
    person: Id


class SessionEnded(Event, type="accounts.session.ended.v1", topic="accounts.session", key="session"):
    session: Id
    person: Id


class TokenRevoked(Event, type="accounts.token.revoked.v1", topic="accounts.token", key="token"):
    token: Id
    person: Id


class AccessGranted(
    Event, type="accounts.access.granted.v1", topic="accounts.access", key="access", personal=("reason",)
):
    """An operator may read this person's data until then; the person was told, with the reason."""

    access: Id
    operator: Id
    person: Id
    until: Fact[datetime]


class AccessEnded(Event, type="accounts.access.ended.v1", topic="accounts.access", key="access"):
    """The operator closed the access before its time."""

    access: Id
    operator: Id
    person: Id
    at: Fact[datetime]


class TextTakenDown(Event, type="accounts.text.taken_down.v1", topic="accounts.report", key="report"):
    """An operator decided that a text must go. ``kind``: brief, share, profile or credential; ``object`` is its id."""

    report: Id
    kind: Fact[str]
    object: Id
    by: Id


class ReplayAsked(Event, type="accounts.replay.asked.v1", topic="accounts.replay", key="ask"):
    """An operator asks a service to do again what it put aside: those ``faults``, or all from ``first`` to ``last`` of
    a partition."""

    ask: Id
    by: Id
    service: Fact[str]
    faults: Ids
    topic: Fact[str | None] = None
    partition: Fact[int | None] = None
    first: Fact[int | None] = None
    last: Fact[int | None] = None


class KeyDeclared(Event, type="accounts.key.declared.v1", topic="accounts.key", key="key"):
    """A reviewer's endorsement key (Ed25519 Multikey). ``compromised_at``: signatures from then on do not count.

    ``statement``: the same, signed by accounts itself, so that nobody else can declare a key.
    """

    key: Id
    person: Id
    public_key: Fact[str]
    valid_from: Fact[datetime]
    valid_until: Fact[datetime | None] = None
    compromised_at: Fact[datetime | None] = None
    statement: Fact[str] = ""


class EndorsementSigned(
    Event, type="accounts.endorsement.signed.v1", topic="accounts.endorsement", key="request"
):
    """A reviewer signed: ``endorsements`` maps contribution id → EndorsementCredential over its record's hash."""

    request: Id
    review: Id
    team: Id
    contributions: Ids
    signer: Id
    organisation: Id
    role: Fact[str]
    endorsements: Fact[dict[str, Any]]


class EndorsementDeclined(
    Event, type="accounts.endorsement.declined.v1", topic="accounts.endorsement", key="request"
):
    """The reviewer read what was to be signed and did not sign it, or let the time pass."""

    request: Id
    review: Id
    team: Id
    by: OptionalId = None
