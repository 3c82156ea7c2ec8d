"""What employers can find: of each person and skill the best confirmed level, and how much evidence stands behind it.

Rows are made anew from the person's valid credentials whenever one of these changes.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from services.portfolio.domain.evidence import Credential
from services.portfolio.domain.showing import Profile
from services.portfolio.domain.wishes import Wanted
from services.portfolio.store import evidence, models
from shared import directory, mongo
from shared.clock import Calendar
from shared.searching import fold, query, words
from shared.skillnames import all_names

FEWEST = 5
MOST_FOUND = 500


def profile(person: str) -> Profile:
    found = mongo.collection("profiles").find_one({"_id": person})
    return mongo.load(Profile, found) if found else Profile(person)


def save_profile(profile: Profile) -> None:
    if profile.version:
        mongo.replace(models.Profile, profile)
    else:
        mongo.insert(models.Profile, profile)


def confirm(person: str, now: datetime) -> None:
    """Make the person's rows anew. In the transaction of what changed."""
    rows = mongo.collection("confirmed")
    rows.delete_many({"person": person})
    by_skill: dict[str, list[tuple[Credential, dict[str, Any]]]] = defaultdict(list)
    for credential in evidence.credentials_of(person):
        if credential.status == "valid":
            for result in credential.results:
                by_skill[result["uri"]].append((credential, result))
    where = _place(person) | _let(profile(person))
    made = [_row(person, uri, found, now) | where for uri, found in sorted(by_skill.items())]
    if made:
        rows.insert_many(made)


def _row(
    person: str, uri: str, found: list[tuple[Credential, dict[str, Any]]], now: datetime
) -> dict[str, Any]:
    labels = sorted({result["label"] for _, result in found})
    return {
        "_id": f"{person}:{hashlib.sha256(uri.encode()).hexdigest()[:32]}",
        "schema_version": 1,
        "person": person,
        "uri": uri,
        "labels": labels,
        "words": words_of(labels),
        "level": max(result["level"] for _, result in found),
        "evidence": len(found),
        "looked_at": sum(not result["untouched"] for _, result in found),
        "companies": len({credential.company for credential, _ in found}),
        "latest": max(credential.accepted_at for credential, _ in found),
        "at": now,
    }


def words_of(labels: list[str]) -> list[str]:
    """What a row is found by: the skill's names in all languages."""
    return words(*(name for label in labels for name in all_names(label)))


def _place(person: str) -> dict[str, Any]:
    schools = [one["organisation"] for one in directory.memberships(person) if "student" in one["roles"]]
    regions = [one.region for one in directory.organisations(schools) if not one.suspended]
    return {"region": regions[0] if regions else None}


def region(person: str) -> str | None:
    found = _place(person)["region"]
    return str(found) if found else None


def calendar(person: str) -> Calendar:
    """How days count for the person: by their school's."""
    schools = [one["organisation"] for one in directory.memberships(person) if "student" in one["roles"]]
    return directory.calendar_of(schools[0] if schools else "")


def place(person: str) -> None:
    """The person's school may have become known, or another one."""
    mongo.collection("confirmed").update_many({"person": person}, {"$set": _place(person)})


def place_members(organisation: str) -> None:
    people = directory.members(organisation, "student")
    with_rows = mongo.collection("confirmed").distinct("person", {"person": {"$in": people}})
    for person in with_rows:
        place(person)


def publish(profile: Profile) -> None:
    """Their rows are found, or no longer, and by what they say."""
    mongo.collection("confirmed").update_many({"person": profile.id}, {"$set": _let(profile)})


def _let(profile: Profile) -> dict[str, Any]:
    """Nothing of what was said stays beside rows that nobody finds."""
    if not profile.published:
        return {"published": False, "trades": [], "places": [], "available": ""}
    said = {"trades": profile.trades, "places": words(*profile.places), "available": profile.available}
    return {"published": True} | said


def find(wanted: Wanted, regions: list[str]) -> list[dict[str, Any]]:
    """Published people of these regions with the skill confirmed at that level or above, and with these wishes, best
    evidenced first: of the wishes nothing counts for the order."""
    asked = _in(regions) | {"uri": wanted.skill, "level": {"$gte": wanted.level}} | _wishes(wanted)
    found = mongo.collection("confirmed").find(asked).sort([("level", -1), ("evidence", -1), ("_id", 1)])
    rows = list(found.limit(MOST_FOUND))
    key = ("level", "evidence", "companies", "looked_at", "latest")
    return sorted(rows, key=lambda row: tuple(row[name] for name in key), reverse=True)


def _wishes(wanted: Wanted) -> dict[str, Any]:
    asked: dict[str, Any] = {"trades": wanted.trade} if wanted.trade else {}
    if wanted.place:
        asked |= query("places", wanted.place)
    if wanted.by:
        asked["available"] = {"$gt": "", "$lte": wanted.by}
    return asked


def published(regions: list[str]) -> list[str]:
    """Everybody who may be found there, but for what their reader and their age say."""
    return list(mongo.collection("confirmed").distinct("person", _in(regions)))


def _in(regions: list[str]) -> dict[str, Any]:
    return {"published": True, "region": {"$in": regions}}


def is_uri(skill: str) -> bool:
    return "://" in skill or skill.startswith("urn:")


def named(text: str, regions: list[str], hidden: Collection[str]) -> list[dict[str, Any]]:
    """Of `skills` those that ``text`` may mean: the one with exactly that name, or all whose names hold its words."""
    meant = skills(regions, hidden, text)
    exact = [row for row in meant if fold(text) in {fold(name) for name in all_names(row["label"])}]
    return exact or meant


def skills(regions: list[str], hidden: Collection[str], text: str | None = None) -> list[dict[str, Any]]:
    """The skills for which enough published people have evidence, without the hidden: [{uri, label}], by label."""
    shown = {"person": {"$nin": list(hidden)}}
    stages: list[dict[str, Any]] = [
        {"$match": _in(regions) | shown | (query("words", text) if text else {})},
        {"$group": {"_id": "$uri", "people": {"$sum": 1}, "labels": {"$first": "$labels"}}},
        {"$match": {"people": {"$gte": FEWEST}}},
        {"$limit": 500},
    ]
    found = [
        {"uri": row["_id"], "label": row["labels"][0]}
        for row in mongo.collection("confirmed").aggregate(stages)
    ]
    return sorted(found, key=lambda row: row["label"])
