"""The JSON side of matching."""

from services.matching.api.blueprint import blueprint

__all__ = ["blueprint"]
