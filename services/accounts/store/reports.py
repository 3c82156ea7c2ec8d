"""Reports about texts on the platform."""

from datetime import datetime

from services.accounts.domain.report import Report
from services.accounts.store import models
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.paging import Page, after, page_of
from shared.viewer import Viewer


def add(report: Report) -> None:
    mongo.insert(models.Report, report)


def save(report: Report) -> None:
    mongo.replace(models.Report, report)


def report(report_id: str, viewer: Viewer) -> Report:
    """For operators."""
    found = mongo.collection("reports").find_one({"_id": report_id}) if viewer.operator else None
    if found is None:
        raise NotFound(N_("There is no such report."))
    return mongo.load(Report, found)


def known(report_id: str) -> Report | None:
    """For events, which act for nobody."""
    found = mongo.collection("reports").find_one({"_id": report_id})
    return mongo.load(Report, found) if found else None


def outcome(report_id: str, viewer: Viewer) -> Report:
    """A decided one, for who reported it and for who was told that their text is gone."""
    concerned = [{"by": viewer.person}, {"told": viewer.person}]
    wanted = {"_id": report_id, "state": {"$ne": "open"}, "$or": concerned}
    found = mongo.collection("reports").find_one(wanted)
    if found is None:
        raise NotFound(N_("There is no such report."))
    return mongo.load(Report, found)


def decided(viewer: Viewer, cursor: str | None, limit: int) -> Page[Report]:
    """For operators: what was decided, the last first."""
    if not viewer.operator:
        return Page([])
    wanted = {"$and": [{"decided": {"$ne": None}}, after(cursor, "decided", descending=True)]}
    found = mongo.collection("reports").find(wanted).sort([("decided", -1), ("_id", -1)]).limit(limit + 1)
    rows = [mongo.load(Report, row) for row in found]
    return page_of(rows, limit, lambda row: (row.decided, row.id))


def listed(viewer: Viewer, cursor: str | None, limit: int) -> Page[Report]:
    """For operators: what is undecided, the oldest first."""
    if not viewer.operator:
        return Page([])
    wanted = {"state": "open"} | after(cursor, "at")
    found = mongo.collection("reports").find(wanted).sort([("at", 1), ("_id", 1)]).limit(limit + 1)
    rows = [mongo.load(Report, row) for row in found]
    return page_of(rows, limit, lambda row: (row.at, row.id))


def open_about(object_id: str) -> list[Report]:
    """For the rule that decides all reports about a thing together."""
    found = mongo.collection("reports").find({"object": object_id, "state": "open"})
    return [mongo.load(Report, row) for row in found.sort("_id", 1).limit(1000)]


def open_ones(viewer: Viewer) -> tuple[int, datetime | None]:
    """For operators: (how many are undecided, counted up to 1,000; since when the oldest is)."""
    if not viewer.operator:
        return 0, None
    oldest = mongo.collection("reports").find_one({"state": "open"}, sort=[("at", 1), ("_id", 1)])
    number = mongo.collection("reports").count_documents({"state": "open"}, limit=1000)
    return number, oldest["at"] if oldest else None


def forget(person: str) -> None:
    """What the person wrote, and that it was they. In the erasing transaction."""
    change = {"$unset": {"by": "", "text": ""}, "$inc": {"version": 1}}
    mongo.collection("reports").update_many({"by": person}, change)
    mongo.collection("reports").update_many(
        {"told": person}, {"$pull": {"told": person}, "$inc": {"version": 1}}
    )
    said = {"$set": {"reason": ""}, "$inc": {"version": 1}}
    mongo.collection("reports").update_many({"decided_by": person}, said)
