"""The holder appeals against a suspension or a revocation; somebody else than who made it decides, by a due date."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from services.portfolio.domain.evidence import Status
from shared.errors import Conflict, Forbidden, Invalid
from shared.messages import N_

State = Literal["open", "upheld", "refused"]
STATES: tuple[str, ...] = get_args(State)
DECISIONS = ("upheld", "refused", "revoked")
"""``revoked``: refused, and a suspension becomes a revocation."""


@dataclass
class Appeal:
    """``change``: the credential's version that the appeal is against: each change is appealed against once."""

    id: str
    credential: str
    change: int
    against: Status
    changed_by: str | None
    person: str
    school: str
    text: str
    created: datetime
    due: datetime
    state: State = "open"
    reason: str = ""
    decided_by: str | None = None
    decided_at: datetime | None = None
    version: int = 0

    def decide(self, decision: str, reason: str, by: str, now: datetime) -> None:
        self.check_decider(by)
        if self.state != "open":
            raise Conflict(N_("This appeal is decided already."))
        if decision == "revoked" and self.against != "suspended":
            raise Conflict(N_("A revoked credential stays revoked; issue a new one instead."))
        if not reason:
            raise Invalid({"reason": N_("Say why, so that the holder understands.")})
        self.state, self.reason = ("upheld" if decision == "upheld" else "refused"), reason
        self.decided_by, self.decided_at = by, now

    def check_decider(self, by: str) -> None:
        if by == self.person:
            raise Forbidden(N_("Nobody decides their own appeal."))
        if by == self.changed_by:
            raise Forbidden(N_("Somebody else than who changed the status decides the appeal."))
