"""The JSON side of projects."""

from services.projects.api.blueprint import blueprint

__all__ = ["blueprint"]
