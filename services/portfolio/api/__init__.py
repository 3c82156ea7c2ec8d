"""The JSON side of portfolio."""

from services.portfolio.api import (
    appeals,
    blocking,
    contacts,
    credentials,
    credits,
    hires,
    records,
    saved,
    schoolkeys,
    showing,
    verifying,
)
from services.portfolio.api.blueprint import blueprint

__all__ = [
    "appeals",
    "blocking",
    "blueprint",
    "contacts",
    "credentials",
    "credits",
    "hires",
    "records",
    "saved",
    "schoolkeys",
    "showing",
    "verifying",
]
