"""A brief as matching knows it: the published copy, and whether it takes bids."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.matching.scoring import Need
from services.matching.teams import TeamBrief
from shared.errors import Conflict, Invalid
from shared.messages import N_

COMMON_SLOTS = 2
"""Hours of the week that a team has in common, at least."""

PLACES = ("onsite", "remote", "mixed")
APPROVED = ("for_credit", "without_credit")


@dataclass(frozen=True)
class Brief:
    """A copy: changed by events alone. ``state``: open, closed or cancelled. ``bids``: how many students bid."""

    id: str
    edition: int
    organisation: str
    region: str
    title: str
    language: str
    trade: str
    kind: str
    remote: bool
    place: str
    weeks: int
    hours_per_week: int
    pay: str
    risk: str
    problem: str
    ip: str
    nda: bool
    team_min: int
    team_max: int
    teams: int
    programmes_min: int
    bidding_until: datetime
    state: str = "open"
    bids: int = 0
    paid: bool = False
    deliverables: list[str] = field(default_factory=list)
    criteria: list[str] = field(default_factory=list)
    skills: list[dict[str, Any]] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    schools: list[str] = field(default_factory=list)
    milestones: list[dict[str, Any]] = field(default_factory=list)
    nda_text: str = ""
    data_access: str = ""
    supervision_hours: int = 0
    costs: str = ""
    vulnerable: bool = False

    @property
    def needs(self) -> tuple[Need, ...]:
        return needs_of(self.skills)

    @property
    def team(self) -> TeamBrief:
        return TeamBrief(
            needs=self.needs,
            min_size=self.team_min,
            max_size=self.team_max,
            programmes_min=self.programmes_min,
            common_slots=COMMON_SLOTS,
        )

    @property
    def where(self) -> str:
        """Where the work is done: onsite, remote or mixed. A place by its name is on site."""
        return "remote" if self.remote else self.place if self.place in PLACES else "onsite"

    def takes_bids(self, now: datetime) -> bool:
        return self.state == "open" and now < self.bidding_until

    def check_takes_bids(self, now: datetime) -> None:
        if not self.takes_bids(now):
            raise Conflict(N_("Bidding on this brief is over. Take it off your list, then hand in again."))


def check(brief: Brief) -> None:
    """Raises Invalid when no team could ever be formed: no skills, a level or a size that does not exist."""
    if not brief.team or brief.teams < 1:
        raise Invalid({"teams": N_("A brief has seats for at least one team.")})


def needs_of(skills: list[dict[str, Any]]) -> tuple[Need, ...]:
    """The needs of a published brief, heaviest first; what is missing counts as level 3, weight 1."""
    needs = [Need(row["uri"], int(row.get("level", 3)), float(row.get("weight", 1))) for row in skills]
    return tuple(sorted(needs, key=lambda need: (-need.weight, -need.level)))
