"""What a reviewer is asked to sign, the key they sign with, and what waits for people."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.errors import Conflict, Forbidden
from shared.messages import N_

EMPTY: Mapping[str, Collection[str]] = {}


@dataclass
class SigningRequest:
    """Asked by projects. ``records``: [{contribution, person, hash, record}]; the state is asked, signed, declined
    or expired."""

    id: str
    review: str
    team: str
    reviewer: str
    organisation: str
    role: str
    brief_title: str
    milestone_title: str
    expires: datetime
    records: list[dict[str, Any]] = field(default_factory=list)
    state: str = "asked"
    version: int = 0

    def check_open(self, by: str, now: datetime) -> None:
        if by != self.reviewer:
            raise Forbidden(N_("Only the reviewer who was asked can sign this."))
        if any(row["person"] == by for row in self.records):
            raise Forbidden(N_("Nobody signs their own contribution."))
        if self.state in ("signed", "declined"):
            raise Conflict(N_("This was signed or declined already."))
        if self.state == "expired" or now >= self.expires:
            raise Conflict(N_("The request to sign has expired. Open the review again and accept once more."))


@dataclass
class ReviewerKey:
    """A reviewer's endorsement key: kept by the platform, sealed; the verification page says so."""

    id: str
    person: str
    public_key: str
    valid_from: datetime
    sealed: dict[str, str] = field(default_factory=dict)
    valid_until: datetime | None = None
    compromised_at: datetime | None = None
    version: int = 0

    def declare_compromised(self, since: datetime, now: datetime) -> None:
        """Raises Conflict for a day after one that was declared before: that is not taken back."""
        if self.compromised_at is not None and self.compromised_at < since:
            raise Conflict("it was declared compromised for an earlier day already")
        self.compromised_at, self.valid_until = since, self.valid_until or now


@dataclass
class Item:
    """Something that waits for a person or a role. ``taken_by``: who of the role has said that they do it.

    ``awaited_by`` and the staff of ``awaited_in`` wait for it; they follow it on the page ``followed_at``.
    """

    id: str
    service: str
    kind: str
    message: str
    default: str
    url: str
    opened: datetime
    subject: str = ""
    person: str | None = None
    organisation: str | None = None
    role: str | None = None
    due: datetime | None = None
    moved_from: datetime | None = None
    remind: datetime | None = None
    reminded: datetime | None = None
    params: dict[str, Any] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    awaited_by: list[str] = field(default_factory=list)
    awaited_in: str | None = None
    followed_at: str = ""
    taken_by: str | None = None
    state: str = "open"
    closed_by: str | None = None
    closed: datetime | None = None
    version: int = 0

    def late(self, now: datetime) -> bool:
        return self.state == "open" and self.due is not None and self.due < now

    def take(self, by: str, instead_of: Mapping[str, Collection[str]] = EMPTY) -> None:
        """``instead_of``: for whom they stand in, and in which organisations; what is the operators' has none."""
        if self.state != "open" or self.person is not None:
            raise Conflict(N_("This is done already, or it waits for one person alone."))
        if self.taken_by not in (None, by) and not self.stood_in(instead_of):
            raise Conflict(N_("Somebody else has taken this."))
        self.taken_by = by

    def stood_in(self, instead_of: Mapping[str, Collection[str]]) -> bool:
        """Whether it was taken by somebody for whom they stand in there."""
        places = instead_of.get(self.taken_by or "", ())
        return bool(places) and (self.organisation is None or self.organisation in places)

    def give_back(self, by: str) -> None:
        if self.taken_by != by:
            raise Conflict(N_("You have not taken this."))
        self.taken_by = None
