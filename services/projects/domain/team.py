"""The team at work: who is in it, where it stands, who may judge it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.messages import N_

State = Literal[
    "confirmed", "active", "paused", "delivered", "rework", "accepted", "completed", "archived", "cancelled"
]

STATES: dict[str, str] = {
    "confirmed": N_("Confirmed"),
    "active": N_("At work"),
    "paused": N_("Paused"),
    "delivered": N_("Delivered"),
    "rework": N_("In rework"),
    "accepted": N_("Accepted"),
    "completed": N_("Completed"),
    "archived": N_("Archived"),
    "cancelled": N_("Cancelled"),
}

DISPUTED = N_("Disputed")

MOVES: dict[str, tuple[str, ...]] = {
    "confirmed": ("active", "cancelled"),
    "active": ("paused", "delivered", "cancelled"),
    "paused": ("active", "cancelled"),
    "delivered": ("accepted", "rework", "cancelled"),
    "rework": ("active", "cancelled"),
    "accepted": ("completed", "cancelled"),
    "completed": ("archived",),
    "archived": (),
    "cancelled": (),
}


ROLES = {
    "mentor": N_("Company mentor"),
    "teacher": N_("School supervisor"),
    "operator": N_("Platform operator"),
}


@dataclass(frozen=True)
class Reviewer:
    """Who judges: a person in a role of an organisation, and that organisation's name as it is published."""

    person: str
    role: Literal["mentor", "teacher", "operator"]
    organisation: str
    organisation_name: str = ""


@dataclass
class Member:
    """``left_at`` is None while the person is in the team."""

    person: str
    school: str
    role: str = ""
    left_at: datetime | None = None
    left_reason: str = ""


@dataclass(kw_only=True)
class Team:
    """``disputed`` stands beside the state until the dispute is decided; ``size`` is the number of seats."""

    id: str
    version: int = 0
    brief: str
    proposal: str = ""
    brief_version: int
    organisation: str
    region: str
    kind: str
    vulnerable: bool = False
    size: int
    members: list[Member]
    captain: str | None = None
    mentor: str | None = None
    state: State = "confirmed"
    state_since: datetime
    disputed: bool = False
    cancelled_by: str | None = None
    reason: str = ""
    start_on: str = ""
    confirmed_at: datetime | None = None

    @property
    def present(self) -> list[str]:
        """The persons who are in the team now, in the order in which they came."""
        return [member.person for member in self.members if member.left_at is None]

    @property
    def vacancies(self) -> int:
        return max(0, self.size - len(self.present))

    def member(self, person: str) -> Member:
        for found in self.members:
            if found.person == person and found.left_at is None:
                return found
        raise NotFound(N_("This person is not in the team."))

    def start(self, missing: Mapping[str, str], now: datetime) -> None:
        """Begin to work. ``missing`` {item: sentence} is what its kind still needs (kinds.py)."""
        if self.state != "confirmed":
            raise Conflict(N_("The team has already started."))
        if missing:
            raise Invalid(
                {f"papers.{item}": sentence for item, sentence in missing.items()},
                N_("The team cannot start yet; something that this kind of project needs is missing."),
            )
        self._enter("active", now)

    def pause(self, reason: str, now: datetime) -> None:
        self._expect("paused", N_("Only a team at work can pause."))
        self.reason = _reason(reason)
        self._enter("paused", now)

    def resume(self, now: datetime) -> None:
        """Go on working after a pause, or take up the rework."""
        if self.state not in ("paused", "rework"):
            raise Conflict(N_("The team is not paused and has no rework to take up."))
        self.reason = ""
        self._enter("active", now)

    def deliver(self, now: datetime) -> None:
        """The last milestone was delivered."""
        self._expect("delivered", N_("Only a team at work can deliver."))
        self._enter("delivered", now)

    def ask_rework(self, by: Reviewer, reason: str, now: datetime) -> None:
        self._judge("rework", by)
        self.reason = _reason(reason)
        self._enter("rework", now)

    def accept(self, by: Reviewer, now: datetime) -> None:
        self._judge("accepted", by)
        self.reason = ""
        self._enter("accepted", now)

    def complete(self, now: datetime) -> None:
        self._expect("completed", N_("The team completes after its work was accepted."))
        self._enter("completed", now)

    def archive(self, now: datetime) -> None:
        self._expect("archived", N_("Only a completed team can be archived."))
        if self.disputed:
            raise Conflict(N_("A dispute is open; decide it before the team is archived."))
        self._enter("archived", now)

    def cancel(self, by: str, reason: str, now: datetime) -> None:
        self._expect("cancelled", N_("The team has already ended; it cannot be cancelled."))
        self.reason, self.cancelled_by = _reason(reason), by
        self._enter("cancelled", now)

    def dispute(self) -> None:
        if self.state in ("archived", "cancelled"):
            raise Conflict(N_("The team has ended; nothing of it can be disputed any more."))
        self.disputed = True

    def settle(self) -> None:
        """The dispute, or the last of several, was decided."""
        self.disputed = False

    def leave(self, person: str, reason: str, now: datetime) -> None:
        """Anyone can leave, with a recorded reason; the seat is free for the reserve."""
        if self.state in ("completed", "archived", "cancelled"):
            raise Conflict(N_("The team has ended; nobody can leave it any more."))
        leaving = self.member(person)
        leaving.left_reason, leaving.left_at = _reason(reason), now
        if self.captain == person:
            self.captain = None

    def join(self, person: str, school: str, role: str) -> None:
        """Take a free seat."""
        if self.state not in ("confirmed", "active", "paused", "rework"):
            raise Conflict(N_("Nobody can join the team at this stage."))
        if person in self.present:
            raise Conflict(N_("This person is already in the team."))
        if not self.vacancies:
            raise Conflict(N_("The team has no free seat."))
        self.members.append(Member(person, school, role))

    def must_not_judge(self, by: Reviewer) -> None:
        """Raises Forbidden for anybody who is or ever was a member: nobody judges their own work."""
        if any(member.person == by.person for member in self.members):
            raise Forbidden(N_("A member of the team cannot review its work."))

    def _judge(self, to: State, by: Reviewer) -> None:
        self.must_not_judge(by)
        self._expect(to, N_("Only work that was delivered can be reviewed."))

    def _expect(self, to: State, otherwise: str) -> None:
        if to not in MOVES[self.state]:
            raise Conflict(otherwise)

    def _enter(self, state: State, now: datetime) -> None:
        self.state, self.state_since = state, now


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid({"reason": N_("Give the reason; it is recorded.")})
    return text.strip()
