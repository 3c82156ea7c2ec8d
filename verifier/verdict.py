"""What goes into a verification besides the credential, and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.messages import N_

OK = "ok"
FAILED = "failed"
NOT_CHECKED = "not_checked"

VALID = "valid"
INVALID = "invalid"
REVOKED = "revoked"
SUSPENDED = "suspended"
NOT_CHECKABLE = "not_checkable"

DEMO_TAG = "demonstration"
"""The tag of an achievement that nobody earned."""

SENTENCES = {
    VALID: N_(
        "This credential is genuine and in force: issued by %(issuer)s, which is on the trust list “%(trust_list)s”."
    ),
    INVALID: N_("This credential is not valid. Do not rely on it."),
    REVOKED: N_("%(issuer)s issued this credential and revoked it. Do not rely on it."),
    SUSPENDED: N_(
        "%(issuer)s issued this credential and has suspended it for now. Do not rely on it until that ends."
    ),
    NOT_CHECKABLE: N_("This credential could not be confirmed. Do not rely on it without asking its issuer."),
}
CONTESTED = N_(
    "An appeal against this is open: the status is contested, and stands until the appeal is decided."
)
"""Said beside the sentence of what is revoked or suspended; it changes neither word nor colour."""


@dataclass(frozen=True)
class Log:
    """An issuer's log: the name of its key, which is its origin, and the Ed25519 key (32 bytes)."""

    origin: str
    public: bytes


@dataclass(frozen=True)
class CompromisedKey:
    """A key (32 bytes) that somebody else may have had from ``since`` on: what it signed counts where the log holds it
    from before."""

    public: bytes
    since: datetime


@dataclass(frozen=True)
class Issuer:
    """``ours``: it issues by this product's rules, with a reviewer's sign-off and a list of suspensions.
    ``log``: inclusion is required of its credentials. ``compromised``: keys that its document no longer lists, by the
    id of their verification method."""

    did: str
    name: str
    document: Mapping[str, Any]
    log: Log | None
    ours: bool = True
    compromised: Mapping[str, CompromisedKey] = field(default_factory=dict)


@dataclass(frozen=True)
class SchoolKey:
    """A key (32 bytes) that a school publishes at its own domain, by the id of its verification method. ``begins`` and
    ``ends`` (None: in force): signatures from then on count, and until then; ``seen``: when it last stood there (RFC
    3339)."""

    name: str
    method: str
    public: bytes
    begins: datetime
    ends: datetime | None
    seen: str

    @property
    def domain(self) -> str:
        return self.method.removeprefix("did:web:").partition("#")[0]


@dataclass(frozen=True)
class Trust:
    """The trust list that a verdict is for: its name, issuers by their DID, and keys of schools by their method.

    ``vouched``: whoever asks has it from where it belongs, not along with what is to be checked.
    """

    name: str
    issuers: Mapping[str, Issuer]
    vouched: bool = True
    schools: Mapping[str, SchoolKey] = field(default_factory=dict)


@dataclass(frozen=True)
class Inclusion:
    """That the credential's issue is in the log: the tlog-proof, the salt of its commitment, its time (RFC 3339)."""

    proof: str
    salt: bytes
    at: str


@dataclass(frozen=True)
class Check:
    """One line of the verdict. ``name``: readable, issuer, proof, key, period, status, endorsement, school, artefacts,
    inclusion, time, or contents of a record; ``outcome``: ok, failed or not_checked; ``reason``: a sentence (msgid)."""

    name: str
    outcome: str
    reason: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """``word``: valid, invalid, revoked, suspended or not_checkable. ``message`` is a msgid with ``params``.

    ``credential`` is what was read, None when nothing could be; show its content only together with the word.
    ``demo``: it is demonstration data, whatever the word. ``contents``: of a record, on each credential in it.
    ``contested``: an appeal is open against its revocation or suspension, as far as is known.
    """

    word: str
    message: str
    params: Mapping[str, str]
    checks: tuple[Check, ...]
    credential: Mapping[str, Any] | None
    demo: bool
    contents: tuple["Verdict", ...] = ()
    contested: bool = False

    def check(self, name: str) -> Check | None:
        return next((check for check in self.checks if check.name == name), None)
