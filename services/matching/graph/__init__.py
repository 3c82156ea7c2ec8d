"""The skill graph: ESCO's skills, the platform's own, and what one of them is worth where another is needed.

It is loaded once and frozen. NetworkX holds it, explains paths and draws; credit is remembered per need.
"""

from services.matching.graph.axes import AXES, radar
from services.matching.graph.drawing import LEFT, TALL, WIDE, Drawing, lay_out, stack
from services.matching.graph.loading import build, load
from services.matching.graph.skillgraph import (
    CREDIT,
    LANGUAGES,
    TOLERANCE,
    Credit,
    Neighbour,
    Skill,
    SkillGraph,
    Step,
    reading_language,
)

__all__ = [
    "AXES",
    "CREDIT",
    "LANGUAGES",
    "LEFT",
    "TALL",
    "TOLERANCE",
    "WIDE",
    "Credit",
    "Drawing",
    "Neighbour",
    "Skill",
    "SkillGraph",
    "Step",
    "build",
    "lay_out",
    "load",
    "radar",
    "reading_language",
    "stack",
]
