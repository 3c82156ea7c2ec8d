"""Organisations that were merged into another: the id of before stays, and leads to the one that remains.

Nothing that names the old id is rewritten, since half of it is signed and the other half may come later than the
merging itself (docs/decisions/0013). Accounts keeps this for its own, the other services by its event.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from shared import mongo


def remember(organisation: str, into: str) -> None:
    """For ever: who is merged stays so. Done again it changes nothing."""
    values = {"schema_version": 1, "into": into}
    mongo.collection("merged").update_one({"_id": organisation}, {"$set": values}, upsert=True)


def family(ids: Iterable[str]) -> dict[str, str]:
    """Every id that means the same organisation as one of these, they among them → the one that remains.

    Asked for at each request: one read, unless there was a merging.
    """
    into: dict[str, str] = {}
    found = asked = set(ids)
    while asked:
        near: list[dict[str, Any]] = [{"_id": {"$in": sorted(asked)}}, {"into": {"$in": sorted(asked)}}]
        into |= {row["_id"]: row["into"] for row in mongo.collection("merged").find({"$or": near})}
        asked = {*into, *into.values()} - found
        found = found | asked
    return {one: _last(one, into) for one in found}


def _last(one: str, into: Mapping[str, str]) -> str:
    while one in into:
        one = into[one]
    return one


def currents(ids: Iterable[str]) -> dict[str, str]:
    """Each of the ids → the organisation that it means today; itself where it was merged into none."""
    asked = set(ids)
    means = family(asked)
    return {one: means[one] for one in asked}


def current(organisation: str) -> str:
    return currents([organisation])[organisation]


def same(ids: Iterable[str]) -> list[str]:
    """All ids that mean one of these organisations."""
    return sorted(family(ids))


def former() -> list[str]:
    """Every id that only leads to another."""
    return sorted(row["_id"] for row in mongo.collection("merged").find({}, {"_id": 1}))


def under_all_names(
    held: Mapping[str, frozenset[str]],
) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """(roles by every id of the organisations, the ids among them that only lead to another). ``held``: by whatever
    id a membership names; of one organisation they are put together."""
    leads = family(held)
    roles: dict[str, frozenset[str]] = {}
    for name, found in held.items():
        roles[leads[name]] = roles.get(leads[name], frozenset()) | found
    everywhere = {name: roles[at] for name, at in leads.items()}
    return everywhere, frozenset(everywhere) - frozenset(roles)
