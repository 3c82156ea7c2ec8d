"""Where accounts keeps its aggregates. Scoped reads take the viewer and answer None for what is not theirs."""

from services.accounts.store.models import INDEXES, MODELS

__all__ = ["INDEXES", "MODELS"]
