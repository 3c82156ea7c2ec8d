"""The JSON side of matching."""

from services.matching.api import bidding, growth, proposals, rounds, skills
from services.matching.api.blueprint import blueprint

__all__ = ["bidding", "blueprint", "growth", "proposals", "rounds", "skills"]
