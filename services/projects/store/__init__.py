"""Where projects keeps its aggregates."""

import mongoengine

from services.projects.store import indexes, models
from shared import mongo

MODELS: list[type[mongoengine.Document]] = list(models.ALL)

INDEXES: mongo.Indexes = indexes.PLAIN
