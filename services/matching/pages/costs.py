"""What a change by hand costs, in the reader's words: objective, coverage, fairness, rules."""

from dataclasses import asdict
from typing import Any

from flask_babel import gettext

from services.matching.domain.plans import Plan
from services.matching.pages import round_reading as reading
from services.matching.pages.round_reading import Reader
from services.matching.placing import Change, Cost
from services.matching.usecases import adjusting
from shared.messages import N_
from shared.web.context import number

FIGURES = {
    "objective": N_("Objective"),
    "coverage": N_("Covered, on average"),
    "four_fifths": N_("Four-fifths ratio"),
}
"""What is said while somebody is dragged; the page that asks once has more of them."""


def of_change(reader: Reader, plan: Plan, change: Change) -> dict[str, Any]:
    """Nothing is changed. Raises as the change itself would."""
    cost = adjusting.cost(plan, reader.frozen, change)
    return {
        "before": asdict(cost.before), "after": asdict(cost.after), "broken": cost.rules,
        "text": f"{_what(reader, change)}{gettext(': ')}{_figures(cost)}",
    }  # fmt: skip


def _what(reader: Reader, change: Change) -> str:
    name = reader.student(change.student)
    if change.to:
        what = gettext("%(name)s to %(title)s", name=name, title=reader.title(change.to))
    else:
        what = gettext("%(name)s out of any team", name=name)
    swap = change.swap and gettext("%(name)s in exchange", name=reader.student(change.swap))
    return f"{what}{gettext(', ')}{swap}" if swap else what


def _figures(cost: Cost) -> str:
    parts = [
        f"{gettext(word)}{gettext(': ')}{before} → {after}"
        for name, word in FIGURES.items()
        for before, after in [(_said(getattr(cost.before, name)), _said(getattr(cost.after, name)))]
    ]
    if cost.rules:
        parts.append(gettext("breaks: %(rules)s", rules=gettext(", ").join(reading.rules(cost.rules))))
    return gettext("; ").join(parts)


def _said(value: float | None) -> str:
    return "–" if value is None else number(round(value, 2))
