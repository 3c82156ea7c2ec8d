"""What brings older databases up to date."""

from bson import Binary
from pymongo.database import Database

from services.portfolio.store.search import words_of
from shared.mongo_migrations import Migration
from verifier.log.entries import Entry, commitment, credential_hash


def _words_of_skills(database: Database) -> None:
    """Names were kept whole before, in one language, under an index of their own."""
    confirmed = database["confirmed"]
    for row in confirmed.find({"words": {"$exists": False}}):
        values = {"$set": {"words": words_of(row["labels"])}, "$unset": {"names": ""}}
        confirmed.update_one({"_id": row["_id"]}, values)
    if "search" in confirmed.index_information():
        confirmed.drop_index("search")


def _words_in_every_language(database: Database) -> None:
    """A skill that a brief named in Chinese was not found by its English name before."""
    for row in database["confirmed"].find():
        database["confirmed"].update_one({"_id": row["_id"]}, {"$set": {"words": words_of(row["labels"])}})


def _entries_of_the_log(database: Database) -> None:
    """Only the hashes of entries were kept before. What was erased since cannot be made again; its hash stands."""
    for row in database["log_entries"].find():
        held = database["credentials"].find_one({"_id": row["credential"]}, {"document": 1})
        if held is not None:
            entry = Entry(row["event"], credential_hash(held["document"]), row["at"])
            values = {"schema_version": 1, "entry": Binary(commitment(entry, bytes(row["salt"])))}
            database["log_commitments"].replace_one({"_id": row["_id"]}, values, upsert=True)
    head = database["log_head"].find_one({"_id": "head"})
    if head is not None:
        last = database["log_entries"].find_one(sort=[("_id", -1)])
        values = {"schema_version": 1, "note": head["note"], "at": last["noted"] if last else None}
        database["log_checkpoints"].update_one({"_id": head["size"]}, {"$setOnInsert": values}, upsert=True)


def _blocked(database: Database) -> None:
    """What was decided on somebody who was erased stood among the living's before."""
    for gone in database["erased"].find({}, {"_id": 1, "at": 1}):
        decided = {"person": gone["_id"], "state": {"$in": ["approved", "refused"]}}
        for row in database["applications"].find(decided):
            kept = {name: row[name] for name in ("_id", "person", "school", "decided_at")}
            record = {name: value for name, value in row.items() if name not in (*kept, "course", "reason")}
            values = kept | {"schema_version": 1, "version": 1, "since": gone["at"], "record": record}
            database["blocked"].replace_one({"_id": row["_id"]}, values, upsert=True)
            database["applications"].delete_one({"_id": row["_id"]})
        database["uses"].delete_many({"person": gone["_id"]})


def _one_standing_credential(database: Database) -> None:
    """One for each contribution was the rule before; what was revoked in error may be issued anew."""
    if "contribution" in database["credentials"].index_information():
        database["credentials"].drop_index("contribution")


def _saved_searches_with_wishes(database: Database) -> None:
    """One for each skill and level was the rule before."""
    saved = database["saved_searches"]
    saved.update_many({"trade": {"$exists": False}}, {"$set": {"trade": "", "place": "", "by": ""}})
    if "search" in saved.index_information():
        saved.drop_index("search")


MIGRATIONS = [
    Migration(1, "words by which confirmed skills are found", _words_of_skills),
    Migration(2, "entries of the log beside their hashes, and its checkpoints", _entries_of_the_log),
    Migration(3, "decisions on erased people are blocked", _blocked),
    Migration(4, "one standing credential for each contribution", _one_standing_credential),
    Migration(5, "saved searches by trade, place and day, too", _saved_searches_with_wishes),
    Migration(6, "words of confirmed skills in every language", _words_in_every_language),
]
