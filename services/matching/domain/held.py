"""A skill that a student has: their own claim, and what accepted work has shown of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.matching.scoring import Holding, declare, evidence_updates
from shared.errors import Conflict
from shared.messages import N_

MOST = 60


@dataclass(frozen=True)
class Shown:
    """One credential's word on this skill. ``untouched``: the reviewer left the preset as it was."""

    level: float
    on: datetime
    untouched: bool = False


@dataclass
class Held:
    """``own_level`` is the claim, None when there is none; the rest is what counts, made from claim and evidence."""

    id: str
    person: str
    skill: str
    level: float
    confidence: float
    source: str
    shown: datetime
    own_level: float | None = None
    own_at: datetime | None = None
    version: int = 0

    @property
    def holding(self) -> Holding:
        return Holding(self.skill, self.level, self.confidence, self.source, self.shown.date())

    def claim(self, level: float, now: datetime) -> None:
        self.own_level, self.own_at = level, now

    def give_up_claim(self) -> None:
        """Raises Conflict when accepted work stands behind the skill: that is not the student's to delete."""
        if self.source == "confirmed":
            raise Conflict(N_("Accepted work stands behind this skill. It stays on your list."))
        self.own_level = self.own_at = None

    def count(self, evidence: Iterable[Shown]) -> bool:
        """Make the level that counts anew; False when neither claim nor evidence is left.

        A claim does not make evidence look younger than it is: it counts from the first evidence at the latest.
        """
        shown = sorted(evidence, key=lambda one: one.on)
        holding = None
        if self.own_level is not None and self.own_at is not None:
            begins = min([self.own_at, *(one.on for one in shown[:1])])
            holding = declare(self.skill, self.own_level, "declared", begins.date())
        for one in shown:
            holding = evidence_updates(holding, self.skill, one.level, one.on.date(), one.untouched)
        if holding is None:
            return False
        self.level, self.confidence, self.source = holding.level, holding.confidence, holding.source
        self.shown = max([one.on for one in shown], default=self.own_at or self.shown)
        return True


def new(held_id: str, person: str, skill: str, now: datetime) -> Held:
    """A skill of which nothing is known yet."""
    return Held(held_id, person, skill, 1, 0.0, "declared", now)
