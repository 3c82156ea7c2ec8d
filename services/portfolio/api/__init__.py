"""The JSON side of portfolio."""

from services.portfolio.api import credentials, showing
from services.portfolio.api.blueprint import blueprint

__all__ = ["blueprint", "credentials", "showing"]
