"""A student's application for credit by a published rule: reserved results, a calculation, a decision."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from shared.errors import Conflict, Forbidden, Invalid
from shared.messages import N_

State = Literal["applied", "approved", "refused", "withdrawn"]


@dataclass
class Application:
    """``lines`` is the calculation as it stood when applied for; ``results`` the contributions that it reserves."""

    id: str
    person: str
    school: str
    rule: str
    rule_number: int
    rule_title: str
    credentials: list[str]
    results: list[str]
    lines: list[dict[str, Any]]
    total: str
    course: str
    created: datetime
    state: State = "applied"
    reason: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    due: datetime | None = None
    version: int = 0

    def decide(self, approved: bool, reason: str, by: str, now: datetime) -> None:
        self._expect_open()
        if by == self.person:
            raise Forbidden(N_("Nobody decides their own application."))
        if not approved and not reason.strip():
            raise Invalid({"reason": N_("Say why, so that the student knows what would change it.")})
        self.state, self.reason = ("approved" if approved else "refused"), reason or None
        self.decided_by, self.decided_at = by, now

    def withdraw(self, by: str, now: datetime) -> None:
        self._expect_open()
        self.state, self.decided_by, self.decided_at = "withdrawn", by, now

    def _expect_open(self) -> None:
        if self.state != "applied":
            raise Conflict(N_("This application is decided already."))
