"""Deputies: named, running now, those of a person."""

from datetime import datetime
from typing import Any

from services.accounts.domain.deputy import Deputy
from services.accounts.store import models
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer


def add(deputy: Deputy) -> None:
    mongo.insert(models.Deputy, deputy)


def save(deputy: Deputy) -> None:
    mongo.replace(models.Deputy, deputy)


def known(deputy_id: str) -> Deputy | None:
    """For jobs and timers, which act for nobody."""
    found = mongo.collection("deputies").find_one({"_id": deputy_id})
    return mongo.load(Deputy, found) if found else None


def own(deputy_id: str, viewer: Viewer) -> Deputy:
    """One's own, and one in which one stands in."""
    whose = [{"person": viewer.person}, {"deputy": viewer.person}]
    found = mongo.collection("deputies").find_one({"_id": deputy_id, "$or": whose})
    if found is None:
        raise NotFound(N_("There is no such deputy."))
    return mongo.load(Deputy, found)


def of(viewer: Viewer, now: datetime) -> list[Deputy]:
    """Those to come and running, of the viewer and for others, by their last day."""
    found = _unended({"person": viewer.person}, now) + _unended({"deputy": viewer.person}, now)
    return sorted(found, key=lambda one: (one.ends, one.id))


def overlapping(person: str, organisation: str, begins: datetime, ends: datetime) -> bool:
    wanted = {"person": person, "organisation": organisation, "ended": None}
    meets = {"ends": {"$gte": begins}, "begins": {"$lte": ends}}
    return mongo.collection("deputies").find_one(wanted | meets, {"_id": 1}) is not None


def stood_for(viewer: Viewer, now: datetime) -> dict[str, set[str]]:
    """The persons for whom the viewer stands in now: organisations by person. Only while both belong there and the
    viewer still has all of the other's roles."""
    found: dict[str, set[str]] = {}
    for one in _running({"deputy": viewer.person}, now):
        if roles_of(one.organisation, one.person) <= viewer.roles.get(one.organisation, frozenset()):
            found.setdefault(one.person, set()).add(one.organisation)
    return found


def deputies_of(person: str, organisation: str | None, now: datetime) -> list[str]:
    """Who stands in for the person there now; without an organisation, anywhere. For reminders."""
    wanted: dict[str, Any] = {"person": person}
    if organisation is not None:
        wanted["organisation"] = organisation
    return sorted(
        {
            one.deputy for one in _running(wanted, now)
            if roles_of(one.organisation, person) <= roles_of(one.organisation, one.deputy)
        }
    )  # fmt: skip


def forget(person: str) -> None:
    mongo.collection("deputies").delete_many({"$or": [{"person": person}, {"deputy": person}]})


def roles_of(organisation: str, person: str) -> frozenset[str]:
    """Of an active membership; without one, a role that nobody has, so that nobody stands in for who has left."""
    wanted = {"organisation": organisation, "person": person, "state": "active"}
    found = mongo.collection("memberships").find_one(wanted, {"roles": 1})
    return frozenset(found["roles"]) if found else frozenset({"none"})


def _running(wanted: dict[str, Any], now: datetime) -> list[Deputy]:
    return [one for one in _unended(wanted, now) if one.state(now) == "running"]


def _unended(wanted: dict[str, Any], now: datetime) -> list[Deputy]:
    found = mongo.collection("deputies").find(wanted | {"ends": {"$gte": now}, "ended": None})
    return [mongo.load(Deputy, row) for row in found.sort([("ends", 1), ("_id", 1)]).limit(100)]
