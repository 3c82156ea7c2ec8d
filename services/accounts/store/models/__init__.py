"""Schemas and indexes of accounts' collections."""

import mongoengine
from pymongo import ASCENDING, DESCENDING, IndexModel

from services.accounts.store.models.channels import Channel
from services.accounts.store.models.classes import Calendar, ClassList, Duty, Programme, SchoolClass
from services.accounts.store.models.consents import Consent
from services.accounts.store.models.deputies import Deputy
from services.accounts.store.models.erasing import Erasure
from services.accounts.store.models.exporting import Export
from services.accounts.store.models.minorities import Minority
from services.accounts.store.models.operators import Access, Report
from services.accounts.store.models.organisations import Invitation, Membership, Organisation
from services.accounts.store.models.people import (
    AccessToken,
    Link,
    Person,
    SecondFactor,
    Session,
    Slip,
    Visit,
)
from services.accounts.store.models.placements import Placement
from services.accounts.store.models.waiting import Item, ReviewerKey, SigningRequest
from shared import directory, mongo

MODELS: list[type[mongoengine.Document]] = [
    Person,
    Session,
    AccessToken,
    Link,
    Visit,
    SecondFactor,
    Slip,
    Organisation,
    Membership,
    Invitation,
    SigningRequest,
    ReviewerKey,
    Item,
    Minority,
    Placement,
    SchoolClass,
    Programme,
    ClassList,
    Calendar,
    Duty,
    Deputy,
    Access,
    Report,
    Erasure,
    Export,
    Consent,
    Channel,
]

INDEXES: mongo.Indexes = {
    "audit": [
        IndexModel([("at", DESCENDING), ("_id", ASCENDING)], name="newest"),
        IndexModel([("object", ASCENDING), ("at", DESCENDING), ("_id", ASCENDING)], name="object"),
        IndexModel([("by", ASCENDING), ("at", DESCENDING), ("_id", ASCENDING)], name="by"),
    ],
    "throttles": [IndexModel([("until", ASCENDING)], name="until", expireAfterSeconds=0)],
    "closed_items": [],
    "installation": [],
    "newcomers": [],
    "figures": [],
    "briefs": [],
    "teams": [
        IndexModel([("ever", ASCENDING), ("_id", ASCENDING)], name="ever"),
        IndexModel([("members", ASCENDING), ("_id", ASCENDING)], name="members"),
    ],
    "proposals": [IndexModel([("members", ASCENDING), ("_id", ASCENDING)], name="members")],
    "merged": directory.INDEXES["merged"],
    "export_parts": [
        IndexModel([("export", ASCENDING), ("service", ASCENDING), ("number", ASCENDING)], name="export"),
        IndexModel([("person", ASCENDING), ("_id", ASCENDING)], name="person"),
    ],
}
