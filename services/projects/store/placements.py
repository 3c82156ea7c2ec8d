"""Which guardians were asked about which placement, and what they said."""

from services.projects.domain.guardian import ALLOWING
from shared import mongo

ROWS = "guardian_consents"


def add(consent: str, team: str, person: str) -> None:
    row = {"_id": consent, "schema_version": 1, "n": 0, "team": team, "person": person, "state": "asked"}
    mongo.collection(ROWS).insert_one(row)


def living(team: str, person: str | None = None) -> dict[str, str]:
    """{person: consent} of those who were asked about the placement and are on it still."""
    wanted = {"team": team, "state": {"$ne": "ended"}} | ({"person": person} if person else {})
    return {row["person"]: row["_id"] for row in mongo.collection(ROWS).find(wanted).sort("_id", 1)}


def allowed(team: str) -> set[str]:
    """The persons whose guardian consents to this placement now."""
    wanted = {"team": team, "state": {"$in": list(ALLOWING)}}
    return set(mongo.collection(ROWS).distinct("person", wanted))


def answer(consent: str, n: int, decision: str) -> str | None:
    """Keep a guardian's answer; the team that it is about, None where nobody waits for it any more."""
    wanted = {"_id": consent, "state": {"$ne": "ended"}, "n": {"$lt": n}}
    found = mongo.collection(ROWS).find_one_and_update(wanted, {"$set": {"state": decision, "n": n}})
    return found["team"] if found else None


def end(consent: str) -> None:
    mongo.collection(ROWS).update_one({"_id": consent}, {"$set": {"state": "ended"}})
