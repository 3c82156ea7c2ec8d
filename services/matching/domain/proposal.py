"""A proposed team: who is asked for which seat, what they answered, and what becomes of it.

open (students answer) → proposed (all accepted, the company confirms) → confirmed | expired | withdrawn
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shared.errors import Conflict, NotFound
from shared.messages import N_

LIVE = ("open", "proposed")
HOLDING = ("asked", "accepted")
ANSWER_DAYS, REMIND_DAYS = 3, 2
CONFIRM_DAYS = 8
END_AFTER = timedelta(days=1)
"""The company's silence is settled by projects at ``confirm_until``; a day later the proposal ends by itself."""

RESERVE = 30
"""How many of those who bid are kept as the reserve of a team."""


@dataclass
class Seat:
    """``state``: asked, accepted, declined, expired (no answer in time) or released. ``reasons``: why this person,
    as messages; ``brings``: the same for the company; ``covers``: [{skill, quality}] of the brief's needs. ``rank``: of
    their bid. In a round: ``first`` is the message that says why not the first bid, ``would`` what would change it.
    ``programme``: of the person, empty when their school told none."""

    id: str
    person: str
    school: str
    asked: datetime
    until: datetime
    state: str = "asked"
    score: float = 0.0
    rank: int | None = None
    reasons: list[dict[str, Any]] = field(default_factory=list)
    brings: list[dict[str, Any]] = field(default_factory=list)
    covers: list[dict[str, Any]] = field(default_factory=list)
    first: dict[str, Any] | None = None
    would: dict[str, Any] | None = None
    programme: str = ""

    @property
    def holds(self) -> bool:
        return self.state in HOLDING


@dataclass
class Proposal:
    """``number``: which of the brief's teams; ``size``: how many seats. ``coverage``: [{skill, level, weight,
    quality}]. ``vacant``: a seat is being filled from the reserve. ``common_slots``: hours of the week that all
    share, none when all are always free. ``graph``: the version of the skill graph that the team was worked out
    with, empty where none was kept. ``ended``: the message that says why. ``round``: the school's round that it
    comes from, and ``place`` what its team is called in the round's plan.
    """

    id: str
    brief: str
    title: str
    organisation: str
    region: str
    number: int
    size: int
    opened: datetime
    state: str = "open"
    revision: int = 1
    vacant: bool = False
    seats: list[Seat] = field(default_factory=list)
    coverage: list[dict[str, Any]] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    common_slots: list[int] = field(default_factory=list)
    confirm_until: datetime | None = None
    team: str | None = None
    graph: str = ""
    ended: dict[str, Any] | None = None
    round: str | None = None
    place: str | None = None
    version: int = 0

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def holders(self) -> list[Seat]:
        """The seats of those who are asked or have accepted."""
        return [seat for seat in self.seats if seat.holds]

    @property
    def members(self) -> list[str]:
        return [seat.person for seat in self.holders]

    @property
    def captain(self) -> str:
        """Who fits best; of equals the one whose id is smaller."""
        return min(self.holders, key=lambda seat: (-seat.score, seat.person)).person

    @property
    def agreed(self) -> bool:
        """Every seat is taken by somebody who accepted."""
        holders = self.holders
        return bool(holders) and not self.vacant and all(seat.state == "accepted" for seat in holders)

    def seat_of(self, person: str) -> Seat:
        """The person's seat, the latest if they had several. Raises NotFound."""
        for seat in reversed(self.seats):
            if seat.person == person:
                return seat
        raise NotFound(N_("There is no such proposal."))

    def seat(self, seat_id: str) -> Seat | None:
        return next((seat for seat in self.seats if seat.id == seat_id), None)

    def accept(self, person: str, now: datetime) -> bool:
        """False when they had accepted already. Raises Conflict when the seat is no longer theirs to take."""
        seat = self.seat_of(person)
        if seat.state == "accepted":
            return False
        if not seat.holds or not (self.live or self.state == "confirmed") or now > seat.until:
            raise Conflict(N_("This seat is no longer offered to you. Your other bids are not touched."))
        seat.state = "accepted"
        return True

    def decline(self, person: str) -> bool:
        """Refusing costs nothing, before the company has confirmed; False when they had declined already."""
        seat = self.seat_of(person)
        if seat.state == "declined":
            return False
        offered = self.live or (self.state == "confirmed" and seat.state == "asked")
        if not seat.holds or not offered:
            raise Conflict(N_("This proposal is settled. Leave the team on its own page."))
        self._vacate(seat, "declined")
        return True

    def lapse(self, seat_id: str) -> Seat | None:
        """Nobody answered in time: that counts as declined. None when the seat was answered."""
        seat = self.seat(seat_id)
        if seat is None or seat.state != "asked":
            return None
        self._vacate(seat, "expired")
        return seat

    def leave(self, person: str) -> bool:
        """A member left the confirmed team; False when they held no seat."""
        seat = next((one for one in self.holders if one.person == person), None)
        if seat is None:
            return False
        self._vacate(seat, "released")
        return True

    def vacate_seat_of(self, person: str) -> bool:
        """Whoever holds a seat is gone, say because their account was erased; False when they held none."""
        held = next((one for one in self.holders if one.person == person), None)
        if held is None or not (self.live or self.state == "confirmed"):
            return False
        self._vacate(held, "released")
        return True

    def forget(self, person: str) -> None:
        """What was said about an erased person goes; that they had a seat stays."""
        for seat in self.seats:
            if seat.person == person:
                seat.score, seat.rank, seat.reasons, seat.brings, seat.covers = 0.0, None, [], [], []
                seat.first = seat.would = None
                seat.programme = ""

    def lose(self, seat: Seat) -> None:
        """The person may be in no team of this brief any more, say because they left the school."""
        seat.state = "released"
        self.revision += 1

    def _vacate(self, seat: Seat, state: str) -> None:
        seat.state, self.vacant = state, True
        self.revision += 1
        if self.live:
            self.state, self.confirm_until = "open", None

    def make_room(self) -> None:
        """One more seat than before: the team that was agreed is another one now."""
        self.size += 1
        self.revision += 1
        self.state, self.confirm_until = "open", None

    def resize(self, seats: int) -> None:
        """Another team than before, of so many seats; nobody has agreed to it yet as a whole."""
        self.size = seats
        self.revision += 1
        self.state, self.confirm_until = "open", None

    def fill(self, seats: Iterable[Seat]) -> None:
        """Ask others for the free seats; without any the team goes on smaller."""
        self.seats.extend(seats)
        self.vacant = False

    def propose(self, confirm_until: datetime) -> None:
        self.state, self.confirm_until = "proposed", confirm_until

    def confirm(self) -> None:
        self.state = "confirmed"

    def end(self, state: str, message: str, params: dict[str, Any] | None = None) -> list[str]:
        """``state``: expired or withdrawn. Returns those who are free again."""
        freed = self.members
        for seat in self.holders:
            seat.state = "released"
        self.state, self.vacant = state, False
        self.ended = {"message": message, "params": params or {}}
        return freed
