"""The JSON side of matching."""

from services.matching.api import bidding, candidates, companions, growth, proposals, rounds, skills, stated
from services.matching.api.blueprint import blueprint

__all__ = [
    "bidding",
    "blueprint",
    "candidates",
    "companions",
    "growth",
    "proposals",
    "rounds",
    "skills",
    "stated",
]
