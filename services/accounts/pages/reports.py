"""Report a text: a form for everybody; the operators' list and decision."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions, schemas
from services.accounts.domain import report as rules
from services.accounts.pages import reader
from services.accounts.store import reports
from services.accounts.usecases import reporting
from shared import clock
from shared.errors import Invalid, NotFound
from shared.messages import N_
from shared.web import forms
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("reports", __name__, url_prefix="/accounts")


@pages.get("/report")
@needs(permissions.PUBLIC)
def ask() -> str:
    about = request.args.get("about", "")
    try:
        rules.place(about)
    except Invalid as error:
        raise NotFound(N_("There is nothing here, or you may not see it.")) from error
    return _ask(forms.filled({"about": about}))


def _ask(form: forms.Form) -> str:
    return render_template("accounts/report.html", form=form, categories=rules.CATEGORIES)


@pages.post("/report")
@needs(permissions.PUBLIC)
@once
def report() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        reporting.report(**data, viewer=g.viewer, address=reader.address(), now=clock.now())
        return "/accounts/report/sent"

    return forms.submit(schemas.NewReport(), work, _ask)


@pages.get("/report/sent")
@needs(permissions.PUBLIC)
def sent() -> str:
    return render_template("accounts/reported.html")


@pages.get("/reports/<report_id>")
@needs(permissions.SIGNED_IN)
def outcome(report_id: str) -> str:
    """What was decided, for who reported it and for whose text it was; neither reads who the other is."""
    found = reports.outcome(report_id, g.viewer)
    return render_template(
        "accounts/report_outcome.html", report=found, mine=found.by == g.viewer.person, kinds=rules.KINDS,
        categories=rules.CATEGORIES,
    )  # fmt: skip


@pages.post("/reports/<report_id>")
@needs(permissions.SIGNED_IN)
def has_read(report_id: str) -> ResponseReturnValue:
    reporting.has_read(report_id, g.viewer, clock.now())
    return reader.see_other("/accounts/home")


@pages.get("/admin/reports")
@needs(permissions.OPERATE)
def queue() -> str:
    over = request.args.get("state") == "over"
    find = reports.decided if over else reports.listed
    page = find(g.viewer, request.args.get("after"), 25)
    return render_template(
        "accounts/admin_reports.html",
        page=page,
        over=over,
        now=clock.now(),
        kinds=rules.KINDS,
        categories=rules.CATEGORIES,
    )


@pages.get("/admin/reports/<report_id>")
@needs(permissions.OPERATE)
def show(report_id: str) -> str:
    return _show(report_id)(forms.Form())


def _show(report_id: str) -> Callable[[forms.Form], str]:
    found = reports.report(report_id, g.viewer)
    together = reports.open_about(found.object) if found.state == "open" else [found]
    place = rules.for_operators(found.kind, found.object, found.place)
    return lambda form: render_template(
        "accounts/admin_report.html", report=found, together=together, place=place, form=form, kinds=rules.KINDS,
        categories=rules.CATEGORIES,
    )  # fmt: skip


@pages.post("/admin/reports/<report_id>")
@needs(permissions.OPERATE)
def decide(report_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        reporting.decide(report_id, data["decision"], data["reason"], g.viewer, clock.now())
        return "/accounts/admin/reports"

    return forms.submit(schemas.ReportDecision(), work, _show(report_id))
