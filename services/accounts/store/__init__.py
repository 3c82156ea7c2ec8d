"""Where accounts keeps its aggregates. Scoped reads take the viewer and answer None for what is not theirs."""

from services.accounts.store import acts, models, troubles
from services.accounts.store.models import MODELS

INDEXES = models.INDEXES | troubles.INDEXES | acts.INDEXES

__all__ = ["INDEXES", "MODELS"]
