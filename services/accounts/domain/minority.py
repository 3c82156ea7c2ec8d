"""A person under age, and the guardian who consents or not.

Of the birth date only the moments are kept from which the person acts alone. The guardian's contact comes from the
school, never from the student; what answers is a link and a code, which the school hands out apart from each other.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.errors import Conflict, Invalid
from shared.messages import N_

LINK_LIFE = timedelta(days=14)
REMIND_AFTER = timedelta(days=4)
ANSWERS = ("consented", "refused", "withdrawn")
BAD_CODE = N_("This is not the code that the school handed out.")


@dataclass
class Minority:
    """``id`` is the person. ``secret`` and ``code`` are digests. ``state``: unasked, asked, or the answer.

    ``seen_by`` is the teacher who saw the guardian's answer on paper.
    """

    id: str
    school: str
    acts_alone: dict[str, datetime] = field(default_factory=dict)
    state: str = "unasked"
    guardian: str = ""
    mail: str = ""
    secret: str | None = None
    code: str | None = None
    expires: datetime | None = None
    answered: datetime | None = None
    seen_by: str | None = None
    question: str = ""
    version: int = 0

    def limits(self, now: datetime) -> dict[str, datetime]:
        """What the person may not do alone now, and until when."""
        if self.state == "consented":
            return {}
        return {purpose: until for purpose, until in self.acts_alone.items() if now < until}

    def under_age(self, now: datetime) -> bool:
        return any(now < until for until in self.acts_alone.values())

    @property
    def of_age(self) -> datetime:
        return max(self.acts_alone.values())

    def ask(
        self, guardian: str, mail: str, secret: str, code: str, now: datetime, *, placement: bool = False
    ) -> None:
        """A new link and code; the old ones open nothing any more. Who has consented is asked anew while a
        ``placement`` waits for their answer, and what they consented to stands."""
        if not self.under_age(now):
            raise Conflict(N_("This person has come of age and decides alone."))
        if self.state == "consented" and not placement:
            raise Conflict(N_("The guardian has consented already."))
        self.guardian, self.mail, self.secret, self.code = guardian, mail, secret, code
        self.expires, self.question = now + LINK_LIFE, ""
        self.state = "consented" if self.state == "consented" else "asked"

    def opened_by(self, now: datetime) -> bool:
        """Whether the link still opens: for 14 days to answer, and after a consent to withdraw it."""
        waits = self.state == "asked" and self.expires is not None and now < self.expires
        return self.under_age(now) and (waits or self.state == "consented")

    def answer(self, decision: str, code: str, now: datetime) -> None:
        """By link and code. Raises Invalid for a wrong code or an answer that was not asked for."""
        self.check(code)
        if decision not in (("withdrawn",) if self.state == "consented" else ("consented", "refused")):
            raise Invalid({"decision": N_("Choose one of the answers.")})
        self._answered(decision, now, None)

    def check(self, code: str) -> None:
        """Raises Invalid for a wrong code."""
        if code != self.code:
            raise Invalid({"code": BAD_CODE})

    def answer_on_paper(self, decision: str, teacher: str, now: datetime) -> None:
        """A teacher saw the guardian's signature."""
        if not self.under_age(now):
            raise Conflict(N_("This person has come of age and decides alone."))
        if decision == self.state:
            raise Conflict(N_("This is what the guardian has answered already."))
        self._answered(decision, now, teacher)

    def forget_guardian(self) -> None:
        """The person is of age: whom the school would have asked is no longer anybody's business here."""
        self.guardian, self.mail, self.question = "", "", ""
        self.secret = self.code = None

    def _answered(self, decision: str, now: datetime, seen_by: str | None) -> None:
        self.state, self.answered, self.seen_by = decision, now, seen_by
        if decision != "consented":
            self.secret = self.code = None
