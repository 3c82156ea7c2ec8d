"""How well a person's holdings meet a brief's needs: the plain, published arithmetic.

level used       level x (.6 + .4 x confidence); time lowers the confidence
effective level  the highest of level used x credit, over all holdings
quality          effective level / needed level, rounded down to 0, .25, .5, .75 or 1
"""

from services.matching.scoring.constants import CONSTANTS
from services.matching.scoring.fitting import (
    Fit,
    Need,
    NeedFit,
    effective_level,
    fit,
    learns,
    preference,
    quality,
)
from services.matching.scoring.holdings import (
    SOURCES,
    Holding,
    confidence_on,
    declare,
    evidence_updates,
    level_used,
)

__all__ = [
    "CONSTANTS",
    "SOURCES",
    "Fit",
    "Holding",
    "Need",
    "NeedFit",
    "confidence_on",
    "declare",
    "effective_level",
    "evidence_updates",
    "fit",
    "learns",
    "level_used",
    "preference",
    "quality",
]
