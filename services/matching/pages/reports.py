"""The fairness report of a round, for everybody of its school; what recomputes it, for those who hold rounds."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from services.matching import permissions
from services.matching.domain.stated import Kind, kinds_of
from services.matching.pages import in_a_row
from services.matching.pages import round_reading as reading
from services.matching.scoring import CONSTANTS
from services.matching.store import jobs as work_rows
from services.matching.store import rounds, students
from services.matching.usecases import reporting
from shared import directory
from shared.errors import NotFound
from shared.messages import N_
from shared.web.permissions import needs

pages = Blueprint("reports", __name__, url_prefix="/matching/rounds/<round_id>")

KINDS = {
    "level": N_("Prior level"),
    "evidence": N_("Evidence"),
    "programme": N_("Programme"),
    "school_class": N_("Class"),
}
WEIGHTS = {
    "coverage": N_("What teams cover"),
    "preference": N_("What students wish"),
    "growth": N_("What students can learn"),
}


@pages.get("/report")
@needs(permissions.READ_REPORTS)
def show(round_id: str) -> ResponseReturnValue:
    found, one = reporting.read(round_id, g.viewer), rounds.found(round_id)
    if one is None:
        raise NotFound(reporting.NONE)
    words = {name: gettext(word) for name, word in WEIGHTS.items()}
    return render_template(
        "matching/round_report.html",
        round=one,
        report=found,
        holds=one.school in g.viewer.organisations_as(*rounds.STAFF),
        kinds=[_kind(kind, found["figures"]["kinds"][kind]) for kind in KINDS],
        stated=_stated(found, one.region),
        in_a_row=_in_a_row(found),
        sensitivity=[row | {"word": words[row["larger"]]} for row in found["sensitivity"]],
        weights=[(word, found["weights"][name]) for name, word in words.items()],
    )


def _stated(found: Mapping[str, Any], region: str) -> list[dict[str, Any]]:
    """Of each kind that students of the region may state: its word, and its groups with theirs."""
    told = found.get("stated", {})
    return [
        {"word": gettext(kind.name), "top3_ratio": told[kind.key]["top3_ratio"],
         "groups": [_named(kind, row) for row in told[kind.key]["groups"]]}
        for kind in kinds_of(region)
        if kind.key in told
    ]  # fmt: skip


def _named(kind: Kind, row: Mapping[str, Any]) -> dict[str, Any]:
    name = kind.groups[row["group"]]
    return {**row, "word": gettext(name)}


def _in_a_row(found: Mapping[str, Any]) -> dict[str, Any]:
    count, runs = CONSTANTS["rounds_in_a_row"], in_a_row.runs_of(found.get("in_a_row"))
    return {
        "count": count, "gain": CONSTANTS["taught_gain"], "runs": runs, "charts": in_a_row.charts(runs),
        "alone": bool(runs) and len(found["in_a_row"]["runs"]) == 1,
        "ended": any(len(run["rounds"]) < count for run in runs),
        "progress": work_rows.progress(found.get("job")),
    }  # fmt: skip


def _kind(kind: str, found: dict[str, Any]) -> dict[str, Any]:
    names = _class_names([row["group"] for row in found["groups"]]) if kind == "school_class" else {}
    rows = [
        row | {"word": names.get(row["group"]) or reading.group_word(row["group"])} for row in found["groups"]
    ]
    return {**found, "kind": kind, "word": gettext(KINDS[kind]), "groups": rows}


def _class_names(classes: list[str]) -> dict[str, str]:
    """A class by its teacher; those without one are counted."""
    teachers = students.class_teachers(classes)
    names = directory.names(teachers.values())
    return {
        one: gettext("class of %(teacher)s", teacher=names[teachers[one]])
        if teachers.get(one) in names
        else gettext("class %(number)s", number=number)
        for number, one in enumerate(classes, start=1)
    }


@pages.get("/report/inputs.json")
@needs(permissions.HOLD_ROUNDS)
def inputs(round_id: str) -> Response:
    """Students are called s1, s2 … in it; nobody's name, but what each can do."""
    found = reporting.as_file(round_id, g.viewer)
    if found is None:
        raise NotFound(reporting.NONE)
    body = json.dumps(found, ensure_ascii=False, indent=1)
    headers = {"Content-Disposition": 'attachment; filename="round-report.json"', "Cache-Control": "no-store"}
    return Response(body, mimetype="application/json", headers=headers)
