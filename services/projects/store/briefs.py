"""Briefs, their published editions, approvals; who may read and who may change them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.projects.domain.approval import Approval
from services.projects.domain.brief import Brief
from services.projects.store import models
from shared import directory, mongo
from shared.alphabet import COLLATIONS
from shared.errors import NotFound
from shared.ids import new_id
from shared.messages import N_
from shared.paging import Page, after, decode, page_of
from shared.viewer import Viewer

OWNERS = ("company_admin", "mentor")
COMPANY = (*OWNERS, "recruiter")
SCHOOL = ("teacher", "school_admin")

ROW = ("title", "trade", "state", "state_since", "updated_at", "due", "reviewer", "published_version", "version",
       "organisation", "kind", "lang", "teams", "bidding_until", "empty_rounds")  # fmt: skip


def _seen_by(viewer: Viewer) -> dict[str, Any]:
    """The company's own; those handed in that are offered to one's school and were not taken down; for operators all
    that were handed in."""
    handed_in = {"state": {"$ne": "draft"}}
    schools = viewer.organisations_as(*SCHOOL, "registrar")
    seen: list[dict[str, Any]] = [{"organisation": {"$in": viewer.organisations_as(*COMPANY)}}]
    seen.append({"offered_to": {"$in": schools}, "taken_down": {"$ne": True}, **handed_in})
    if viewer.operator:
        seen.append(handed_in)
    return {"$or": seen}


def _no_such() -> NotFound:
    return NotFound(N_("There is no such brief."))


def add(brief: Brief, now: datetime) -> None:
    brief.updated_at = now
    mongo.insert(models.Brief, brief)
    brief.version += 1


def save(brief: Brief, now: datetime) -> None:
    brief.updated_at = now
    mongo.replace(models.Brief, brief)
    brief.version += 1


def _one(wanted: dict[str, Any]) -> Brief:
    found = mongo.collection("briefs").find_one(wanted)
    if found is None:
        raise _no_such()
    return mongo.load(Brief, found)


def brief(brief_id: str, viewer: Viewer) -> Brief:
    return _one({"_id": brief_id, **_seen_by(viewer)})


def own(brief_id: str, viewer: Viewer) -> Brief:
    """One that the viewer may change."""
    return _one({"_id": brief_id, "organisation": {"$in": viewer.organisations_as(*OWNERS)}})


def reviewed_by(brief_id: str, viewer: Viewer) -> Brief:
    """One that the viewer's school, or the viewer as operator, reviews; nobody reviews their own company's."""
    reviewers: list[str | None] = [*viewer.organisations_as(*SCHOOL)]
    if viewer.operator:
        reviewers.append(None)
    found = _one({"_id": brief_id, "state": {"$ne": "draft"}, "reviewer": {"$in": reviewers}})
    if directory.belongs(viewer.person, found.organisation):  # suspended or not
        raise _no_such()
    return found


def found(brief_id: str) -> Brief | None:
    """As ``known``, where there may be none."""
    document = mongo.collection("briefs").find_one({"_id": brief_id})
    return mongo.load(Brief, document) if document else None


def known(brief_id: str) -> Brief:
    """For events and timers, which act for nobody."""
    return _one({"_id": brief_id})


SORTS = {"title": "title", "updated": "updated_at"}
"""By what a list of briefs can be sorted, and the field that says it."""


def listed(
    viewer: Viewer, cursor: str | None, limit: int, state: str | None = None, sort: str = "-updated",
    language: str = "en",
) -> Page[Mapping[str, Any]]:  # fmt: skip
    """My organisations' briefs, the last changed first; rows of ROW and "id". ``sort``: one of SORTS, "-" before it
    for the other way round, titles as they are sorted in the ``language``."""
    wanted: dict[str, Any] = {"organisation": {"$in": viewer.organisations_as(*COMPANY)}}
    wanted |= {"state": state} if state else {}
    field, falls = SORTS[sort.removeprefix("-")], sort.startswith("-")
    place, sign = decode(cursor), -1 if falls else 1
    if place is not None:
        wanted |= {field: {"$lte" if falls else "$gte": place[0]}} | after(cursor, field, descending=falls)
    found = mongo.collection("briefs").find(wanted, dict.fromkeys(ROW, 1))
    if field == "title":
        found = found.collation({"locale": COLLATIONS[language]})
    rows = list(found.sort([(field, sign), ("_id", sign)]).limit(limit + 1))
    for row in rows:
        row["id"] = row.pop("_id")
    return page_of(rows, limit, lambda row: (row[field], row["id"]))


def newest_change(viewer: Viewer) -> datetime | None:
    """When a brief of my organisations last changed: one read of the index."""
    moments = [
        mongo.highest("briefs", {"organisation": organisation}, "updated_at")
        for organisation in viewer.organisations_as(*COMPANY)
    ]
    return max((moment for moment in moments if moment), default=None)


def to_review(viewer: Viewer, limit: int = 100) -> list[Mapping[str, Any]]:
    """Submitted briefs that wait for the viewer's school, or the operators, soonest due first."""
    reviewers: list[str | None] = [*viewer.organisations_as(*SCHOOL)]
    if viewer.operator:
        reviewers.append(None)
    wanted = {"state": "submitted", "reviewer": {"$in": reviewers}}
    found = mongo.collection("briefs").find(wanted, dict.fromkeys(ROW, 1))
    return list(found.sort([("due", 1), ("_id", 1)]).limit(limit))


def add_edition(brief: Brief, now: datetime) -> None:
    """Keep the brief as it was published: students agreed to these words."""
    terms = {name: value for name, value in mongo.converter.unstructure(brief).items() if name in _TERMS}
    row = {
        "_id": new_id(),
        "schema_version": 1,
        "brief": brief.id,
        "edition": brief.published_version,
        "at": now,
    }
    mongo.collection("editions").insert_one(row | {"terms": terms})


_TERMS = frozenset(
    (
        "lang", "title", "trade", "kind", "place", "risk", "problem", "deliverables", "criteria", "skills",
        "milestones", "weeks", "hours_per_week", "supervision_hours", "paid", "pay", "costs", "ip", "nda",
        "nda_text", "data_access", "languages", "team_min", "team_max", "teams", "programmes_min", "offered_to",
        "vulnerable",
    )
)  # fmt: skip


def editions(brief_id: str, limit: int = 50) -> list[dict[str, Any]]:
    """The published editions, newest first: {edition, at, terms}. Of a brief that the caller has read."""
    found = mongo.collection("editions").find({"brief": brief_id}, {"_id": 0, "schema_version": 0})
    return list(found.sort("edition", -1).limit(limit))


def edition(brief_id: str, number: int) -> dict[str, Any]:
    """The terms of one published edition. Of a brief or team that the caller has read."""
    found = mongo.collection("editions").find_one({"brief": brief_id, "edition": number})
    if found is None:
        raise _no_such()
    return dict(found["terms"])


def add_approval(approval: Approval) -> None:
    mongo.insert(models.Approval, approval)


def save_approval(approval: Approval) -> None:
    mongo.replace(models.Approval, approval)


def approvals(brief_id: str) -> list[Approval]:
    """All schools' decisions on a brief that the caller has read."""
    found = mongo.collection("approvals").find({"brief": brief_id}).sort([("brief", 1), ("school", 1)])
    return [mongo.load(Approval, document) for document in found]


def approval_of(brief_id: str, school: str, viewer: Viewer) -> Approval:
    """The one that the viewer decides for that school."""
    mine = school in viewer.organisations_as(*SCHOOL)
    found = mongo.collection("approvals").find_one({"brief": brief_id, "school": school}) if mine else None
    if found is None:
        raise NotFound(N_("The brief is not offered to your school."))
    return mongo.load(Approval, found)


def known_approval(approval_id: str) -> Approval:
    """For timers, which act for nobody."""
    found = mongo.collection("approvals").find_one({"_id": approval_id})
    if found is None:
        raise _no_such()
    return mongo.load(Approval, found)


def my_approvals(brief_id: str, viewer: Viewer) -> list[Approval]:
    schools = viewer.organisations_as(*SCHOOL)
    return [approval for approval in approvals(brief_id) if approval.school in schools]


def asked_approvals(viewer: Viewer, limit: int = 100) -> list[Approval]:
    """Those that wait for the viewer's schools, soonest due first."""
    wanted = {"school": {"$in": viewer.organisations_as(*SCHOOL)}, "state": "asked"}
    found = mongo.collection("approvals").find(wanted).sort([("due", 1), ("_id", 1)]).limit(limit)
    return [mongo.load(Approval, document) for document in found]


def titles(brief_ids: list[str]) -> dict[str, str]:
    """Titles by id, of briefs that the caller came upon through something it may see."""
    found = mongo.collection("briefs").find({"_id": {"$in": brief_ids}}, {"title": 1})
    return {document["_id"]: document["title"] for document in found}


def owners(brief_ids: list[str]) -> dict[str, str]:
    """Their companies by id, of briefs that the caller came upon through something it may see."""
    found = mongo.collection("briefs").find({"_id": {"$in": brief_ids}}, {"organisation": 1})
    return {document["_id"]: document["organisation"] for document in found}


def save_bids(brief_id: str, n: int, **counts: int) -> None:
    """``count`` of those who bid, ``asked`` for a seat, ``accepted`` it; an older event changes nothing."""
    mongo.collection("bids").update_one(
        {"_id": brief_id}, {"$max": {"n": n}, "$set": {"schema_version": 1}}, upsert=True
    )
    mongo.collection("bids").update_one({"_id": brief_id, "n": n}, {"$set": counts})


def bids(brief_id: str) -> int:
    return counts(brief_id)["count"]


def counts(brief_id: str) -> dict[str, int]:
    """How many bid on a brief, were asked for a seat and accepted it."""
    found = mongo.collection("bids").find_one({"_id": brief_id}) or {}
    return {name: int(found.get(name, 0)) for name in ("count", "asked", "accepted")}
