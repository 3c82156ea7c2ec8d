"""Credit rules, the one-use keys of results, applications."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from services.portfolio.credits.conditions import text
from services.portfolio.credits.rules import RuleSet
from services.portfolio.credits.uses import Use
from services.portfolio.domain.applying import Application
from services.portfolio.store import models
from shared import merged, mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.paging import Page, after, page_of
from shared.viewer import Viewer

PROJECT = "project"


def add_rule(rule: RuleSet) -> None:
    mongo.insert(models.Rule, rule)


def save_rule(rule: RuleSet) -> None:
    mongo.replace(models.Rule, rule)


def rule(rule_id: str, viewer: Viewer) -> RuleSet:
    """A registrar's own school's; for others of the school once it is published."""
    return _rule({"_id": rule_id, "$or": _readable(viewer)})


def written_rule(rule_id: str, viewer: Viewer) -> RuleSet:
    """To change it."""
    return _rule({"_id": rule_id, "school": {"$in": viewer.organisations_as("registrar")}})


def rules(viewer: Viewer, state: str | None = None) -> list[RuleSet]:
    """Newest first, drafts for registrars only."""
    wanted: dict[str, Any] = {"$or": _readable(viewer)} | ({"state": state} if state else {})
    found = mongo.collection("rules").find(wanted).sort([("created_at", -1), ("_id", -1)]).limit(200)
    return [mongo.load(RuleSet, row) for row in found]


def next_number(school: str) -> int:
    """The number of the school's next published version."""
    wanted = {"school": {"$in": merged.same([school])}, "number": {"$gt": 0}}
    last = mongo.collection("rules").find_one(wanted, sort=[("number", -1)])
    return 1 + (int(last["number"]) if last else 0)


def _readable(viewer: Viewer) -> list[dict[str, Any]]:
    schools = viewer.organisations_as("student", "teacher", "school_admin")
    return [
        {"school": {"$in": viewer.organisations_as("registrar")}},
        {"school": {"$in": schools}, "state": {"$in": ["published", "retired"]}},
    ]


def _rule(wanted: dict[str, Any]) -> RuleSet:
    found = mongo.collection("rules").find_one(wanted)
    if found is None:
        raise NotFound(N_("There is no such rule."))
    return mongo.load(RuleSet, found)


def uses(contributions: list[str]) -> dict[str, Use]:
    """By contribution; one that was never used has none yet."""
    found = mongo.collection("uses").find({"_id": {"$in": contributions}})
    return {row["_id"]: mongo.load(Use, row) for row in found}


def save_use(use: Use) -> None:
    """Raises Conflict or Stale when somebody was faster: each result is used once."""
    if use.version:
        mongo.replace(models.Use, use)
    else:
        mongo.insert(models.Use, use)


def add_application(application: Application) -> None:
    mongo.insert(models.Application, application)


def save_application(application: Application) -> None:
    mongo.replace(models.Application, application)


def application(application_id: str, viewer: Viewer) -> Application:
    """One's own, or of the school whose registrar or admin one is."""
    return _application({"_id": application_id, "$or": _seen(viewer)})


def decidable(application_id: str, viewer: Viewer) -> Application:
    return _application({"_id": application_id, "school": {"$in": viewer.organisations_as("registrar")}})


def kept_application(application_id: str) -> Application | None:
    """For timers: nobody looks."""
    found = mongo.collection("applications").find_one({"_id": application_id})
    return mongo.load(Application, found) if found else None


def applications(
    viewer: Viewer, state: str | None, cursor: str | None, limit: int, newest: bool = False
) -> Page[Application]:
    """Oldest first: who waits longest comes first."""
    wanted: list[dict[str, Any]] = [{"$or": _seen(viewer)}, after(cursor, "created", descending=newest)]
    if state:
        wanted.append({"state": state})
    sign = -1 if newest else 1
    found = mongo.collection("applications").find({"$and": wanted}).sort([("created", sign), ("_id", sign)])
    rows = [mongo.load(Application, row) for row in found.limit(limit + 1)]
    return page_of(rows, limit, lambda row: (row.created, row.id))


def own_applications(viewer: Viewer) -> list[Application]:
    found = mongo.collection("applications").find({"person": viewer.person})
    return [mongo.load(Application, row) for row in found.sort([("created", -1), ("_id", 1)]).limit(100)]


def granted(person: str, school: str, state: str = "approved") -> dict[str, str]:
    """Credits that the school granted the person, by type of result; with "applied" those that wait for its answer."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    wanted = {"person": person, "school": {"$in": merged.same([school])}, "state": state}
    for row in mongo.collection("applications").find(wanted, {"total": 1}):
        totals[PROJECT] += Decimal(row["total"])
    return {kind: text(total) for kind, total in totals.items()}


def touch_others(application: Application) -> None:
    """What one decision grants, the next one has to count: both write the same rows, so that two at once are done one
    after the other."""
    others = {"person": application.person, "school": {"$in": merged.same([application.school])}}
    others |= {"state": "applied", "_id": {"$ne": application.id}}
    mongo.collection("applications").update_many(others, {"$inc": {"version": 1}})


def _seen(viewer: Viewer) -> list[dict[str, Any]]:
    return [
        {"person": viewer.person},
        {"school": {"$in": viewer.organisations_as("registrar", "school_admin")}},
    ]


def _application(wanted: dict[str, Any]) -> Application:
    found = mongo.collection("applications").find_one(wanted)
    if found is None:
        raise NotFound(N_("There is no such application."))
    return mongo.load(Application, found)
