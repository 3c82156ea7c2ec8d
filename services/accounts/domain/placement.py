"""One placement of a person under age, about which their guardian is asked, and the answer."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shared.errors import Conflict, Invalid
from shared.messages import N_

ANSWER_LIFE = timedelta(days=14)
TELL_ADMINS_AFTER = timedelta(days=8)
OPEN = ("asked", "consented")
PLACES = {"onsite": N_("On site"), "remote": N_("Remote"), "mixed": N_("On site and remote")}
RISKS = {"low": N_("Low risk"), "medium": N_("Medium risk"), "high": N_("High risk")}
FIRST = N_("Consent to the first question before you answer for a placement.")


@dataclass
class Placement:
    """``id`` is that of the question in projects, ``terms`` what the guardian reads: title, language, place, weeks,
    hours_per_week, paid, pay, risk.

    ``state``: asked, consented, refused, withdrawn, lapsed (no answer in time), of_age (came of age before the answer),
    ended (the person has left it, or it is over). ``seen_by``: the teacher who saw the answer on paper.
    """

    id: str
    person: str
    company: str
    mentor: str | None
    asked: datetime
    terms: dict[str, Any] = field(default_factory=dict)
    state: str = "asked"
    answered: datetime | None = None
    seen_by: str | None = None
    version: int = 0

    @property
    def open(self) -> bool:
        """Whether there is something to answer, or to withdraw."""
        return self.state in OPEN

    @property
    def due(self) -> datetime:
        return self.asked + ANSWER_LIFE

    def answer(self, decision: str, now: datetime, seen_by: str | None = None) -> None:
        """Raises Conflict when it waits for no answer, Invalid for one that it does not wait for."""
        if not self.open:
            raise Conflict(N_("Nobody waits for an answer about this placement any more."))
        if decision not in (("withdrawn",) if self.state == "consented" else ("consented", "refused")):
            raise Invalid({"decision": N_("Choose one of the answers.")})
        self.state, self.answered, self.seen_by = decision, now, seen_by

    def allow_nothing(self, now: datetime) -> None:
        """The guardian takes back what they allowed at all."""
        self.answer("withdrawn" if self.state == "consented" else "refused", now)

    def close(self, state: str) -> None:
        self.state = state
