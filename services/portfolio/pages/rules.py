"""The school's credit rule: its versions, one version as numbered rows with the sentence that each means."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from services.portfolio import permissions, schemas
from services.portfolio.credits.rules import BASES, RuleSet
from services.portfolio.credits.templates import TEMPLATES
from services.portfolio.store import audit, crediting
from services.portfolio.usecases import ruling
from shared import clock, directory
from shared.errors import Invalid
from shared.messages import N_
from shared.web import forms
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("rules", __name__, url_prefix="/portfolio/credits/rules")

MORE_ROWS = 3
SENTENCES = {
    "hours": N_("From %(at)s hours on, credits: %(credits)s."),
    "weeks": N_("From %(at)s weeks on, credits: %(credits)s."),
    "prize": N_("For the prize “%(at)s”, credits: %(credits)s."),
}


@pages.get("")
@needs(permissions.SEE_CREDIT)
def list_rules() -> str:
    return _list(forms.Form())


def _list(form: forms.Form) -> str:
    mine = directory.organisations(g.viewer.chosen_among("registrar"))
    found = ruling.templates(mine[0].region if mine else None)
    return render_template(
        "portfolio/rules.html", rules=crediting.rules(g.viewer), form=form, templates=found, writes=bool(mine),
        schools=[(one.id, one.name) for one in mine],
    )  # fmt: skip


@pages.post("")
@needs(permissions.RULES)
@once
def draft() -> ResponseReturnValue:
    def work(data: Any) -> str:
        titles = {one.key: gettext(one.title) for one in TEMPLATES}
        made = ruling.draft(data, titles.get(data.get("template", ""), ""), g.viewer, clock.now())
        return f"/portfolio/credits/rules/{made.id}"

    return forms.submit(schemas.NewRule(only=("school", "template")), work, _list)


@pages.get("/<rule_id>")
@needs(permissions.SEE_CREDIT)
def show(rule_id: str) -> str:
    found = crediting.rule(rule_id, g.viewer)
    return _show(found, forms.filled(schemas.Rule().dump(found)))


def _show(rule: RuleSet, form: forms.Form) -> str:
    sentences = [
        gettext(
            SENTENCES[rule.basis],
            at=gettext(row.at) if rule.basis == "prize" else row.at,
            credits=row.credits,
        )
        for row in rule.rows
    ]
    writes = g.viewer.has("registrar", rule.school)
    return render_template(
        "portfolio/rule.html", rule=rule, form=form, sentences=sentences, bases=BASES, writes=writes,
        edits=writes and rule.state == "draft", rows=len(rule.rows) + MORE_ROWS, history=audit.history(rule.id),
    )  # fmt: skip


@pages.post("/<rule_id>")
@needs(permissions.RULES)
def save(rule_id: str) -> ResponseReturnValue:
    def work(data: Any) -> str:
        values = dict.fromkeys(("cap_total", "valid_until")) | {"title": "", "rows": []}
        values |= {"course_required": False} | dict(data)
        ruling.edit(rule_id, values, request.form.get("version", type=int), g.viewer, clock.now())
        publishes = request.form.get("then") == "publish"
        return f"/portfolio/credits/rules/{rule_id}" + ("/publish" if publishes else "?said=saved")

    found = crediting.written_rule(rule_id, g.viewer)
    return forms.submit(schemas.RuleTerms(), work, lambda form: _show(found, form))


@pages.get("/<rule_id>/publish")
@needs(permissions.RULES)
def ask(rule_id: str) -> ResponseReturnValue:
    """Final, so it is asked once; what is wrong is shown where it can be mended."""
    found = crediting.written_rule(rule_id, g.viewer)
    try:
        found.check()
    except Invalid as error:
        return _show(found, forms.filled(schemas.Rule().dump(found)).wrong(error)), 422
    return render_template(
        "portfolio/publish_rule.html", rule=found, number=crediting.next_number(found.school)
    )


@pages.post("/<rule_id>/publish")
@needs(permissions.RULES)
def publish(rule_id: str) -> ResponseReturnValue:
    ruling.publish(rule_id, g.viewer, clock.now())
    return redirect(f"/portfolio/credits/rules/{rule_id}", 303)


@pages.post("/<rule_id>/copy")
@needs(permissions.RULES)
@once
def copy(rule_id: str) -> ResponseReturnValue:
    made = ruling.copy(rule_id, g.viewer, clock.now())
    return redirect(f"/portfolio/credits/rules/{made.id}", 303)
