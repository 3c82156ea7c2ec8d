"""The JSON side of projects."""

from services.projects.api import briefs, files, milestones, proposals, reviews, teams
from services.projects.api.blueprint import blueprint

__all__ = ["blueprint", "briefs", "files", "milestones", "proposals", "reviews", "teams"]
