"""Rounds in a row as the fairness report shows them: a chart for each number, a table for each run."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext

from services.matching.pages import round_reading as reading
from services.matching.placing.repeating import QUARTERS
from shared.messages import N_

MEASURES = {
    "placed": N_("Placed"),
    "top3": N_("In one of the first three bids"),
    "level": N_("Mean level in the skills that the briefs need"),
}
LEFT, RIGHT, TOP, BOTTOM = 40, 308, 12, 128


def runs_of(found: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The runs that have a round, each called by its share for newcomers."""
    rows = found["runs"] if found else []
    return [{**run, "word": _word(run["share"])} for run in rows if run["rounds"]]


def _word(share: float | None) -> str:
    if share is None:
        return gettext("without a share for newcomers")
    return gettext("with a place for at least %(percent)s of a hundred newcomers", percent=round(share * 100))


def charts(runs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A picture of each measure: a line for each quarter and run, the runs with a share dashed."""
    return [_chart(measure, runs) for measure in MEASURES] if runs else []


def _chart(measure: str, runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Of the levels there is one before the first round, too."""
    lines: list[dict[str, Any]] = [
        {
            "quarter": quarter, "word": _who(quarter, run["word"]),
            "dashed": run["share"] is not None, "numbers": _numbers(measure, quarter, run),
        }
        for run in runs
        for quarter in QUARTERS
    ]  # fmt: skip
    highest = max(value for line in lines for _, value in line["numbers"])
    top = max(0.5, math.ceil(highest * 2) / 2) if measure == "level" else 1.0
    last = max(number for line in lines for number, _ in line["numbers"])
    for line in lines:
        line["points"] = [(_x(number, last), _y(value, top)) for number, value in line["numbers"]]
    return {
        "measure": measure, "word": gettext(MEASURES[measure]), "lines": lines, "top": top,
        "ticks": [(number, _x(number, last)) for number in range(last + 1)],
    }  # fmt: skip


def _who(quarter: str, run: str) -> str:
    return gettext("%(group)s, %(run)s", group=reading.group_word(quarter), run=run)


def _numbers(measure: str, quarter: str, run: Mapping[str, Any]) -> list[tuple[int, float]]:
    before = [(0, run["start"][quarter])] if measure == "level" else []
    return before + [(row["round"], row[measure][quarter]) for row in run["rounds"]]


def _x(number: int, last: int) -> float:
    return round(LEFT + (RIGHT - LEFT) * number / last, 1)


def _y(value: float, top: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * value / top, 1)
