"""Where matching keeps its aggregates and copies. Scoped reads take the viewer and put them into the query."""

import mongoengine

from services.matching.store import models, models_companions, standings, stated
from shared import mongo

MODELS: list[type[mongoengine.Document]] = [
    models.Held,
    models.Week,
    models.Growth,
    models.BidList,
    models.Proposal,
    models.Round,
    models.Plan,
    models_companions.Companions,
    models_companions.Wishes,
    models_companions.Ask,
]

INDEXES: mongo.Indexes = models.PLAIN_INDEXES | standings.INDEXES | stated.INDEXES
