"""Plans of rounds, and the frozen inputs that they were made of."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.matching.domain.plans import Plan
from services.matching.store import models
from services.matching.store.rounds import STAFF
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer

MOST_SHOWN = 100


@dataclass(frozen=True)
class Frozen:
    """What a plan is made of. In ``document`` (shixun.round/1) students are called s1, s2 … and teams' places p1, p2 …:
    ``people`` and ``briefs`` say who and what that is (None: an erased person, whose row was cut out).

    ``labels``: student → {group of a kind: its name}, for the fairness report. ``left_out``: why → how many students.
    ``wishes``: who asked to go together, {names, why}: why that could not be kept, None where the input has it.
    ``graph``: the version of the skill graph that it was read with, "" where that was not kept yet.
    ``cut``: how many erased people were cut out since; ``sha256`` stays that of the whole.
    """

    id: str
    round: str
    sha256: str
    document: Mapping[str, Any]
    people: Mapping[str, str | None]
    briefs: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    left_out: Mapping[str, int] = field(default_factory=dict)
    wishes: Sequence[Mapping[str, Any]] = ()
    graph: str = ""
    cut: int = 0

    def student(self, person: str) -> str | None:
        """What the person is called in it."""
        return next((name for name, one in self.people.items() if one == person), None)


def plan(plan_id: str, viewer: Viewer) -> Plan:
    wanted = {"_id": plan_id, "school": {"$in": viewer.organisations_as(*STAFF)}}
    document = mongo.collection("round_plans").find_one(wanted)
    if document is None:
        raise NotFound(N_("There is no such plan in this round."))
    return _plan(document)


def of_number(round_id: str, number: int, viewer: Viewer) -> Plan:
    """The round's plan of that number."""
    wanted = {"round": round_id, "number": number, "school": {"$in": viewer.organisations_as(*STAFF)}}
    document = mongo.collection("round_plans").find_one(wanted)
    if document is None:
        raise NotFound(N_("There is no such plan in this round."))
    return _plan(document)


def found(plan_id: str) -> Plan | None:
    """For jobs."""
    document = mongo.collection("round_plans").find_one({"_id": plan_id})
    return _plan(document) if document else None


def _plan(row: Mapping[str, Any]) -> Plan:
    """Without those who were erased since: whoever wrote the plan, and whenever, its input does not know them."""
    one = mongo.load(Plan, row)
    wanted = {"_id": one.frozen, "cut": {"$gt": 0}}
    cut = mongo.collection("round_inputs").find_one(wanted, {"names": 1, "people": 1}) if one.result else None
    if cut is not None:
        one.leave_out(
            name for name, person in zip(cut["names"], cut["people"], strict=True) if person is None
        )
    return one


def of_round(round_id: str) -> list[Plan]:
    """The newest first, without their teams."""
    rows = mongo.collection("round_plans").find({"round": round_id}, {"result": 0})
    return [mongo.load(Plan, row) for row in rows.sort([("number", -1), ("_id", 1)]).limit(MOST_SHOWN)]


def last_number(round_id: str) -> int:
    rows = mongo.collection("round_plans").find({"round": round_id}, {"number": 1})
    return next((row["number"] for row in rows.sort([("number", -1), ("_id", 1)]).limit(1)), 0)


def count_working(round_id: str) -> int:
    return mongo.collection("round_plans").count_documents({"round": round_id, "state": "working"})


def add(one: Plan) -> None:
    mongo.insert(models.Plan, one)
    one.version += 1


def save(one: Plan) -> None:
    mongo.replace(models.Plan, one)
    one.version += 1


def freeze(one: Frozen, now: datetime) -> str:
    """Keep the input, once for the same one; returns its id."""
    inputs = mongo.collection("round_inputs")
    held = inputs.find_one({"round": one.round, "sha256": one.sha256, "cut": 0}, {"_id": 1})
    if held is not None:
        return str(held["_id"])
    names = list(one.people)
    row = {
        "_id": one.id, "schema_version": 1, "round": one.round, "sha256": one.sha256, "at": now, "names": names,
        "people": [one.people[name] for name in names], "labels": [one.labels[name] for name in names],
        "briefs": dict(one.briefs), "left_out": dict(one.left_out), "wishes": list(one.wishes), "cut": 0,
        "graph": one.graph, "body": _packed(one.document),
    }  # fmt: skip
    inputs.insert_one(row)
    return one.id


def frozen(input_id: str) -> Frozen | None:
    row = mongo.collection("round_inputs").find_one({"_id": input_id})
    return _frozen(row) if row else None


def row_of(row: Mapping[str, Any], person: str) -> dict[str, Any]:
    """What stands of one person in a kept input."""
    found = _frozen(row)
    name = found.student(person)
    mine: dict[str, Any] = next((one for one in found.document["students"] if one["id"] == name), {})
    return {**mine, "labels": dict(found.labels.get(name or "", {}))}


def _frozen(row: Mapping[str, Any]) -> Frozen:
    return Frozen(
        id=row["_id"], round=row["round"], sha256=row["sha256"], document=json.loads(gzip.decompress(row["body"])),
        people=dict(zip(row["names"], row["people"], strict=True)), briefs=row["briefs"],
        labels={name: said for name, said in zip(row["names"], row["labels"], strict=True) if said is not None},
        left_out=row["left_out"], wishes=row.get("wishes", ()), graph=row.get("graph", ""), cut=row["cut"],
    )  # fmt: skip


def _packed(document: Mapping[str, Any]) -> bytes:
    return gzip.compress(json.dumps(document, ensure_ascii=False, sort_keys=True).encode(), 6, mtime=0)


def forget(person: str) -> None:
    """Cut an erased person out of every input, and what was written about them out of the plans made of it."""
    inputs = mongo.collection("round_inputs")
    for row in inputs.find({"people": person}):
        name = row["names"][row["people"].index(person)]
        place = row["names"].index(name)
        document = _without(_frozen(row).document, name)
        wishes = [
            wish | {"names": [one for one in wish["names"] if one != name]} for wish in row.get("wishes", ())
        ]
        change: dict[str, Any] = {f"people.{place}": None, f"labels.{place}": None, "body": _packed(document)}
        change["wishes"] = wishes
        inputs.update_one({"_id": row["_id"]}, {"$set": change, "$inc": {"cut": 1}})
        _forget_moves(row["_id"], name)


def _without(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    left = {kind: [pair for pair in document[kind] if name not in pair] for kind in ("apart", "together")}
    left |= {kind: [pair for pair in document[kind] if pair[0] != name] for kind in ("fixed", "forbidden")}
    return {**document, **left, "students": [one for one in document["students"] if one["id"] != name]}


def _forget_moves(frozen_id: str, name: str) -> None:
    plans = mongo.collection("round_plans")
    for row in plans.find({"frozen": frozen_id, "moves.0": {"$exists": True}}, {"moves": 1}):
        moves = [
            move | {"reason": ""} if name in (move["student"], move.get("with")) else move
            for move in row["moves"]
        ]
        plans.update_one({"_id": row["_id"]}, {"$set": {"moves": moves}})
