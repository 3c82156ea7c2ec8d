"""What a holder had arranged with a credential goes on with the one that replaces it."""

from shared import mongo


def go_on_with(person: str, old: str, new: str) -> None:
    """Their order and words, what they share, and what a school has yet to decide. In the replacing transaction."""
    theirs, change = {"person": person, "credentials": old}, {"$set": {"credentials.$": new}}
    for name, open_ in (("shares", {"revoked_at": None}), ("applications", {"state": "applied"})):
        mongo.collection(name).update_many(theirs | open_, change | {"$inc": {"version": 1}})
    mongo.collection("profiles").update_one(
        {"_id": person, "items.credential": old},
        {"$set": {"items.$.credential": new}, "$inc": {"version": 1}},
    )
