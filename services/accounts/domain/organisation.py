"""Companies, schools and the operator, and who belongs to them in which role."""

from collections.abc import Iterable
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
NEWCOMERS = "newcomers"
"""The kind of what waits for a teacher while students who joined by code are pending."""
BAD_CODE = N_("This code is not valid, or no longer. Ask who gave it to you.")


@dataclass
class Organisation:
    """``checks``: [{check, result, by, at}], each shown by itself, never added up to one number; one that a mailed link
    passed has its ``way`` ("link"), the ``domain`` and the ``host`` of the website that it was compared with.
    ``limits``: those that an operator has set for this one; the others are the usual ones (quota.py).
    ``merged_into``: the one that it leads to since it was found to be a duplicate. ``website``: an https address, ""
    where not given. Of who runs the platform alone, for the foot of every page: ``contact`` and ``legal`` as lines of
    text, ``logo`` the picture's SHA-256, each "" where not given."""

    id: str
    name: str
    kind: str
    region: str
    time_zone: str
    created: datetime
    code: str = ""
    website: str = ""
    trades: list[str] = field(default_factory=list)
    staff: int | None = None
    checks: list[dict[str, Any]] = field(default_factory=list)
    limits: dict[str, int] = field(default_factory=dict)
    demo: bool = False
    suspended: bool = False
    merged_into: str = ""
    contact: str = ""
    legal: str = ""
    logo: str = ""
    version: int = 0

    def describe(self, changes: dict[str, Any]) -> None:
        """Take over changed facts. What somebody saw was of the name, code and region of that time: changing one of
        them takes their checks back. A mail domain was compared with the website of that time."""
        before, website = (self.name, self.code, self.region), self.website
        for name, value in changes.items():
            setattr(self, name, value)
        if before != (self.name, self.code, self.region):
            self.checks = []
        if website != self.website:
            self.checks = [old for old in self.checks if old.get("way") != "link"]

    def record_check(self, check: str, result: str, by: str | None, at: datetime, **facts: str) -> None:
        """A later look at the same thing replaces the earlier one; the audit trail keeps both."""
        self.checks = [old for old in self.checks if old["check"] != check]
        self.checks.append({"check": check, "result": result, "by": by, "at": at, **facts})

    @property
    def passed(self) -> list[str]:
        """As other services are told: what a mailed link shows of itself is not what a person has looked at."""
        named = {"link": "mail_domain_link"}
        return sorted(
            named.get(one.get("way", ""), one["check"]) for one in self.checks if one["result"] == "passed"
        )

    @property
    def looked_at(self) -> bool:
        """Whether an operator has looked at anything of theirs."""
        return any(one["check"] in CHECKS_SEEN and one.get("way") != "link" for one in self.checks)


@dataclass
class Membership:
    """``state``: active, pending (joined by code, waits for a teacher) or ended. ``by``: whose invitation it was.
    ``number``: the student's, which never leaves accounts."""

    id: str
    person: str
    organisation: str
    state: str
    since: datetime
    roles: list[str] = field(default_factory=list)
    programme: str = ""
    by: str | None = None
    school_class: str = ""
    number: str = ""
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
    school_class: str = ""
    mail: str = ""
    used: int = 0
    withdrawn: bool = False
    version: int = 0

    def open(self, now: datetime) -> bool:
        return not self.withdrawn and self.used < self.seats and now < self.expires

    def withdraw(self) -> None:
        if self.withdrawn or self.used >= self.seats:
            raise Conflict(N_("This invitation was used up or withdrawn already."))
        self.withdrawn = True

    def take_seat(self, now: datetime) -> None:
        """One answer for unknown, used up and late: nobody learns which codes exist."""
        if not self.open(now):
            raise Invalid({"code": BAD_CODE})
        self.used += 1


ON_PAGES = ("contact", "legal", "logo")
"""Facts of who runs the platform."""
CHECKS_SEEN = ("document", "mail_domain", "site_visit")
CHECK_ACTS = {
    ("document", "passed"): N_("Registration document seen and in order"),
    ("document", "failed"): N_("Registration document seen and not in order"),
    ("mail_domain", "passed"): N_("Mail domain belongs to the organisation"),
    ("mail_domain", "failed"): N_("Mail domain does not belong to the organisation"),
    ("site_visit", "passed"): N_("Visited, and found as described"),
    ("site_visit", "failed"): N_("Visited, and not found as described"),
}


def may_move(organisation: Organisation, region: str, operator: bool) -> None:
    """People's data stay inside a region: once somebody else has looked at it, an operator alone moves it."""
    if (
        region != organisation.region
        and not operator
        and (organisation.kind != "company" or organisation.looked_at)
    ):
        raise Forbidden(N_("The operator of the platform alone changes the region now."))


def may_stand_on_pages(organisation: Organisation, facts: Iterable[str]) -> None:
    """The foot of every page says who runs the platform, and nobody else."""
    if organisation.kind != "operator" and not set(facts).isdisjoint(ON_PAGES):
        raise Forbidden(N_("This is for the organisation alone that runs the platform."))


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
