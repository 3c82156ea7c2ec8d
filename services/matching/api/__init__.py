"""The JSON side of matching."""

from services.matching.api import bidding, proposals, skills
from services.matching.api.blueprint import blueprint

__all__ = ["bidding", "blueprint", "proposals", "skills"]
