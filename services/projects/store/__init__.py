"""Where projects keeps its aggregates."""

import mongoengine

from services.projects.store import models
from shared import mongo

MODELS: list[type[mongoengine.Document]] = list(models.ALL)

INDEXES: mongo.Indexes = models.PLAIN_INDEXES
