"""Indexes of the collections that are no aggregates: copies, rows, trails."""

from pymongo import ASCENDING, DESCENDING, IndexModel

PLAIN = {
    "audit": [
        IndexModel([("at", DESCENDING), ("_id", ASCENDING)], name="newest"),
        IndexModel([("object", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)], name="object"),
        IndexModel([("by", ASCENDING), ("at", DESCENDING), ("_id", ASCENDING)], name="by"),
    ],
    "editions": [IndexModel([("brief", ASCENDING), ("edition", DESCENDING)], name="brief", unique=True)],
    "bids": [],
    "proposals": [
        IndexModel([("brief", ASCENDING), ("_id", ASCENDING)], name="brief"),
        IndexModel([("members", ASCENDING), ("_id", ASCENDING)], name="members"),
    ],
    "papers": [IndexModel([("team", ASCENDING), ("_id", ASCENDING)], name="team")],
    "guardian_consents": [IndexModel([("team", ASCENDING), ("person", ASCENDING)], name="team")],
    "artefacts": [
        IndexModel([("milestone", ASCENDING), ("_id", ASCENDING)], name="milestone"),
        IndexModel([("team", ASCENDING), ("_id", ASCENDING)], name="team"),
    ],
    "files": [
        IndexModel([("team", ASCENDING), ("sha256", ASCENDING)], name="team"),
        IndexModel([("team", ASCENDING), ("size", ASCENDING)], name="size"),
        IndexModel([("sha256", ASCENDING), ("_id", ASCENDING)], name="content"),
    ],
    "uploads": [IndexModel([("team", ASCENDING), ("by", ASCENDING), ("_id", ASCENDING)], name="team")],
}
