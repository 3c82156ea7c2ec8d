"""The JSON side of matching."""

from services.matching.api import bidding, proposals, rounds, skills
from services.matching.api.blueprint import blueprint

__all__ = ["bidding", "blueprint", "proposals", "rounds", "skills"]
