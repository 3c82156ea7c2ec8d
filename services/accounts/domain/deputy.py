"""A colleague with the same rights stands in for a person, from one day to another: nobody gets a right they lack."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.errors import Conflict, Invalid
from shared.messages import N_

LONGEST = timedelta(days=180)
NO_STAFF = N_("Students have no deputy: what waits for them is theirs alone.")


@dataclass
class Deputy:
    """``deputy`` stands in for ``person`` in the organisation. ``ended``: before its time."""

    id: str
    person: str
    deputy: str
    organisation: str
    begins: datetime
    ends: datetime
    made: datetime
    ended: datetime | None = None
    version: int = 0

    def state(self, now: datetime) -> str:
        """coming, running or over."""
        if self.ended is not None or now > self.ends:
            return "over"
        return "coming" if now < self.begins else "running"

    def end(self, now: datetime) -> None:
        if self.state(now) == "over":
            raise Conflict(N_("This is over already."))
        self.ended = now


def check_dates(begins: datetime, ends: datetime, now: datetime) -> None:
    """Raises Invalid unless the last day is not over, comes after the first, and within 180 days of it."""
    if ends < begins:
        raise Invalid({"ends": N_("The last day comes after the first.")})
    if ends < now:
        raise Invalid({"ends": N_("Choose days that are not over.")})
    if ends - begins > LONGEST:
        raise Invalid({"ends": N_("At most 180 days. Change the roles of people who are away for longer.")})


def check_rights(mine: Collection[str], theirs: Collection[str]) -> None:
    """Raises Invalid unless the colleague has every role of the person."""
    if set(mine) <= {"student"}:
        raise Invalid({"deputy": NO_STAFF})
    if not set(mine) <= set(theirs):
        raise Invalid({"deputy": N_("Choose a colleague who has all of your roles.")})
