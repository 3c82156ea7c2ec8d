"""The operator's desk: all organisations, and the standing of each."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions, regions, schemas
from services.accounts.domain import quota
from services.accounts.store import audit, organisations, unchecked
from services.accounts.usecases import organising
from shared import clock
from shared.web import forms
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("admin", __name__, url_prefix="/accounts/admin")


@pages.get("/orgs")
@needs(permissions.OPERATE)
def all_organisations() -> str:
    return _all(forms.filled({"kind": "school", "region": "cn"}))


def _all(form: forms.Form) -> str:
    waiting = "waiting" in request.args
    find = unchecked.listed if waiting else organisations.all_organisations
    page = find(g.viewer, request.args.get("after"), 25)
    return render_template(
        "accounts/admin_orgs.html",
        page=page,
        form=form,
        regions=regions.REGIONS,
        waiting=waiting,
        now=clock.now(),
    )


@pages.post("/orgs")
@needs(permissions.OPERATE)
@once
def create() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        return f"/accounts/orgs/{organising.create(data, g.viewer, clock.now()).id}/people"

    return forms.submit(schemas.NewOrganisation(), work, _all)


@pages.get("/orgs/<organisation_id>/standing")
@needs(permissions.OPERATE)
def organisation_standing(organisation_id: str) -> str:
    return _organisation(organisation_id)(forms.Form())


def _organisation(organisation_id: str) -> Callable[[forms.Form], str]:
    found = organisations.organisation(organisation_id, g.viewer)
    facts = {
        "title": found.name, "suspended": found.suspended, "of": "organisation", "back": f"/accounts/orgs/{found.id}",
        "action": f"/accounts/admin/orgs/{found.id}/standing",
    }  # fmt: skip
    return lambda form: render_template(
        "accounts/standing.html", form=form, history=audit.history(found.id), **facts
    )


@pages.post("/orgs/<organisation_id>/standing")
@needs(permissions.OPERATE)
def change_organisation_standing(organisation_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        organising.suspend(organisation_id, data["suspended"], data["reason"], g.viewer, clock.now())
        return f"/accounts/orgs/{organisation_id}"

    return forms.submit(schemas.Standing(), work, _organisation(organisation_id))


@pages.get("/orgs/<organisation_id>/limits")
@needs(permissions.OPERATE)
def limits(organisation_id: str) -> str:
    found = organisations.organisation(organisation_id, g.viewer)
    return _limits(organisation_id)(forms.filled(found.limits))


def _limits(organisation_id: str) -> Callable[[forms.Form], str]:
    found = organisations.organisation(organisation_id, g.viewer)
    facts = {
        "organisation": found, "used": organising.used(found), "raisable": quota.RAISABLE[found.kind],
        "history": audit.history(found.id),
    }  # fmt: skip
    return lambda form: render_template("accounts/limits.html", form=form, **facts)


@pages.post("/orgs/<organisation_id>/limits")
@needs(permissions.OPERATE)
def set_limits(organisation_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        organising.set_limits(organisation_id, data, g.viewer, clock.now())
        return f"/accounts/orgs/{organisation_id}?saved=1"

    return forms.submit(schemas.NewLimits(), work, _limits(organisation_id))
