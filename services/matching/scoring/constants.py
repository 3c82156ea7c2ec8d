"""The engine's numbers, published: a page explains them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from services.matching.graph import CREDIT, TOLERANCE

CONSTANTS: Mapping[str, Any] = MappingProxyType(
    {
        "weights": MappingProxyType({"coverage": 0.5, "preference": 0.35, "growth": 0.15}),
        "coverage_factor": 5,
        "credit": CREDIT,
        "level_floor": 0.6,
        "level_by_confidence": 0.4,
        "first_confidence": MappingProxyType({"declared": 0.3, "course": 0.5, "confirmed": 0.8}),
        "confirmed_gain": 0.5,
        "untouched_weight": 0.5,
        "half_life_days": 730,
        "quality_steps": 4,
        "tolerance": TOLERANCE,
        "max_bids": 10,
        "rounds_in_a_row": 6,
        "taught_gain": 0.5,
    }
)
"""Every number that the engine uses, in one place, for the page that explains them.

``weights``             A, B, C of the objective: coverage, preference, growth
``coverage_factor``     coverage counts this many times: it counts the team once, the others each member
``credit``              what one skill is worth for another (`services.matching.graph.CREDIT`)
``level_floor``, ``level_by_confidence``    level used = level x (floor + by confidence x confidence)
``first_confidence``    the confidence a holding begins with, by its source
``confirmed_gain``      one more confirmed piece of evidence closes this part of the way to full confidence
``untouched_weight``    a preset rating that nobody moved counts this much of one that was given
``half_life_days``      after so many days without evidence half the confidence is left
``quality_steps``       quality is rounded down to this many steps
``max_bids``            how many bids are ranked, where a round does not say otherwise
``rounds_in_a_row``     so many rounds are simulated one after the other for the fairness report
``taught_gain``         in them a place closes this part of the way from what counts to the level of what it teaches
"""
