"""Appeals against a suspension or a revocation."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.portfolio import permissions
from services.portfolio.api.blueprint import blueprint
from services.portfolio.schemas import appeals as schemas
from services.portfolio.store import appeals as store
from services.portfolio.usecases import appeals
from shared import clock


@blueprint.operation(
    "POST", "/credentials/<credential_id>/appeal", permissions.OWN, takes=schemas.NewAppeal, gives=schemas.Appeal,
    status=201, creates=True,
)  # fmt: skip
def appeal(data: Mapping[str, Any], credential_id: str) -> Any:
    """Appeal against the suspension or revocation of my credential; somebody else than who made it decides"""
    made = appeals.appeal(credential_id, data["text"], g.viewer, clock.now())
    return vars(made), 201, {"Location": f"/portfolio/appeals/{made.id}"}


@blueprint.operation("GET", "/appeals/<appeal_id>", permissions.OWN, gives=schemas.Appeal)
def show_appeal(appeal_id: str) -> Any:
    """One of mine, or one that my school decides"""
    return store.appeal(appeal_id, g.viewer)


@blueprint.operation(
    "POST", "/appeals/<appeal_id>/decide", permissions.APPEALS, takes=schemas.AppealDecision, gives=schemas.Appeal
)  # fmt: skip
def decide_appeal(data: Mapping[str, Any], appeal_id: str) -> Any:
    """Uphold the appeal or refuse it, with a reason; the outcome stands in the log"""
    return appeals.decide(appeal_id, data["decision"], data["reason"], g.viewer, clock.now())
