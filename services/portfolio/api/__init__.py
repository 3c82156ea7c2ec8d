"""The JSON side of portfolio."""

from services.portfolio.api import credentials, credits, showing, verifying
from services.portfolio.api.blueprint import blueprint

__all__ = ["blueprint", "credentials", "credits", "showing", "verifying"]
