"""The JSON side of projects."""

from services.projects.api import briefs, deadlines, files, milestones, proposals, reviews, teams
from services.projects.api.blueprint import blueprint

__all__ = ["blueprint", "briefs", "deadlines", "files", "milestones", "proposals", "reviews", "teams"]
