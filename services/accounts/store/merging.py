"""What belongs to an organisation that is merged into another: counted before, moved after."""

from services.accounts.domain.organisation import Membership, Organisation
from services.accounts.store import programmes
from shared import merged, mongo

_NAMED_BY = {"invitations": "organisation", "classes": "school", "minorities": "school", "deputies": "organisation",
             "slips": "organisation", "duties": "school", "channels": "organisation"}  # fmt: skip


def organisation(organisation_id: str) -> Organisation | None:
    """As it stands, also where it only leads to another; for operators."""
    found = mongo.collection("organisations").find_one({"_id": organisation_id})
    return mongo.load(Organisation, found) if found else None


def alike(organisation: Organisation) -> list[Organisation]:
    """Others of its kind and region with the same name or registered code; for operators."""
    same = [{"name": organisation.name}, *([{"code": organisation.code}] if organisation.code else [])]
    wanted = {
        "$or": same, "kind": organisation.kind, "region": organisation.region, "_id": {"$ne": organisation.id},
        "merged_into": {"$in": ["", None]},
    }  # fmt: skip
    found = mongo.collection("organisations").find(wanted).sort([("name", 1), ("_id", 1)]).limit(10)
    return [mongo.load(Organisation, row) for row in found]


def counted(organisation_id: str) -> dict[str, int]:
    """How many of each would move, ended ones left aside."""
    here = {"organisation": organisation_id}
    living = {"state": {"$in": ["active", "pending"]}}
    return {
        "members": mongo.collection("memberships").count_documents(here | living),
        "invitations": mongo.collection("invitations").count_documents(here | {"withdrawn": {"$ne": True}}),
        "classes": mongo.collection("classes").count_documents({"school": organisation_id}),
    }


def in_both(first: str, second: str) -> int:
    """How many people belong to both."""
    rows = mongo.collection("memberships")
    living = {"state": {"$in": ["active", "pending"]}}
    people = rows.distinct("person", {"organisation": first} | living)
    return rows.count_documents({"organisation": second, "person": {"$in": people}} | living)


def same_numbers(first: str, second: str) -> int:
    """How many student numbers mean one person here and another there: whoever signs in by one is not to be two."""
    rows = mongo.collection("memberships")
    named = {"organisation": first, "number": {"$gt": ""}}
    owners = {row["number"]: row["person"] for row in rows.find(named, {"number": 1, "person": 1})}
    found = rows.find({"organisation": second, "number": {"$in": sorted(owners)}}, {"number": 1, "person": 1})
    return sum(row["person"] != owners[row["number"]] for row in found)


def move_belongings(organisation_id: str, into: str) -> None:
    """All but the memberships, which others have to hear of one by one."""
    for name, field in _NAMED_BY.items():
        change = {"$set": {field: into}, "$inc": {"version": 1}}
        mongo.collection(name).update_many({field: organisation_id}, change)
    programmes.move(organisation_id, into)


def left_behind(organisation_id: str, limit: int) -> list[Membership]:
    """Memberships, ended ones too, that still name it."""
    found = mongo.collection("memberships").find({"organisation": organisation_id}).sort("_id", 1)
    return [mongo.load(Membership, row) for row in found.limit(limit)]


def merged_into(organisation_id: str) -> list[str]:
    """The ids that lead to it."""
    return [name for name in merged.same([organisation_id]) if name != organisation_id]
