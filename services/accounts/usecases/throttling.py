"""Limits of frequency, kept in the database that all workers share: per account and range, per range, for all.

A range is a /24 or /64, behind which a whole school may sit. An account is counted together with the range, so that
no stranger locks anybody out.
"""

from datetime import datetime, timedelta

from services.accounts.store import audit
from shared.ids import digest

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 20
PER_CODE = 10
PER_MAIL = 5
DAY = timedelta(days=1)
INVITED_BY_ONE, INVITED_TO_ONE = 100, 3
RECIPIENTS = 20
DOMAINS = 10
PER_RANGE = {
    "sign-in": 1000,
    "sign-up": 120,
    "join": 1000,
    "slip": 1000,
    "link": 1000,
    "reset": 120,
    "address": 120,
    "domain": 120,
    "leave": 1000,
    "task": 1000,
}
EVERYBODY = 20_000


def entrance(act: str, mail: str, address: str, now: datetime) -> None:
    """One try of ``act``; ``mail`` may be empty. Raises TooMany, alike for known and unknown addresses."""
    if mail:
        audit.throttle(f"{act}:{digest(mail)}:{address}", PER_ACCOUNT, WINDOW, now)
    audit.throttle(f"{act}:{address}", PER_RANGE[act], WINDOW, now)
    audit.throttle(act, EVERYBODY, WINDOW, now)


def proof(person: str, now: datetime) -> None:
    """One try to prove with the password who one is, by somebody who is in already or holds a mailed link."""
    audit.throttle(f"proof:{person}", PER_ACCOUNT, WINDOW, now)


def code(person: str, now: datetime) -> None:
    """One try of a six-digit code, by somebody who gave the password: of a million, three are right at a time."""
    audit.throttle(f"code:{person}", PER_CODE, WINDOW, now)


def invitation(organisation: str, mail: str, now: datetime) -> None:
    """One mail to somebody who asked for none: per organisation that invites, and per mailbox, whoever invites."""
    audit.throttle(f"invite:{organisation}", INVITED_BY_ONE, DAY, now)
    mailbox(mail, now)


def mailbox(mail: str, now: datetime) -> None:
    """One invitation more to an address that others typed."""
    audit.throttle(f"invited:{digest(mail.lower())}", INVITED_TO_ONE, DAY, now)


def recipient(person: str, now: datetime) -> None:
    """One address for which a share is: whoever has it gets a mail, and nobody goes through a list of them."""
    audit.throttle(f"recipient:{person}", RECIPIENTS, DAY, now)


def mail_domain(organisation: str, mail: str, now: datetime) -> None:
    """One link to show a mail domain, to somebody who asked for none: per organisation, and per mailbox."""
    audit.throttle(f"domain:{organisation}", DOMAINS, DAY, now)
    mailbox(mail, now)


def mail_again(person: str, now: datetime) -> None:
    """One mail more to an address that anybody may have typed."""
    audit.throttle(f"again:{person}", PER_MAIL, WINDOW, now)
