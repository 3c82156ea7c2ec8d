"""Teams that students form, whom they name, and who is asked to join."""

from collections.abc import Collection, Iterable
from itertools import chain

from services.matching.domain.companions import Ask, Companions, Wishes
from services.matching.store import models_companions as models
from services.matching.store import students
from shared import merged, mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer

MOST_WILLING = 500
"""So many of those who agreed last are looked at for a gap."""

NONE = N_("There is no such team of yours.")


def one_of_mine(companions_id: str, viewer: Viewer) -> Companions:
    row = mongo.collection("companions").find_one({"_id": companions_id, "members": viewer.person})
    if row is None:
        raise NotFound(NONE)
    return mongo.load(Companions, row)


def mine(viewer: Viewer) -> list[Companions]:
    """At most one for each brief, the newest first."""
    rows = mongo.collection("companions").find({"members": viewer.person}).sort([("made", -1), ("_id", -1)])
    return [mongo.load(Companions, row) for row in rows.limit(100)]


def found(companions_id: str) -> Companions | None:
    """For whoever was asked to join, and for timers."""
    row = mongo.collection("companions").find_one({"_id": companions_id})
    return mongo.load(Companions, row) if row else None


def by_secret(secret: str) -> Companions | None:
    """For whoever has the code. ``secret``: its digest."""
    row = mongo.collection("companions").find_one({"secret": secret})
    return mongo.load(Companions, row) if row else None


def of_person(person: str) -> list[Companions]:
    """For erasing."""
    rows = mongo.collection("companions").find({"members": person}).sort("_id", 1)
    return [mongo.load(Companions, row) for row in rows]


def applied(briefs: Iterable[str]) -> list[Companions]:
    """For the forming of teams: those who applied as one, the first ones first."""
    wanted = {"brief": {"$in": sorted(set(briefs))}, "state": "applied"}
    return [mongo.load(Companions, row) for row in mongo.collection("companions").find(wanted).sort("_id", 1)]


def in_teams(brief: str) -> set[str]:
    """Who is in a team that was formed for the brief."""
    return set(
        chain.from_iterable(row["members"] for row in mongo.collection("companions").find({"brief": brief}))
    )


def add(one: Companions) -> None:
    mongo.insert(models.Companions, one)
    one.version += 1


def save(one: Companions) -> None:
    mongo.replace(models.Companions, one)
    one.version += 1


def delete(one: Companions) -> None:
    mongo.collection("companions").delete_one({"_id": one.id})


def wishes(person: str) -> Wishes:
    row = mongo.collection("companion_wishes").find_one({"_id": person})
    return mongo.load(Wishes, row) if row else Wishes(person)


def save_wishes(given: Wishes) -> None:
    if given.version:
        mongo.replace(models.Wishes, given)
    else:
        mongo.insert(models.Wishes, given)
    given.version += 1


def pairs(people: Collection[str]) -> list[frozenset[str]]:
    """Those of ``people`` who name each other, in order."""
    rows = mongo.collection("companion_wishes").find({"_id": {"$in": sorted(people)}}, {"named": 1})
    named = {row["_id"]: set(row.get("named", ())) for row in rows}
    both = {
        frozenset((one, other))
        for one, others in named.items()
        for other in others
        if one in named.get(other, ())
    }
    return sorted(both, key=sorted)


def willing(schools: Collection[str]) -> dict[str, students.Studies]:
    """Students of those schools who agreed to be asked by teams."""
    rows = mongo.collection("companion_wishes").find({"willing": {"$type": "date"}}, {"_id": 1})
    people = [row["_id"] for row in rows.sort([("willing", -1), ("_id", 1)]).limit(MOST_WILLING)]
    return {place.person: place for place in reversed(students.studies_in(schools, people))}


def called(name: str, viewer: Viewer) -> list[students.Studies]:
    """Students of the viewer's schools who are called exactly so, but for themselves."""
    schools = merged.same({place.school for place in students.studies_of(viewer.person)})
    ours = mongo.collection("memberships").distinct(
        "person", {"organisation": {"$in": schools}, "state": "active", "roles": "student"}
    )
    rows = mongo.collection("people").find({"_id": {"$in": ours}, "name": name}, {"_id": 1})
    people = {row["_id"] for row in rows} - {viewer.person}
    return list({place.person: place for place in students.studies_in(schools, people)}.values())


def ask_of_mine(ask_id: str, viewer: Viewer) -> Ask:
    row = mongo.collection("companion_asks").find_one({"_id": ask_id, "person": viewer.person})
    if row is None:
        raise NotFound(N_("Nobody asks you this, or no longer."))
    return mongo.load(Ask, row)


def asks_of_mine(viewer: Viewer) -> list[Ask]:
    """Those that wait for the viewer's answer, the newest first."""
    rows = (
        mongo.collection("companion_asks").find({"person": viewer.person}).sort([("asked", -1), ("_id", 1)])
    )
    return [ask for row in rows.limit(100) if (ask := mongo.load(Ask, row)).state == "asked"]


def ask(ask_id: str) -> Ask | None:
    """For timers."""
    row = mongo.collection("companion_asks").find_one({"_id": ask_id})
    return mongo.load(Ask, row) if row else None


def asks_by(companions_id: str) -> list[Ask]:
    """All that a team ever asked, oldest first."""
    rows = mongo.collection("companion_asks").find({"companions": companions_id}).sort("_id", 1)
    return [mongo.load(Ask, row) for row in rows]


def add_ask(one: Ask) -> None:
    mongo.insert(models.Ask, one)


def save_ask(one: Ask) -> None:
    mongo.replace(models.Ask, one)


def forget(person: str) -> None:
    """The wishes of an erased person, and who named them."""
    mongo.collection("companion_wishes").delete_one({"_id": person})
    mongo.collection("companion_wishes").update_many({"named": person}, {"$pull": {"named": person}})
    mongo.collection("companion_asks").delete_many({"person": person})
