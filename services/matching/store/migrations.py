"""What brings older databases up to date."""

from pymongo.database import Database

from services.matching.store.briefs import words_of
from shared.mongo_migrations import Migration


def _words_of_briefs(database: Database) -> None:
    for row in database["briefs"].find({"words": {"$exists": False}}):
        database["briefs"].update_one({"_id": row["_id"]}, {"$set": {"words": words_of(row)}})


MIGRATIONS = [Migration(1, "words by which briefs are found", _words_of_briefs)]
