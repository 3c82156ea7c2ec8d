"""A student's list of bids: put in order while drafting, counted once handed in."""

from dataclasses import dataclass, field
from datetime import datetime

from services.matching.scoring import CONSTANTS
from shared.errors import Invalid
from shared.messages import N_

MOST: int = CONSTANTS["max_bids"]


@dataclass
class BidList:
    """``id`` is the person's. ``order``: brief ids, the most wanted first, at most ``MOST``."""

    id: str
    order: list[str] = field(default_factory=list)
    handed_in: datetime | None = None
    changed: bool = False
    version: int = 0

    def add(self, brief: str, place: int | None = None) -> None:
        """Put a brief last, or back to its place from 0 on; one that stands there already keeps its own."""
        if brief not in self.order:
            at = len(self.order) if place is None else max(place, 0)
            self.put([*self.order[:at], brief, *self.order[at:]])

    def apply(self, brief: str, now: datetime) -> int:
        """Let the brief count where it stands, else last; returns its rank. What else was changed still waits.

        Raises Invalid when the list is full.
        """
        waits = self.changed or (self.handed_in is None and bool(self.order))
        self.add(brief)
        self.changed, self.handed_in = waits, self.handed_in or now
        return self.order.index(brief) + 1

    def remove(self, brief: str) -> None:
        self.put([one for one in self.order if one != brief])

    def move(self, brief: str, by: int) -> None:
        """So many places up (-1 …) or down (+1 …), at most to the end; for what is not there nothing happens."""
        if brief not in self.order:
            return
        place = self.order.index(brief)
        order = [one for one in self.order if one != brief]
        order.insert(max(0, place + by), brief)
        if order != self.order:
            self.put(order)

    def put(self, order: list[str]) -> None:
        """Raises Invalid for too many bids, or the same brief twice."""
        if len(order) > MOST:
            raise Invalid({"briefs": N_("You can bid on 10 briefs at most. Take one off your list first.")})
        if len(set(order)) < len(order):
            raise Invalid({"briefs": N_("A brief stands on your list twice.")})
        self.changed = self.changed or order != self.order
        self.order = list(order)

    def hand_in(self, now: datetime) -> None:
        self.handed_in, self.changed = now, False
