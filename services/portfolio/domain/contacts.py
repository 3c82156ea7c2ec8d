"""A company asks a student for contact; they answer without being known before. A refusal looks like silence."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from shared.errors import Conflict, Invalid
from shared.messages import N_

State = Literal["asked", "accepted", "refused", "lapsed", "withdrawn", "ended"]
STATES: tuple[str, ...] = get_args(State)
PURPOSES: dict[str, str] = {
    "job": N_("A job"),
    "placement": N_("A placement"),
    "project": N_("A project"),
    "talk": N_("A talk about the trade"),
}
TOUCH = "touch"
"""Asked of somebody who has worked for the company: no search, and no published portfolio is needed."""
WORDS = PURPOSES | {TOUCH: N_("To stay in touch")}
NOT_AGAIN = timedelta(days=90)


@dataclass
class Contact:
    """``by`` asks for ``organisation``. ``means``: how the student wants to be reached, while the contact stands.

    ``day``: of asking; an organisation asks the same person once a day at most, whoever is faster.
    """

    id: str
    person: str
    organisation: str
    by: str
    purpose: str
    text: str
    day: str
    created: datetime
    due: datetime
    state: State = "asked"
    means: str = ""
    answered: datetime | None = None
    version: int = 0

    def as_told(self, now: datetime) -> str:
        """What the company learns. A refusal is told when silence would be, and as silence is: "closed"."""
        if self.state in ("asked", "refused", "lapsed"):
            return "asked" if now < self.due else "closed"
        return self.state

    def answer(self, accepted: bool, means: str, now: datetime) -> None:
        if self.state != "asked" or now >= self.due:
            raise Conflict(N_("This request is answered already, or its time is over."))
        if accepted and not means:
            raise Invalid(
                {"means": N_("Say how the company reaches you: a mail address, a number, an account.")}
            )
        self.state, self.answered = ("accepted" if accepted else "refused"), now
        self.means = means if accepted else ""

    def lapse(self) -> None:
        self.state = "lapsed"

    def withdraw(self, now: datetime) -> None:
        """By the company. What was refused in secret too: else trying to would tell."""
        if self.as_told(now) not in ("asked", "accepted"):
            raise Conflict(N_("This request is over already."))
        self.state, self.means = "withdrawn", ""

    def end(self) -> None:
        """By the student, who had accepted."""
        if self.state != "accepted":
            raise Conflict(N_("Only a contact that you accepted can be ended."))
        self.state, self.means = "ended", ""


def check_again(last: Contact | None, now: datetime) -> None:
    """Raises Conflict where the same organisation asked the same person not long ago, whatever came of it."""
    if last is not None and now < last.created + NOT_AGAIN:
        raise Conflict(N_("Your company has asked this person already. It can ask again after 90 days."))


def day_of(now: datetime) -> str:
    return date(now.year, now.month, now.day).isoformat()
