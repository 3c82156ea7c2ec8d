"""A person and the ways in: password, session, access token, mailed link."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.accounts.domain import mails
from shared.errors import Invalid
from shared.messages import N_

LINK_LIFE = timedelta(hours=24)
SESSION_LIFE = timedelta(days=14)
FRESH = timedelta(minutes=15)
PAUSE = timedelta(minutes=30)
TOKEN_LIFE = timedelta(days=365)
SCOPES = ("read", "write")
LEAST_PASSWORD = 10
MOST_PASSWORD = 256


@dataclass
class Person:
    """``mail`` belongs to the person only once ``mail_confirmed``: before, anybody may have typed it. ``new_mail``
    waits for its own link. ``reminders`` and ``news``: when mails of these kinds come (``mails.CHOICES``).
    ``bounced``: since when the address takes none; then only what is necessary is tried."""

    id: str
    name: str
    mail: str
    language: str
    zone: str
    created: datetime
    latin_name: str = ""
    theme: str = "auto"
    reminders: str = mails.AT_ONCE
    news: str = mails.AT_ONCE
    bounced: datetime | None = None
    mail_confirmed: bool = False
    password: str | None = None
    second_factor: bool = False
    new_mail: str = ""
    suspended: bool = False
    version: int = 0

    def confirm(self, password: str) -> None:
        self.mail_confirmed, self.password = True, password

    def chosen_mails(self) -> dict[str, str]:
        """What is chosen for each kind of mail that is not necessary."""
        return {kind: getattr(self, kind) for kind in mails.KINDS}

    def may_be_mailed(self) -> bool:
        """Whether mails that are not necessary go out at all."""
        return self.mail_confirmed and not self.suspended and self.bounced is None

    def choose_mails(self, choices: Mapping[str, str]) -> None:
        for kind in choices.keys() & set(mails.KINDS):
            setattr(self, kind, choices[kind])


@dataclass
class Session:
    """A browser that is signed in. ``secret`` is a digest; the id changes at each sign-in. ``proven``: by the second
    step too. ``before``: when the person was here before this visit, None on the first."""

    id: str
    person: str
    secret: str
    auth_time: datetime
    seen: datetime
    agent: str = ""
    proven: bool = False
    ended: bool = False
    before: datetime | None = None
    version: int = 0

    def alive(self, now: datetime) -> bool:
        return not self.ended and now < self.seen + SESSION_LIFE

    def come_back(self, now: datetime) -> None:
        """Used again; after a pause that is another visit."""
        if now > self.seen + PAUSE:
            self.before = self.seen
        self.seen = now

    def fresh(self, now: datetime) -> bool:
        """Whether the password was given a moment ago."""
        return now < self.auth_time + FRESH


@dataclass
class AccessToken:
    """A program's way in; the token itself is signed and shown once."""

    id: str
    person: str
    name: str
    created: datetime
    expires: datetime
    scopes: list[str] = field(default_factory=list)
    revoked: bool = False
    version: int = 0


@dataclass
class Link:
    """A mailed link, used once: ``purpose`` is confirm, reset or address, of which ``mail`` is the one that it proves;
    or task, which opens ``item`` for whoever reads the mail at ``mail``; or domain, by which whoever reads the mail at
    ``mail`` shows that its domain is that of the organisation ``item``, whose administrator ``person`` asked.
    That which ends mails of a kind ("leave.reminders") stays good; ``before`` is what was chosen when it did, for its
    undo. ``id`` is the digest of its secret."""

    id: str
    person: str
    purpose: str
    expires: datetime
    mail: str = ""
    item: str = ""
    before: dict[str, str] = field(default_factory=dict)
    used: bool = False
    version: int = 0

    def usable(self, purpose: str, now: datetime) -> bool:
        return not self.used and self.purpose == purpose and now < self.expires


def check_password(password: str, mail: str) -> None:
    """Length, not composition (NIST SP 800-63B, 5.1.1.2). Raises Invalid."""
    if len(password) < LEAST_PASSWORD:
        raise Invalid({"password": N_("Use at least 10 characters. A short sentence is easy to remember.")})
    if len(password) > MOST_PASSWORD:
        raise Invalid({"password": N_("Use at most 256 characters.")})
    if password.casefold() in (mail.casefold(), mail.split("@")[0].casefold()):
        raise Invalid({"password": N_("This is part of your mail address. Choose something else.")})
