"""Where portfolio keeps its aggregates. Scoped reads take the viewer; what is not theirs is not found."""

import mongoengine

from services.portfolio.store import (
    models,
    models_appeals,
    models_contacts,
    models_hires,
    models_saved,
    models_schoolkeys,
)
from shared import mongo
from shared.retention import Kept

MODELS: list[type[mongoengine.Document]] = [
    models.Claim,
    models.Credential,
    models.ProjectRecord,
    models.Share,
    models.Profile,
    models.Rule,
    models.Use,
    models.Application,
    models.Blocked,
    models_appeals.Appeal,
    models_contacts.Contact,
    models_hires.Hire,
    models_saved.SavedSearch,
    models_schoolkeys.SchoolKey,
]

INDEXES: mongo.Indexes = models.PLAIN_INDEXES

KEEPS = (
    Kept("views", "at", "trace_days"),
    Kept("searches", "at", "trace_days"),
    Kept("shares", "expires", "trace_days"),
    Kept("contacts", "due", "trace_days", {"state": {"$ne": "accepted"}}),
)
