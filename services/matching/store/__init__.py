"""Where matching keeps its aggregates."""

import mongoengine

from shared import mongo

MODELS: list[type[mongoengine.Document]] = []

INDEXES: mongo.Indexes = {}
