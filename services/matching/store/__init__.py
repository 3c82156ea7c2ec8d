"""Where matching keeps its aggregates and copies. Scoped reads take the viewer and put them into the query."""

import mongoengine

from services.matching.store import companion_models, models, standings
from shared import mongo

MODELS: list[type[mongoengine.Document]] = [
    models.Held,
    models.Week,
    models.Growth,
    models.BidList,
    models.Proposal,
    models.Round,
    models.Plan,
    companion_models.Companions,
    companion_models.Wishes,
    companion_models.Ask,
]

INDEXES: mongo.Indexes = models.PLAIN_INDEXES | standings.INDEXES
