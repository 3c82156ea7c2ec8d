"""Where portfolio keeps its aggregates. Scoped reads take the viewer; what is not theirs is not found."""

import mongoengine

from services.portfolio.store import models
from shared import mongo

MODELS: list[type[mongoengine.Document]] = [
    models.Claim,
    models.Credential,
    models.Share,
    models.Profile,
    models.Rule,
    models.Use,
    models.Application,
]

INDEXES: mongo.Indexes = models.PLAIN_INDEXES
