"""The JSON side of portfolio."""

from services.portfolio.api import credentials, credits, records, showing, verifying
from services.portfolio.api.blueprint import blueprint

__all__ = ["blueprint", "credentials", "credits", "records", "showing", "verifying"]
