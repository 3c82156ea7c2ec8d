"""Credit: the registrar's rules, the student's applications, the decision."""

from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import gettext

from services.portfolio import permissions, schemas
from services.portfolio.api.blueprint import blueprint
from services.portfolio.credits.templates import TEMPLATES
from services.portfolio.domain.applying import Application
from services.portfolio.pages import reader
from services.portfolio.store import crediting
from services.portfolio.usecases import applying, ruling
from shared import clock


def row(application: Application) -> dict[str, Any]:
    """With the calculation's lines in the reader's language."""
    return vars(application) | {"lines": [line | {"text": reader.line(line)} for line in application.lines]}


@blueprint.operation("GET", "/credit-rules", permissions.SEE_CREDIT, gives=schemas.Rules)
def list_rules() -> dict[str, Any]:
    """The credit rules of my school, newest first"""
    return {"items": crediting.rules(g.viewer)}


@blueprint.operation(
    "POST",
    "/credit-rules",
    permissions.RULES,
    takes=schemas.NewRule,
    gives=schemas.Rule,
    status=201,
    creates=True,
)
def draft_rule(data: Mapping[str, Any]) -> Any:
    """Begin a version of my school's rule, from a template or empty"""
    titles = {one.key: gettext(one.title) for one in TEMPLATES}
    rule = ruling.draft(data, titles.get(data.get("template", ""), ""), g.viewer, clock.now())
    shown = schemas.Rule().dump(rule) | {"version": 1}
    return shown, 201, {"Location": f"/portfolio/credits/rules/{rule.id}"}


@blueprint.operation("GET", "/credit-rules/<rule_id>", permissions.SEE_CREDIT, gives=schemas.Rule)
def show_rule(rule_id: str) -> Any:
    """One version of the rule"""
    return crediting.rule(rule_id, g.viewer)


@blueprint.operation(
    "PATCH",
    "/credit-rules/<rule_id>",
    permissions.RULES,
    takes=schemas.RuleTerms,
    gives=schemas.Rule,
    edits=True,
)
def edit_rule(data: Mapping[str, Any], rule_id: str, expected_version: int) -> Any:
    """Change a version that is not published yet"""
    return ruling.edit(rule_id, data, expected_version, g.viewer, clock.now())


@blueprint.operation("POST", "/credit-rules/<rule_id>/publish", permissions.RULES, gives=schemas.Rule)
def publish_rule(rule_id: str) -> Any:
    """Publish the version: from now on it is read only"""
    return ruling.publish(rule_id, g.viewer, clock.now())


@blueprint.operation(
    "POST", "/credit-applications/simulate", permissions.APPLY, takes=schemas.Apply, gives=schemas.Calculation
)
def simulate(data: Mapping[str, Any]) -> dict[str, Any]:
    """What would come out, line by line; nothing is reserved"""
    found = applying.simulate(data, g.viewer)
    lines = [vars(line) | {"text": reader.line(vars(line))} for line in found.lines]
    return {"total": found.total, "lines": lines, "results": found.keys}


@blueprint.operation(
    "POST", "/credit-applications", permissions.APPLY, takes=schemas.Apply, gives=schemas.Application, status=201,
    creates=True,
)  # fmt: skip
def apply(data: Mapping[str, Any]) -> Any:
    """Apply for credit; the results that count are reserved"""
    made = row(applying.apply(data, g.viewer, clock.now())) | {"version": 1}
    return made, 201, {"Location": f"/portfolio/credits/applications/{made['id']}"}


@blueprint.operation(
    "GET",
    "/credit-applications",
    permissions.SEE_CREDIT,
    query=schemas.ApplicationQuery,
    gives=schemas.Applications,
)
def list_applications(query: Mapping[str, Any]) -> dict[str, Any]:
    """My applications, or those of my school: who waits longest first"""
    page = crediting.applications(g.viewer, query["state"], query["after"], query["limit"])
    return {"items": [row(one) for one in page.items], "next": page.next}


@blueprint.operation(
    "GET", "/credit-applications/<application_id>", permissions.SEE_CREDIT, gives=schemas.Application
)
def show_application(application_id: str) -> dict[str, Any]:
    """One application with its calculation"""
    return row(crediting.application(application_id, g.viewer))


@blueprint.operation(
    "POST", "/credit-applications/<application_id>/decide", permissions.DECIDE, takes=schemas.Decision,
    gives=schemas.Application,
)  # fmt: skip
def decide(data: Mapping[str, Any], application_id: str) -> dict[str, Any]:
    """Grant or refuse the credit; a refusal says why"""
    approved = data["decision"] == "approved"
    return row(applying.decide(application_id, approved, data["reason"], g.viewer, clock.now()))


@blueprint.operation(
    "POST", "/credit-applications/<application_id>/withdraw", permissions.APPLY, gives=schemas.Application
)
def withdraw(application_id: str) -> dict[str, Any]:
    """Take my application back; its results are free again"""
    return row(applying.withdraw(application_id, g.viewer, clock.now()))
