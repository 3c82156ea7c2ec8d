"""Where accounts keeps its aggregates. Scoped reads take the viewer and answer None for what is not theirs."""

import mongoengine

from services.accounts.store import models
from shared import mongo

MODELS: list[type[mongoengine.Document]] = [
    models.Person,
    models.Session,
    models.AccessToken,
    models.Link,
    models.Organisation,
    models.Membership,
    models.Invitation,
    models.SigningRequest,
    models.ReviewerKey,
    models.Item,
]

INDEXES: mongo.Indexes = models.PLAIN_INDEXES
