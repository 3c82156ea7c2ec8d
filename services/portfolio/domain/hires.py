"""A company took somebody on: said by the person, never by the company alone; the company may confirm it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from shared.errors import Conflict, Invalid
from shared.messages import N_

State = Literal["stated", "confirmed"]
STATES: tuple[str, ...] = get_args(State)
KINDS: dict[str, str] = {
    "job": N_("A job"),
    "placement": N_("A placement"),
    "freelance": N_("Work by contract"),
}


@dataclass
class Hire:
    """``begins``: an ISO day. ``due``: until when the company may confirm; what it did not stays the person's word."""

    id: str
    person: str
    organisation: str
    kind: str
    begins: str
    created: datetime
    due: datetime
    state: State = "stated"
    confirmed_by: str | None = None
    version: int = 0

    def confirm(self, by: str, now: datetime) -> None:
        if by == self.person:
            raise Conflict(N_("Somebody else of the company has to confirm it."))
        if self.state == "confirmed":
            raise Conflict(N_("This is confirmed already."))
        if now >= self.due:
            raise Conflict(N_("The time to confirm this is over."))
        self.state, self.confirmed_by = "confirmed", by


def check_day(begins: date, today: date) -> None:
    """Raises Invalid for a day that cannot be meant."""
    if not date(2000, 1, 1) <= begins <= date(today.year + 1, today.month, 1):
        raise Invalid({"begins": N_("Choose a day since 2000, at most a year ahead.")})
