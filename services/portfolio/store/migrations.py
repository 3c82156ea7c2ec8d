"""What brings older databases up to date."""

from pymongo.database import Database

from services.portfolio.store.search import words_of
from shared.mongo_migrations import Migration


def _words_of_skills(database: Database) -> None:
    """Names were kept whole before, in one language, under an index of their own."""
    confirmed = database["confirmed"]
    for row in confirmed.find({"words": {"$exists": False}}):
        values = {"$set": {"words": words_of(row["labels"])}, "$unset": {"names": ""}}
        confirmed.update_one({"_id": row["_id"]}, values)
    if "search" in confirmed.index_information():
        confirmed.drop_index("search")


MIGRATIONS = [Migration(1, "words by which confirmed skills are found", _words_of_skills)]
