"""Where accounts keeps its aggregates. Scoped reads take the viewer and answer None for what is not theirs."""

from services.accounts.store import acts, models, troubles
from services.accounts.store.models import MODELS
from shared.retention import Kept

INDEXES = models.INDEXES | troubles.INDEXES | acts.INDEXES

KEEPS = (
    Kept("sessions", "seen", "trace_days"),
    Kept("tokens", "expires", "trace_days"),
    Kept("links", "expires", "trace_days"),
    Kept("visits", "until", "trace_days"),
    Kept("slips", "expires", "trace_days"),
    Kept("items", "closed", "trace_days", {"state": {"$ne": "open"}}),
    Kept("signing_requests", "expires", "trace_days", {"state": {"$ne": "asked"}}),
    Kept("exports", "asked", "export_days", {"state": "failed"}),
    Kept("class_lists", "uploaded", "export_days"),
    Kept("invitations", "expires", "invitation_days"),
)

__all__ = ["INDEXES", "KEEPS", "MODELS"]
