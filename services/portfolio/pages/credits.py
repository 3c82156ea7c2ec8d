"""Credit: what would come out, applying, the registrar's queue, one application line by line."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.portfolio import permissions, schemas
from services.portfolio.domain.applying import Application
from services.portfolio.pages import reader
from services.portfolio.store import audit, crediting, evidence
from services.portfolio.usecases import applying
from shared import clock
from shared.errors import Invalid
from shared.web import forms, links, sorting
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("credits", __name__, url_prefix="/portfolio/credits")


@pages.get("")
@needs(permissions.APPLY)
def mine() -> ResponseReturnValue:
    """With a rule and results in the query: what would come out. Nothing is reserved by looking."""
    chosen = {"rule": request.args.get("rule", ""), "credentials": request.args.getlist("credentials"),
              "course": request.args.get("course", "")[:100]}  # fmt: skip
    form = forms.filled(chosen)
    if not (chosen["rule"] and chosen["credentials"]):
        return _mine(form, None)
    try:
        return _mine(form, applying.simulate(chosen, g.viewer))
    except Invalid as error:
        return _mine(form.wrong(error), None), 422


def _mine(form: forms.Form, calculation: Any) -> str:
    credentials = evidence.credentials_of(g.viewer.person)
    uses = crediting.uses([one.contribution for one in credentials])
    lines = [reader.line(vars(line)) for line in calculation.lines] if calculation else []
    return render_template(
        "portfolio/credits.html", form=form, calculation=calculation, lines=lines, credentials=credentials, uses=uses,
        rules=crediting.rules(g.viewer, "published"), applications=crediting.own_applications(g.viewer),
    )  # fmt: skip


@pages.post("")
@needs(permissions.APPLY)
@once
def apply() -> ResponseReturnValue:
    def work(data: Any) -> str:
        made = applying.apply(data, g.viewer, clock.now())
        return f"/portfolio/credits/applications/{made.id}"

    return forms.submit(schemas.Apply(), work, lambda form: _mine(form, None))


@pages.get("/applications")
@needs(permissions.SEE_CREDIT)
def queue() -> str:
    state = request.args.get("state", "applied")
    wanted = state if state in ("applied", "approved", "refused") else None
    sort = sorting.chosen(("created",), "created")
    page = crediting.applications(g.viewer, wanted, request.args.get("after"), 25, newest=sort == "-created")
    following = links.with_query("/portfolio/credits/applications", state=state, sort=sort, after=page.next)
    return render_template(
        "portfolio/applications.html",
        page=page,
        state=state,
        sort=sort,
        now=clock.now(),
        next=following if page.next else None,
        opens_blocked=permissions.BLOCKED.allows(g.viewer),
    )


@pages.get("/applications/<application_id>")
@needs(permissions.SEE_CREDIT)
def show(application_id: str) -> str:
    return _show(crediting.application(application_id, g.viewer), forms.Form())


def _show(application: Application, form: forms.Form) -> str:
    return render_template(
        "portfolio/application.html", application=application, form=form, history=audit.history(application.id),
        lines=[line | {"text": reader.line(line)} for line in application.lines],
        credentials=evidence.credentials_of(application.person, application.credentials),
        decide=g.viewer.has("registrar", application.school) and g.viewer.person != application.person,
        own=application.person == g.viewer.person, now=clock.now(),
    )  # fmt: skip


@pages.post("/applications/<application_id>/decide")
@needs(permissions.DECIDE)
def decide(application_id: str) -> ResponseReturnValue:
    def work(data: Any) -> str:
        approved = data["decision"] == "approved"
        applying.decide(application_id, approved, data["reason"], g.viewer, clock.now())
        return f"/portfolio/credits/applications/{application_id}"

    found = crediting.decidable(application_id, g.viewer)
    return forms.submit(schemas.Decision(), work, lambda form: _show(found, form))


@pages.post("/applications/<application_id>/withdraw")
@needs(permissions.APPLY)
def withdraw(application_id: str) -> ResponseReturnValue:
    applying.withdraw(application_id, g.viewer, clock.now())
    return redirect(f"/portfolio/credits/applications/{application_id}", 303)
