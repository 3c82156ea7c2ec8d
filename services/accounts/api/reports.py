"""Report a text; operators read and decide."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.accounts import permissions, schemas
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.pages import reader
from services.accounts.store import reports
from services.accounts.usecases import reporting
from shared import clock
from shared.web.api import PageQuery


@blueprint.operation(
    "POST", "/reports", permissions.PUBLIC, takes=schemas.NewReport, gives=schemas.Reported, status=201,
    example=examples.REPORT,
)  # fmt: skip
def report(data: Mapping[str, str]) -> dict[str, str]:
    """Say that a text should not be there; signed in or not"""
    made = reporting.report(**data, viewer=g.viewer, address=reader.address(), now=clock.now())
    return {"id": made.id}


@blueprint.operation("GET", "/reports", permissions.OPERATE, query=PageQuery, gives=schemas.Reports)
def list_reports(query: Mapping[str, Any]) -> dict[str, Any]:
    """What was reported and is undecided, the oldest first"""
    page = reports.listed(g.viewer, query["after"], query["limit"])
    return {"items": list(page.items), "next": page.next}


@blueprint.operation(
    "POST", "/reports/<report_id>/decide", permissions.OPERATE, takes=schemas.ReportDecision, gives=schemas.Report,
    example=examples.REPORT_DECISION,
)  # fmt: skip
def decide_report(data: Mapping[str, str], report_id: str) -> Any:
    """Decide it, with a reason, for all reports about the same thing"""
    reporting.decide(report_id, data["decision"], data["reason"], g.viewer, clock.now())
    return reports.report(report_id, g.viewer)
