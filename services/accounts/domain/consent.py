"""What a person agreed to: each time one row, which nobody changes afterwards. Only a consent can be taken back."""

from dataclasses import dataclass, field
from datetime import date, datetime

from shared.errors import Conflict
from shared.messages import N_

FIRST_EDITION = date(2026, 11, 1)
"""Of the terms and the notice, as they came with this product."""


@dataclass(frozen=True)
class Purpose:
    """``basis``: a key of shared.register.BASES."""

    words: str
    basis: str


PURPOSES: dict[str, Purpose] = {
    "terms": Purpose(N_("Terms of use"), "contract"),
    "notice": Purpose(N_("Privacy notice, read"), "duty"),
    "share": Purpose(N_("Credentials shown by a link"), "consent"),
    "publication": Purpose(N_("Being found by employers"), "consent"),
    "contact": Purpose(N_("Being contacted by a company"), "consent"),
    "candidate": Purpose(N_("Being shown to a company as a candidate"), "consent"),
    "groups": Purpose(N_("Groups that you stated for a round's fairness report"), "consent"),
}
SHOWN: dict[str, str] = {
    "organisation": N_("Credentials shown to the staff of an organisation"),
    "person": N_("Credentials shown to one person"),
}
"""A share by its kind, where it is not a link's."""
DOCUMENTS = ("terms", "notice")


@dataclass(frozen=True)
class Consent:
    """``about``: the share's, the contact's or the person's id, or what the service calls it. ``kind``: of a share.
    ``edition``: of the notice in force, YYYY-MM-DD. ``language``: in which the person read it."""

    id: str
    person: str
    purpose: str
    about: str
    given: bool
    at: datetime
    edition: str
    language: str
    until: datetime | None = None
    audience: str = ""
    fields: list[str] = field(default_factory=list)
    kind: str = "link"
    version: int = 0

    @property
    def words(self) -> str:
        """A sentence's key: what it was given for."""
        shared = SHOWN.get(self.kind) if self.purpose == "share" else None
        return shared or PURPOSES[self.purpose].words

    def stands(self, now: datetime) -> bool:
        return self.given and (self.until is None or now < self.until)

    @property
    def withdrawable(self) -> bool:
        return PURPOSES[self.purpose].basis == "consent"

    def check_withdrawable(self, now: datetime) -> None:
        """Raises Conflict for what rests on something else, or is over."""
        if not self.withdrawable:
            raise Conflict(N_("This does not rest on your consent. To end it, erase your account."))
        if not self.stands(now):
            raise Conflict(N_("This is over already."))


def edition_in_force(chosen: date, today: date) -> str:
    """``chosen``: the operator's day of a newer edition, which counts from that day on."""
    return max(FIRST_EDITION, chosen if chosen <= today else FIRST_EDITION).isoformat()
