"""Open briefs as a student looks for them: filtered, in order, and what to drop when a filter leaves nothing."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g

from services.matching import book
from services.matching.domain.briefs import Brief
from services.matching.pages import reading
from services.matching.scoring import Fit, fit
from services.matching.store import bids, briefs
from shared.errors import Invalid
from shared.messages import N_
from shared.paging import Page, decode, page_of

Wanted = Callable[[Brief], bool]
Scored = tuple[Brief, Fit]

ORDERS: Mapping[str, Callable[[Scored], float]] = {
    "fit": lambda row: -row[1].score,
    "ends": lambda row: row[0].bidding_until.timestamp(),
    "weeks": lambda row: row[0].weeks,
}
"""How a list is sorted, smallest first; what is equal, by id."""


@dataclass(frozen=True)
class Listed:
    """``without``: where nothing is left, how many briefs each single filter keeps out."""

    page: Page[dict[str, Any]]
    without: Mapping[str, int]


def open_briefs(query: Mapping[str, Any], now: datetime, found: Sequence[Brief] | None = None) -> Listed:
    """Those of the reader's open briefs (``found``, where they are read already) that pass the query."""
    known = briefs.open_for(g.viewer) if found is None else found
    known = [one for one in known if one.takes_bids(now)]
    wanted = _filters(query, known)
    fails = [[name for name, passes in wanted.items() if not passes(one)] for one in known]
    left = [one for one, failed in zip(known, fails, strict=True) if not failed]
    alone = Counter(failed[0] for failed in fails if len(failed) == 1)
    return Listed(_page(left, query, now), {} if left else dict(alone.most_common()))


def _filters(query: Mapping[str, Any], found: Sequence[Brief]) -> dict[str, Wanted]:
    """What each filter of the query that says something lets through."""
    asked = {name: value for name, value in query.items() if value not in (None, "")}
    named = briefs.in_which([one.id for one in found], asked["q"]) if "q" in asked else set()
    credit = briefs.approved_for(g.viewer) if "credit" in asked else {}
    every: dict[str, Wanted] = {
        "q": lambda one: one.id in named,
        "trade": lambda one: one.trade == asked["trade"],
        "skill": lambda one: any(row["uri"] == asked["skill"] for row in one.skills),
        "weeks": lambda one: one.weeks <= asked["weeks"],
        "place": lambda one: one.where == asked["place"],
        "remote": lambda one: one.remote == asked["remote"],
        "language": lambda one: asked["language"] in (one.languages or [one.language]),
        "credit": lambda one: credit.get(one.id) == asked["credit"],
        "paid": lambda one: one.paid == asked["paid"],
    }
    return {name: passes for name, passes in every.items() if name in asked}


def _page(found: Sequence[Brief], query: Mapping[str, Any], now: datetime) -> Page[dict[str, Any]]:
    graph, mine = book.graph(), reading.my_holdings()
    order = ORDERS[query["sort"]]
    begin = _begin(query.get("after"))
    scored = [(one, fit(graph, one.needs, mine, now.date())) for one in found]
    rows = sorted(((order(row), row[0].id), row) for row in scored)
    left = [(place, row) for place, row in rows if begin is None or place > begin]
    page = page_of(left[: query["limit"] + 1], query["limit"], lambda row: row[0])
    ranks = bids.handed_in(g.viewer)
    approvals = briefs.approved_for(g.viewer, [place[1] for place, _ in page.items])
    items = [
        reading.brief_line(one, ranks, approvals) | {"fit": reading.fit_of(met)}
        for _, (one, met) in page.items
    ]
    return Page(items, page.next)


def _begin(cursor: str | None) -> tuple[float, str] | None:
    """Raises Invalid for a cursor of another list."""
    place = decode(cursor)
    if place is not None and not isinstance(place[0], int | float):
        raise Invalid({"after": N_("This is no cursor of ours. Begin with the first page.")})
    return place
