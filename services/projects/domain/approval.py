"""A school's approval of a brief for its own students. Only then do they see the brief."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.errors import Conflict, Invalid
from shared.messages import N_

State = Literal["asked", "for_credit", "without_credit", "refused"]

STATES: dict[str, str] = {
    "asked": N_("Approval asked for"),
    "for_credit": N_("Approved for credit"),
    "without_credit": N_("Approved without credit"),
    "refused": N_("Refused by the school"),
}

MOVES: dict[str, tuple[str, ...]] = {
    "asked": ("for_credit", "without_credit", "refused"),
    "for_credit": ("asked",),
    "without_credit": ("asked",),
    "refused": (),
}
"""An approval is for one published version: a new version asks again."""


@dataclass(kw_only=True)
class Approval:
    """One per brief and school. ``brief_version`` is the published version that was decided on."""

    id: str
    version: int = 0
    brief: str
    school: str
    brief_version: int
    state: State = "asked"
    state_since: datetime
    due: datetime | None = None
    decided_by: str | None = None
    reason: str = ""

    @property
    def visible(self) -> bool:
        """Whether the school's students see the brief."""
        return self.state in ("for_credit", "without_credit")

    def approve(self, by: str, credit: bool, now: datetime) -> None:
        self._decide("for_credit" if credit else "without_credit", by, "", now)

    def refuse(self, by: str, reason: str, now: datetime) -> None:
        if not reason.strip():
            raise Invalid({"reason": N_("Give the reason; the company reads it.")})
        self._decide("refused", by, reason.strip(), now)

    def ask_again(self, brief_version: int, now: datetime, due: datetime | None = None) -> None:
        """The brief has a new version; the school's students see it after the school agreed to that one."""
        if not self.visible:
            raise Conflict(N_("Only an approval that was given can be asked for again."))
        self.brief_version, self.due, self.decided_by = brief_version, due, None
        self.state, self.state_since = "asked", now

    def _decide(self, to: State, by: str, reason: str, now: datetime) -> None:
        if self.state != "asked":
            raise Conflict(N_("The school has already decided on this brief."))
        self.state, self.state_since = to, now
        self.decided_by, self.reason, self.due = by, reason, None
