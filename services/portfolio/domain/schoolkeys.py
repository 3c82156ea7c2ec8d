"""A school's key: made by the platform, published by the school at its own domain, in force once it was seen there.

asked (an operator looks at the domain) → waiting (for the school to publish it) → confirmed ⇄ failing → ended. One
key of a school signs; one more may be on its way to take its place. What was signed while a key was in force stays
good when it ends, unless the school says from which day on somebody else had it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.errors import Conflict, Invalid
from shared.messages import N_

STATES = ("asked", "waiting", "confirmed", "failing", "ended")
COMING = ("asked", "waiting")
SIGNING = ("confirmed", "failing")
LOOKED_AT = ("waiting", *SIGNING)
WEEKLY, DAILY = timedelta(days=7), timedelta(days=1)
PATIENCE = timedelta(minutes=1)
"""Between two looks that somebody asks for."""
DAYS_TO_PUBLISH = 30
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"({_LABEL}\.)+[a-z]([a-z0-9-]{{0,61}}[a-z0-9])")
_MOST_SIGNS = 200
BAD_DOMAIN = N_(
    "Write the domain alone, such as school.example: small Latin letters, no https:// and no path."
)
ENDS: dict[str, str] = {
    "refused": N_("An operator did not find that the domain is the school’s."),
    "withdrawn": N_("The school took the connection back."),
    "replaced": N_("Another key took its place."),
    "compromised": N_("The school declared that somebody else may have had it."),
    "lapsed": N_("It was not published in time."),
}


@dataclass
class SchoolKey:
    """``public``: the Multikey; ``sealed``: its private half, until it ends. ``looked``: the last look, ``seen``: the
    last that found it there. ``problem``: why it was not found (msgid, with ``problem_params``). ``why``: of ``ENDS``.
    """

    id: str
    school: str
    domain: str
    public: str
    asked_by: str
    asked: datetime
    sealed: dict[str, str] = field(default_factory=dict)
    state: str = "asked"
    approved_by: str | None = None
    approved: datetime | None = None
    confirmed: datetime | None = None
    looked: datetime | None = None
    seen: datetime | None = None
    failing_since: datetime | None = None
    problem: str = ""
    problem_params: dict[str, str] = field(default_factory=dict)
    ended: datetime | None = None
    ended_by: str | None = None
    why: str = ""
    compromised_from: datetime | None = None
    version: int = 0

    @property
    def did(self) -> str:
        return f"did:web:{self.domain}"

    @property
    def method(self) -> str:
        """The verification method under which it signs."""
        return f"{self.did}#{self.id}"

    def counts(self) -> tuple[datetime, datetime | None] | None:
        """Signatures from when on and until when (None: for now); None: none ever. In whole seconds, as they are: that
        of the end still counts."""
        if self.confirmed is None:
            return None
        begins = self.confirmed.replace(microsecond=0)
        ended = self.ended.replace(microsecond=0) + timedelta(seconds=1) if self.ended else None
        ends = min((one for one in (ended, self.compromised_from) if one is not None), default=None)
        return (begins, ends) if ends is None or ends > begins else None

    def approve(self, by: str, now: datetime) -> None:
        self._check_asked(by)
        self.state, self.approved_by, self.approved = "waiting", by, now

    def refuse(self, by: str, now: datetime) -> None:
        self._check_asked(by)
        self.end("refused", by, now)

    def _check_asked(self, by: str) -> None:
        if self.state != "asked":
            raise Conflict(N_("This domain was decided on already."))
        if by == self.asked_by:
            raise Conflict(N_("Somebody else than who entered the domain decides on it."))

    def check_may_look(self, now: datetime) -> None:
        if self.state == "asked":
            raise Conflict(N_("An operator looks at the domain first."))
        if self.state not in LOOKED_AT:
            raise Conflict(N_("This key has ended. Connect the domain anew."))
        if self.looked is not None and now < self.looked + PATIENCE:
            raise Conflict(N_("It was looked at just now. Try again in a minute."))

    def was_seen(self, now: datetime) -> bool:
        """Whether that changes its state."""
        changed = self.state in ("waiting", "failing")
        if self.state == "waiting":
            self.confirmed = now
        self.state, self.looked, self.seen = "confirmed", now, now
        self.failing_since, self.problem, self.problem_params = None, "", {}
        return changed

    def was_missed(self, problem: str, params: Mapping[str, str], now: datetime) -> bool:
        """Whether that changes its state: from now on it signs nothing."""
        changed = self.state == "confirmed"
        if changed:
            self.state, self.failing_since = "failing", now
        self.looked, self.problem, self.problem_params = now, problem, dict(params)
        return changed

    def end(self, why: str, by: str | None, now: datetime) -> None:
        if self.state == "ended":
            raise Conflict(N_("This key has ended. Connect the domain anew."))
        self.state, self.why, self.ended_by, self.ended = "ended", why, by, now
        self.failing_since, self.sealed = None, {}

    def compromise(self, since: datetime, by: str, now: datetime) -> None:
        """Signatures from ``since`` on do not count; an earlier day may be declared later, never a later one."""
        if self.confirmed is None:
            raise Conflict(N_("This key never signed anything. Take the connection back instead."))
        if since > now:
            raise Invalid({"since": N_("Name a day that has come.")})
        if self.compromised_from is not None and since >= self.compromised_from:
            raise Conflict(N_("An earlier day, or the same, was declared already."))
        if self.state == "ended":
            self.why, self.ended_by = "compromised", by
        else:
            self.end("compromised", by, now)
        self.compromised_from = since


def checked_domain(text: str, own_host: str) -> str:
    """In small letters. Raises Invalid for what is no plain name of the public web, and for the platform's own."""
    domain = text.strip().lower().removesuffix(".")
    if len(domain) > _MOST_SIGNS or not _DOMAIN.fullmatch(domain):
        raise Invalid({"domain": BAD_DOMAIN})
    if domain == own_host or domain.endswith((".local", ".localhost", ".internal")):
        raise Invalid({"domain": N_("This is not a domain of the school’s own.")})
    return domain
