"""Companies, schools and the operator, and who belongs to them in which role."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shared.errors import Conflict, Forbidden, Invalid
from shared.messages import N_

ROLES_OF = {
    "company": ("company_admin", "mentor", "recruiter"),
    "school": ("school_admin", "registrar", "teacher", "student"),
    "operator": ("operator",),
}
ADMIN_OF = {"company": "company_admin", "school": "school_admin", "operator": "operator"}
KINDS = tuple(ROLES_OF)
INVITATION_LIFE = timedelta(days=14)
CODE_LIFE = timedelta(days=60)
MOST_SEATS = 500


@dataclass
class Organisation:
    """``checks``: [{check, result, by, at}], each shown by itself, never added up to one number."""

    id: str
    name: str
    kind: str
    region: str
    time_zone: str
    created: datetime
    code: str = ""
    trades: list[str] = field(default_factory=list)
    staff: int | None = None
    checks: list[dict[str, Any]] = field(default_factory=list)
    demo: bool = False
    suspended: bool = False
    version: int = 0

    def record_check(self, check: str, result: str, by: str | None, at: datetime) -> None:
        """A later look at the same thing replaces the earlier one; the audit trail keeps both."""
        self.checks = [old for old in self.checks if old["check"] != check]
        self.checks.append({"check": check, "result": result, "by": by, "at": at})

    @property
    def passed(self) -> list[str]:
        return sorted(check["check"] for check in self.checks if check["result"] == "passed")


@dataclass
class Membership:
    """``state``: active, pending (joined by code, waits for a teacher) or ended."""

    id: str
    person: str
    organisation: str
    state: str
    since: datetime
    roles: list[str] = field(default_factory=list)
    programme: str = ""
    version: int = 0

    def confirm(self) -> None:
        if self.state != "pending":
            raise Conflict(N_("This membership is confirmed already, or it has ended."))
        self.state = "active"

    def end(self) -> None:
        if self.state == "ended":
            raise Conflict(N_("This membership has ended already."))
        self.state = "ended"


@dataclass
class Invitation:
    """An invitation (one seat, by link) or a join code (many seats, pending). ``secret`` is a digest."""

    id: str
    secret: str
    organisation: str
    kind: str
    by: str
    created: datetime
    expires: datetime
    seats: int
    roles: list[str] = field(default_factory=list)
    programme: str = ""
    mail: str = ""
    used: int = 0
    withdrawn: bool = False
    version: int = 0

    def take_seat(self, now: datetime) -> None:
        """One answer for unknown, used up and late: nobody learns which codes exist."""
        if self.withdrawn or self.used >= self.seats or now >= self.expires:
            raise Invalid({"code": N_("This code is not valid, or no longer. Ask who gave it to you.")})
        self.used += 1


def check_roles(kind: str, roles: list[str]) -> None:
    """Raises Invalid unless the organisation's kind knows each of the roles."""
    if not roles or not set(roles) <= set(ROLES_OF[kind]):
        raise Invalid({"roles": N_("Choose roles that this kind of organisation has.")})


def may_change_roles(by: str, membership: Membership) -> None:
    if by == membership.person:
        raise Forbidden(N_("Nobody changes their own roles. Ask another administrator."))


def keep_an_admin(kind: str, others: list[Membership]) -> None:
    """Raises Conflict when none of the ``others`` could administer the organisation."""
    if not any(ADMIN_OF[kind] in other.roles and other.state == "active" for other in others):
        raise Conflict(N_("This is the last administrator. Name another one first."))
