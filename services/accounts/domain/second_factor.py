"""The second step of signing in: codes of an authenticator, recovery codes, and whose roles wait for it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.errors import Conflict, Invalid
from shared.messages import N_

GUARDED = frozenset({"operator", "school_admin", "registrar"})
"""Roles that count only once their holder has a second step."""
OFFER_LIFE = timedelta(minutes=15)
RECOVERY_CODES = 10
WRONG_CODE = N_("This code is not right, or was used already. Wait for the next one and type it in.")


@dataclass
class SecondFactor:
    """``id`` is the person's. ``sealed`` is in force, ``offered`` shown in one session and not yet proven; both are
    sealed secrets.

    ``step``: the last time step whose code was used (RFC 6238, 5.2: a code is good once). ``recovery``: digests.
    """

    id: str
    offered: dict[str, str] = field(default_factory=dict)
    offered_at: datetime | None = None
    offered_in: str = ""
    sealed: dict[str, str] = field(default_factory=dict)
    since: datetime | None = None
    step: int = 0
    recovery: list[str] = field(default_factory=list)
    version: int = 0

    def offer(self, sealed: dict[str, str], session: str, now: datetime) -> None:
        self.offered, self.offered_in, self.offered_at = sealed, session, now

    def open_offer(self, session: str, now: datetime) -> dict[str, str]:
        """For the session that it was made in alone: another browser of the same person begins its own."""
        late = self.offered_at is None or now >= self.offered_at + OFFER_LIFE
        if not self.offered or late or session != self.offered_in:
            raise Conflict(N_("This took longer than 15 minutes. Begin once more."))
        return self.offered

    def put_in_force(self, step: int, recovery: list[str], now: datetime) -> None:
        self.sealed, self.since, self.step, self.recovery = self.offered, now, step, recovery
        self.offered, self.offered_in, self.offered_at = {}, "", None

    def use_step(self, step: int | None) -> None:
        """``step``: that of the code given, None when it is no code of now. Raises Invalid; a code is good once."""
        if step is None or step <= self.step:
            raise Invalid({"code": WRONG_CODE})
        self.step = step

    def use_recovery(self, digest: str) -> bool:
        """Whether it is one of the codes that are left; it is used up then."""
        if digest not in self.recovery:
            return False
        self.recovery = [one for one in self.recovery if one != digest]
        return True


def counted(roles: Iterable[str], second_factor: bool) -> list[str]:
    """The roles that count now: those that need a second step wait for it."""
    return [role for role in roles if second_factor or role not in GUARDED]


def missing_step(roles: Iterable[str], second_factor: bool, proven: bool, confirmed: bool) -> str:
    """What a session still lacks: "code", "set-up", or nothing. Who has not confirmed the address does that first."""
    if second_factor:
        return "" if proven else "code"
    return "set-up" if confirmed and GUARDED & set(roles) else ""
