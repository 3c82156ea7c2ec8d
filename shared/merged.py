"""Organisations that were merged into another: the id of before stays, and leads to the one that remains.

Nothing that names the old id is rewritten, since half of it is signed and the other half may come later than the
merging itself (docs/decisions/0013). Accounts keeps this for its own, the other services by its event.
"""

from collections.abc import Iterable, Mapping

from shared import mongo


def remember(organisation: str, into: str) -> None:
    """For ever: who is merged stays so. Done again it changes nothing."""
    values = {"schema_version": 1, "into": into}
    mongo.collection("merged").update_one({"_id": organisation}, {"$set": values}, upsert=True)


def currents(ids: Iterable[str]) -> dict[str, str]:
    """Each of the ids → the organisation that it means today; itself where it was merged into none."""
    leads = {one: one for one in ids}
    asked = set(leads)
    while asked:
        rows = mongo.collection("merged").find({"_id": {"$in": sorted(asked)}}, {"into": 1})
        into = {row["_id"]: row["into"] for row in rows}
        leads = {one: into.get(at, at) for one, at in leads.items()}
        asked = set(into.values())
    return leads


def current(organisation: str) -> str:
    return currents([organisation])[organisation]


def same(ids: Iterable[str]) -> list[str]:
    """All ids that mean one of these organisations."""
    found = asked = set(currents(ids).values())
    while asked:
        rows = mongo.collection("merged").find({"into": {"$in": sorted(asked)}}, {"_id": 1})
        asked = {row["_id"] for row in rows} - found
        found = found | asked
    return sorted(found)


def former() -> list[str]:
    """Every id that only leads to another."""
    return sorted(row["_id"] for row in mongo.collection("merged").find({}, {"_id": 1}))


def under_all_names(
    held: Mapping[str, frozenset[str]],
) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """(roles by every id of the organisations, the ids among them that only lead to another). ``held``: by whatever
    id a membership names; of one organisation they are put together."""
    leads = currents(held)
    roles: dict[str, frozenset[str]] = {}
    for name, found in held.items():
        roles[leads[name]] = roles.get(leads[name], frozenset()) | found
    names = currents(same(roles))
    everywhere = {name: roles[at] for name, at in names.items()}
    return everywhere, frozenset(everywhere) - frozenset(roles)
