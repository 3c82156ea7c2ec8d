"""Copies of briefs and of schools' approvals; which of them a student sees."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from services.matching import book
from services.matching.domain.briefs import APPROVED, Brief
from services.matching.store import students
from shared import directory, merged, mongo, searching, trades
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer


def take_in(brief_id: str, n: int, values: Mapping[str, Any]) -> Brief | None:
    """Change the copy unless it already holds a later event; None when it does, or there is none to change."""
    briefs = mongo.collection("briefs")
    held = briefs.find_one({"_id": brief_id})
    if (held is None and "title" not in values) or (held is not None and held["n"] >= n):
        return None
    words = {"words": words_of(values)} if "title" in values else {}
    briefs.update_one(
        {"_id": brief_id},
        {"$set": {"n": n, **values, **words}, "$setOnInsert": {"schema_version": 1, "bids": 0}},
        upsert=True,
    )
    return found(brief_id)


def words_of(values: Mapping[str, Any]) -> list[str]:
    """What a brief is found by: its title, task and results, its trade and its skills in all languages."""
    graph = book.graph()
    skills = [graph.skill(row["uri"]) for row in values["skills"] if row["uri"] in graph]
    names = [name for skill in skills for name in skill.names.values()]
    texts = [values["title"], values["problem"], *values["deliverables"]]
    return searching.words(*texts, *trades.names_of(values["trade"]), *names)


def found(brief_id: str) -> Brief | None:
    """For events and jobs."""
    document = mongo.collection("briefs").find_one({"_id": brief_id})
    return mongo.load(Brief, document) if document else None


def count(brief_id: str, **counts: int) -> bool:
    """``bids``, ``asked``, ``accepted``; False when so many were counted already, or there is no such brief."""
    changed = mongo.collection("briefs").update_one({"_id": brief_id}, {"$set": counts})
    return changed.modified_count > 0


def save_approval(approval: str, n: int, values: Mapping[str, Any]) -> None:
    approvals = mongo.collection("approvals")
    held = approvals.find_one({"_id": approval}, {"n": 1})
    if held is None or held["n"] < n:
        approvals.replace_one({"_id": approval}, {"schema_version": 1, "n": n, **values}, upsert=True)


def approving_schools(brief_id: str) -> list[str]:
    rows = mongo.collection("approvals").find({"brief": brief_id, "decision": {"$in": list(APPROVED)}})
    return sorted({row["school"] for row in rows})


def approved_for(viewer: Viewer, only: Collection[str] | None = None) -> dict[str, str]:
    """brief → decision, of the briefs in the viewer's region that a school of theirs approved."""
    decisions: dict[str, str] = {}
    regions = {place.school: place.region for place in students.studies_of(viewer.person)}
    wanted: dict[str, Any] = {"school": {"$in": merged.same(regions)}, "decision": {"$in": list(APPROVED)}}
    if only is not None:
        wanted["brief"] = {"$in": sorted(only)}
    for row in mongo.collection("approvals").find(wanted).sort("_id", 1):
        if decisions.get(row["brief"]) != "for_credit":
            decisions[row["brief"]] = row["decision"]
    allowed = {"_id": {"$in": sorted(decisions)}, "region": {"$in": sorted(set(regions.values()))}}
    same_region = mongo.collection("briefs").find(allowed, {"_id": 1})
    return {row["_id"]: decisions[row["_id"]] for row in same_region}


def open_for(viewer: Viewer) -> list[Brief]:
    """The open briefs that a school of the viewer's approved, in no order; none of a suspended company."""
    wanted = {"_id": {"$in": sorted(approved_for(viewer))}, "state": "open"}
    return [one for one in _as_read(mongo.collection("briefs").find(wanted)) if one.state == "open"]


def in_which(ids: Collection[str], text: str) -> set[str]:
    """Those of ``ids`` in which all words of ``text`` stand."""
    wanted = {"_id": {"$in": sorted(ids)}} | searching.query("words", text)
    return {row["_id"] for row in mongo.collection("briefs").find(wanted, {"_id": 1})}


def of_suspended(some: Iterable[Brief]) -> set[str]:
    """Those of the briefs whose company is suspended now, by id."""
    known = list(some)
    companies = directory.organisations({one.organisation for one in known})
    suspended = {company.id for company in companies if company.suspended}
    return {one.id for one in known if one.organisation in suspended}


def _as_read(rows: Iterable[dict[str, Any]]) -> list[Brief]:
    """While its company is suspended nobody bids on a brief."""
    found = [mongo.load(Brief, row) for row in rows]
    suspended = of_suspended(found)
    return [
        replace(one, state="closed") if one.state == "open" and one.id in suspended else one for one in found
    ]


def brief(brief_id: str, viewer: Viewer) -> Brief:
    """One that a school of the viewer's approved, or on which they bid; none that operators took down."""
    document = mongo.collection("briefs").find_one({"_id": brief_id, "taken_down": {"$ne": True}})
    bid = {"brief": brief_id, "person": viewer.person}
    mine = brief_id in approved_for(viewer, [brief_id]) or mongo.collection("bids").find_one(bid, {"_id": 1})
    if document is None or not mine:
        raise NotFound(N_("There is no such brief, or your school has not approved it."))
    return _as_read([document])[0]


def some(ids: Collection[str], viewer: Viewer) -> dict[str, Brief]:
    """Those of ``ids`` that the viewer may see, by id."""
    bids = mongo.collection("bids").find(
        {"person": viewer.person, "brief": {"$in": sorted(ids)}}, {"brief": 1}
    )
    allowed = set(approved_for(viewer, ids)) | {row["brief"] for row in bids}
    rows = mongo.collection("briefs").find({"_id": {"$in": sorted(allowed)}})
    return {one.id: one for one in _as_read(rows)}
