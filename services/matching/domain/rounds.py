"""A school's round: its students bid for its briefs, teams are tried out, one plan is published to those it places.

set_up → bidding → closed → published → settled; cancelled from any before published
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from shared.errors import Conflict, Invalid
from shared.messages import N_

STATES = ("set_up", "bidding", "closed", "published", "settled", "cancelled")
BEFORE_PUBLISHING = ("set_up", "bidding", "closed")
PAIRS = ("apart", "together", "fixed", "forbidden")
ABOUT_BRIEFS = ("fixed", "forbidden")
"""Pairs of a student and a brief; the others are pairs of students."""

MOST_BIDS, MOST_PAIRS, MOST_BRIEFS, MOST_STUDENTS = 10, 500, 2_000, 10_000
PUBLISH_DAYS, CANCEL_DAYS = 7, 14
DECIDE_DAYS, REMIND_DAYS = 5, 2
"""So long a closed round waits for the school to publish before its administrators are asked, and before it ends."""

REFUSALS = 2
"""In a compulsory round so many refusals, or answers that did not come, lead to the teacher."""

SMALL = 5
"""A number of people smaller than this is not told."""


@dataclass
class Settings:
    """How a round decides. ``coverage``, ``preference``, ``growth``: A, B and C of the objective, of a sum of 1.

    ``coverage_floor``: what every team covers at least, None for no floor. ``newcomers_percent``: of a hundred students
    without confirmed evidence so many are placed at least, None for no such rule. ``compulsory``: a second refusal goes
    to the teacher.
    """

    coverage: float = 0.5
    preference: float = 0.35
    growth: float = 0.15
    max_bids: int = MOST_BIDS
    common_slots: int = 2
    place_everyone: bool = True
    compulsory: bool = False
    coverage_floor: float | None = None
    four_fifths: bool = False
    newcomers_percent: int | None = None
    seed: int = 1

    def check(self) -> None:
        """Raises Invalid, naming each number that cannot be."""
        weights = (self.coverage, self.preference, self.growth)
        wrong = {
            "coverage": abs(sum(weights) - 1) > 0.001 or min(weights) < 0,
            "max_bids": not 1 <= self.max_bids <= MOST_BIDS,
            "common_slots": not 0 <= self.common_slots <= 40,
            "coverage_floor": self.coverage_floor is not None and not 0 <= self.coverage_floor <= 1,
            "newcomers_percent": self.newcomers_percent is not None
            and not 1 <= self.newcomers_percent <= 100,
            "seed": not 0 <= self.seed < 2**31,
        }
        errors = {name: _WRONG[name] for name, bad in wrong.items() if bad}
        if errors:
            raise Invalid(errors)


_WRONG = {
    "coverage": N_("The three weights are numbers from 0 to 1 that add up to 1."),
    "max_bids": N_("A student has 1 to 10 bids that count."),
    "common_slots": N_("Hours in common are a number from 0 to 40."),
    "coverage_floor": N_("A share is a number from 0 to 1."),
    "newcomers_percent": N_("A share of the newcomers is a whole number from 1 to 100, or left out."),
    "seed": N_("The seed is a whole number from 0 on."),
}
CHANGED = N_("This round cannot be changed any more.")


@dataclass
class Round:
    """``briefs``: ids, in the order in which they were chosen. ``pairs``: [{kind, one, other, reason, by}], ``other`` a
    student or a brief. ``plan``: the published one. ``until``: the school publishes until then.
    """

    id: str
    school: str
    region: str
    name: str
    by: str
    made: datetime
    state: str = "set_up"
    closes: datetime | None = None
    until: datetime | None = None
    briefs: list[str] = field(default_factory=list)
    pairs: list[dict[str, Any]] = field(default_factory=list)
    settings: Settings = field(default_factory=Settings)
    plan: str | None = None
    version: int = 0

    @property
    def open(self) -> bool:
        """Nobody has been told of a seat yet."""
        return self.state in BEFORE_PUBLISHING

    def change(self, name: str, briefs: Iterable[str], settings: Settings, closes: datetime | None) -> None:
        """Raises Conflict once published, Invalid for what cannot be."""
        self.check_open()
        settings.check()
        chosen = list(dict.fromkeys(briefs))
        if len(chosen) > MOST_BRIEFS:
            raise Invalid({"briefs": N_("A round has 2,000 briefs at most.")})
        if self.state == "bidding" and closes is None:
            raise Invalid({"closes": N_("Bidding needs a day on which it ends.")})
        self.name, self.briefs, self.settings, self.closes = name, chosen, settings, closes
        self.pairs = [row for row in self.pairs if row["kind"] not in ABOUT_BRIEFS or row["other"] in chosen]

    def check_open(self) -> None:
        if not self.open:
            raise Conflict(CHANGED)

    def open_bidding(self, students: int, now: datetime) -> None:
        if self.state != "set_up":
            raise Conflict(N_("Bidding in this round has been opened already."))
        if not students or not self.briefs:
            raise Conflict(N_("A round needs students and briefs before bidding is opened."))
        if self.closes is None or self.closes <= now:
            raise Invalid({"closes": N_("Bidding ends on a day that is still to come.")})
        self.state = "bidding"

    def close(self, until: datetime) -> bool:
        """No bid counts for the round any more; False when it was closed, or never open."""
        if self.state != "bidding":
            return False
        self.state, self.until = "closed", until
        return True

    def publish(self, plan: str) -> None:
        """Raises Conflict before the bidding is over, and when a plan was published already."""
        if self.state != "closed":
            raise Conflict(N_("A plan is published once, when the bidding is over."))
        self.state, self.plan, self.until = "published", plan, None

    def cancel(self) -> None:
        self.check_open()
        self.state, self.until = "cancelled", None

    def settle(self) -> None:
        """Every team of it was confirmed, or came to nothing."""
        if self.state == "published":
            self.state = "settled"

    def pair(self, kind: str, one: str, other: str, reason: str, by: str) -> None:
        """Keep two apart or together, or a student at or away from a brief, with the reason."""
        self.check_open()
        if one == other:
            raise Invalid({"other": N_("A pair is made of two.")})
        if kind in ABOUT_BRIEFS and other not in self.briefs:
            raise Invalid({"other": N_("This brief is not in the round.")})
        if len(self.pairs) >= MOST_PAIRS:
            raise Conflict(N_("A round has 500 such rules at most."))
        self._check_free_of_conflict(kind, {one, other})
        self.pairs.append({"kind": kind, "one": one, "other": other, "reason": reason, "by": by})

    def _check_free_of_conflict(self, kind: str, both: set[str]) -> None:
        opposite = {"apart": "together", "together": "apart", "fixed": "forbidden", "forbidden": "fixed"}
        for row in self.pairs:
            if {row["one"], row["other"]} == both and row["kind"] in (kind, opposite[kind]):
                raise Conflict(N_("There is a rule for these two already. Take it away first."))

    def drop_pair(self, one: str, other: str) -> None:
        self.check_open()
        self.pairs = [row for row in self.pairs if (row["one"], row["other"]) != (one, other)]

    def forget(self, person: str) -> bool:
        """Take an erased person out of its rules; True when they stood in one."""
        kept = [row for row in self.pairs if person not in (row["one"], row["other"])]
        gone, self.pairs = len(kept) < len(self.pairs), kept
        return gone

    def numbers(self) -> dict[str, Any]:
        """The settings by name, as forms and programs read them."""
        return asdict(self.settings)
