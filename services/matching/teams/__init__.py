"""Forms one team for one brief: plain, exact where it can be, and the same for the same input."""

from services.matching.teams.forming import form_team, refill
from services.matching.teams.model import (
    Candidate,
    Limits,
    Member,
    NeedCoverage,
    TeamBrief,
    TeamPlan,
    Waiting,
    Why,
)

__all__ = [
    "Candidate",
    "Limits",
    "Member",
    "NeedCoverage",
    "TeamBrief",
    "TeamPlan",
    "Waiting",
    "Why",
    "form_team",
    "refill",
]
