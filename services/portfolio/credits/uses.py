"""A result earns credit once: reserved when applied for, consumed on approval, released on refusal."""

from dataclasses import dataclass
from typing import Literal

from shared.errors import Conflict
from shared.messages import N_

State = Literal["free", "reserved", "consumed"]

STATES: dict[str, str] = {
    "free": N_("Free"),
    "reserved": N_("Reserved for credit"),
    "consumed": N_("Used for credit"),
}
MOVES: dict[str, tuple[str, ...]] = {
    "free": ("reserved",),
    "reserved": ("consumed", "free"),
    "consumed": (),
}


@dataclass(kw_only=True)
class Use:
    """``id`` is the one-use key: the id of the contribution."""

    id: str
    version: int = 0
    person: str
    state: State = "free"
    application: str | None = None

    def reserve(self, application: str) -> None:
        if self.state != "free":
            raise Conflict(N_("This result is already used in an application for credit."))
        self.state, self.application = "reserved", application

    def consume(self, application: str) -> None:
        self._expect(application)
        self.state = "consumed"

    def release(self, application: str) -> None:
        self._expect(application)
        self.state, self.application = "free", None

    def _expect(self, application: str) -> None:
        if self.state != "reserved" or self.application != application:
            raise Conflict(N_("This result is not reserved for the application."))
