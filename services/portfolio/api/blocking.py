"""Blocked records, for the registrar of the school that has to keep them."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.portfolio import permissions, schemas
from services.portfolio.api.blueprint import blueprint
from services.portfolio.domain.blocking import Blocked
from services.portfolio.pages import reader
from services.portfolio.store import blocking as store
from services.portfolio.usecases import blocking
from shared import clock
from shared.web.api import PageQuery


def _row(blocked: Blocked) -> dict[str, Any]:
    term = blocking.term_of(blocked.school, reader.settings().credit_terms)
    values = {name: getattr(blocked, name) for name in ("id", "school", "decided_at", "since")}
    return values | {
        "rule": term.source if term else None, "until": blocked.until(term.years if term else None),
    }  # fmt: skip


@blueprint.operation(
    "GET", "/credit-blocked", permissions.BLOCKED, query=PageQuery, gives=schemas.BlockedRecords
)
def list_blocked(query: Mapping[str, Any]) -> dict[str, Any]:
    """What my school has to keep of people who were erased: that it is there, and until when"""
    page = store.list_blocked(g.viewer, query["after"], query["limit"])
    return {"items": [_row(one) for one in page.items], "next": page.next}


@blueprint.operation(
    "POST", "/credit-blocked/<record_id>/open", permissions.BLOCKED, takes=schemas.OpenBlocked,
    gives=schemas.OpenedRecord, example={"reason": "The appeals board asks for the decision."},
)  # fmt: skip
def open_blocked(data: Mapping[str, Any], record_id: str) -> dict[str, Any]:
    """Open one, with the reason; it stands in the trail"""
    blocked = blocking.open_blocked(record_id, data["reason"], g.viewer, clock.now())
    lines = [line | {"text": reader.line(line)} for line in blocked.record["lines"]]
    return _row(blocked) | {"record": blocked.record | {"person": blocked.person, "lines": lines}}
