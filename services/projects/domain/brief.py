"""The brief: what a company asks for, from the first draft to the archive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from services.projects.domain.terms import Terms, checked
from shared.errors import Conflict, Invalid
from shared.messages import N_

State = Literal[
    "draft", "submitted", "changes_requested", "refused", "published", "closed", "archived", "cancelled"
]

STATES: dict[str, str] = {
    "draft": N_("Draft"),
    "submitted": N_("Submitted"),
    "changes_requested": N_("Changes requested"),
    "refused": N_("Refused"),
    "published": N_("Published"),
    "closed": N_("Closed"),
    "archived": N_("Archived"),
    "cancelled": N_("Cancelled"),
}

EMPTY_ROUNDS = 2
"""So many rounds of bidding without a single bid, and the company is asked what becomes of the brief."""

MOVES: dict[str, tuple[str, ...]] = {
    "draft": ("submitted", "cancelled"),
    "submitted": ("changes_requested", "refused", "published", "cancelled"),
    "changes_requested": ("submitted", "cancelled"),
    "refused": (),
    "published": ("closed", "cancelled"),
    "closed": ("published", "archived", "cancelled"),
    "archived": (),
    "cancelled": (),
}


class Lack(Protocol):
    """What the quality gate says is missing or forbidden, see services/projects/quality.py."""

    @property
    def field(self) -> str: ...
    @property
    def message(self) -> str: ...


@dataclass(kw_only=True)
class Brief(Terms):
    """``reviewer`` is the school that reviews the quality; None means the platform's operator."""

    id: str
    version: int = 0
    organisation: str
    region: str
    created_by: str
    created_at: datetime

    state: State = "draft"
    state_since: datetime | None = None
    edited_at: datetime | None = None
    updated_at: datetime | None = None
    due: datetime | None = None
    submitted_by: str | None = None
    reviewer: str | None = None
    reviewed_by: str | None = None
    reason: str = ""
    ended_by: str | None = None
    taken_down: bool = False
    published_version: int = 0
    published_at: datetime | None = None
    bidding_until: datetime | None = None
    empty_rounds: int = 0

    def edit(self, changes: Mapping[str, Any], now: datetime) -> None:
        """Replace the named fields of a draft, or of a brief that was sent back. Raises Conflict, Invalid."""
        if self.state not in ("draft", "changes_requested"):
            raise Conflict(N_("The brief can be edited while it is a draft or changes are asked for."))
        self._replace(changes, now)

    def revise(self, changes: Mapping[str, Any], missing: Sequence[Lack], now: datetime) -> None:
        """Change a published brief: a new version, which everybody who agreed to the old one is asked about.

        ``missing`` is the quality gate's answer about the brief *after* the change.
        """
        if self.state != "published":
            raise Conflict(N_("Only a published brief gets a new version."))
        _refuse_while(missing)
        self._replace(changes, now)
        self.published_version += 1

    def offer(self, schools: Sequence[str], otherwise: Sequence[str]) -> None:
        """Choose the schools: the first that the company names reviews the brief. Where it names none, the
        platform's operator does, and the brief is offered to those of ``otherwise``."""
        if schools:
            self.offered_to, self.reviewer = list(schools), schools[0]
        elif not self.offered_to:
            self.offered_to, self.reviewer = list(otherwise), None

    def submit(self, by: str, now: datetime, missing: Sequence[Lack], due: datetime | None = None) -> None:
        """Hand in for review by ``reviewer``, until ``due``."""
        self._expect("submitted", N_("Only a draft, or a brief with changes asked for, can be submitted."))
        _refuse_while(missing)
        self._enter("submitted", now)
        self.submitted_by, self.due, self.reason, self.reviewed_by = by, due, "", None

    def ask_changes(self, by: str, reason: str, now: datetime) -> None:
        self._decide("changes_requested", by, _reason(reason), now)

    def refuse(self, by: str, reason: str, now: datetime) -> None:
        self._decide("refused", by, _reason(reason), now)

    def publish(self, by: str, now: datetime, bidding_until: datetime | None = None) -> None:
        self._decide("published", by, "", now)
        self.published_version += 1
        self.published_at, self.bidding_until = now, bidding_until

    def close(self, now: datetime) -> None:
        """Bidding is over, or the seats are taken."""
        self._expect("closed", N_("Only a published brief can be closed."))
        self._enter("closed", now)

    def reopen(self, now: datetime, bidding_until: datetime | None = None) -> None:
        """A proposal expired: bidding opens again."""
        if self.state != "closed":
            raise Conflict(N_("Only a closed brief can be opened again."))
        self.bidding_until = bidding_until
        self._enter("published", now)

    def without_team(self, bids: int) -> bool:
        """A round of bidding gave no team; whether the bidding may open again by itself. Nobody bidding twice running
        is the company's to answer."""
        self.empty_rounds = 0 if bids else self.empty_rounds + 1
        return self.empty_rounds < EMPTY_ROUNDS

    def archive(self, now: datetime) -> None:
        self._expect("archived", N_("Only a closed brief can be archived."))
        self._enter("archived", now)

    def cancel(self, by: str, reason: str, now: datetime) -> None:
        self._expect("cancelled", N_("The brief has already ended; it cannot be cancelled."))
        self.reason, self.ended_by = _reason(reason), by
        self._enter("cancelled", now)

    def take_down(self, by: str, now: datetime) -> None:
        """An operator's decision, whatever its state: only the company goes on reading it."""
        self.taken_down = True
        if self.state != "cancelled":
            self.ended_by = by
            self._enter("cancelled", now)

    def _decide(self, to: State, by: str, reason: str, now: datetime) -> None:
        if self.state != "submitted":
            raise Conflict(N_("Only a submitted brief can be decided on."))
        self._enter(to, now)
        self.reviewed_by, self.reason, self.due = by, reason, None

    def _expect(self, to: State, otherwise: str) -> None:
        if to not in MOVES[self.state]:
            raise Conflict(otherwise)

    def _enter(self, state: State, now: datetime) -> None:
        self.state, self.state_since = state, now

    def _replace(self, changes: Mapping[str, Any], now: datetime) -> None:
        for name, value in checked(self, changes).items():
            setattr(self, name, value)
        self.edited_at = now


def _refuse_while(missing: Sequence[Lack]) -> None:
    if missing:
        raise Invalid({lack.field: lack.message for lack in missing}, N_("The brief is not complete yet."))


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid({"reason": N_("Give the reason; the other side reads it.")})
    return text.strip()
