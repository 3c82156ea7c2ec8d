"""From what a student can do to what they want to become: the way, its dates, the chance to get in, and interests.

Pure and deterministic; nothing here reads or writes.
"""

from services.matching.growing.chance import Chance
from services.matching.growing.dates import Span, hours_of_week, lay, next_monday
from services.matching.growing.known import HOURS_TO_LEVEL, hours_between
from services.matching.growing.steps import (
    BEFORE_LEVEL,
    MOST_BRIEFS,
    MOST_STEPS,
    Offer,
    Step,
    gap,
    missing,
    path,
)

__all__ = [
    "BEFORE_LEVEL",
    "HOURS_TO_LEVEL",
    "MOST_BRIEFS",
    "MOST_STEPS",
    "Chance",
    "Offer",
    "Span",
    "Step",
    "gap",
    "hours_between",
    "hours_of_week",
    "lay",
    "missing",
    "next_monday",
    "path",
]
