"""The JSON side of portfolio."""

from services.portfolio.api import blocking, credentials, credits, records, showing, verifying
from services.portfolio.api.blueprint import blueprint

__all__ = ["blocking", "blueprint", "credentials", "credits", "records", "showing", "verifying"]
