"""The JSON side of accounts."""

from services.accounts.api import members, myself, organisations, waiting
from services.accounts.api.blueprint import blueprint

__all__ = ["blueprint", "members", "myself", "organisations", "waiting"]
