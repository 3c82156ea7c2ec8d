"""A reviewer's acceptance that waits for their signature, and a dispute that waits for a decision."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from services.projects.domain.milestone import Verdict
from services.projects.domain.statement import Rating
from services.projects.domain.team import Reviewer
from shared.errors import Conflict, Invalid
from shared.messages import N_


@dataclass(frozen=True)
class Rated:
    """The ratings of one member's contribution."""

    contribution: str
    ratings: list[Rating]


@dataclass(kw_only=True)
class Review:
    """What was decided and is to be signed: ``records`` [{contribution, person, hash, record}] as they were then.

    ``round``: the delivery it is about; a later one makes it void. It is signed within ``expires`` or not at all.
    """

    id: str
    version: int = 0
    request: str
    team: str
    milestone: str
    round: int
    reviewer: Reviewer
    verdicts: list[Verdict] = field(default_factory=list)
    ratings: list[Rated] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    at: datetime
    expires: datetime
    state: Literal["asked", "signed", "declined", "void"] = "asked"


@dataclass(kw_only=True)
class Dispute:
    """``by`` says that a member's statement is not right. What is disputed stands until it is decided."""

    id: str
    version: int = 0
    team: str
    contribution: str
    by: str
    opened_at: datetime
    due: datetime | None = None
    state: Literal["open", "decided", "withdrawn"] = "open"
    decision: Literal["stands", "returned"] | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason: str = ""

    def decide(self, decision: Literal["stands", "returned"], by: str, reason: str, now: datetime) -> None:
        """``stands``: the statement is right as it is; ``returned``: its author writes it anew."""
        if self.state != "open":
            raise Conflict(N_("The dispute has already been decided."))
        if not reason.strip():
            raise Invalid({"reason": N_("Give the reason; both sides read it.")})
        self.state, self.decision, self.decided_by = "decided", decision, by
        self.decided_at, self.reason = now, reason.strip()

    def withdraw(self, now: datetime) -> None:
        if self.state == "open":
            self.state, self.decided_at = "withdrawn", now
