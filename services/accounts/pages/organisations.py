"""An organisation: its facts and checks, its people and how they get in; the operator's list of all."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions, regions, schemas
from services.accounts.domain.organisation import ROLES_OF
from services.accounts.pages import reader
from services.accounts.store import audit, organisations
from services.accounts.usecases import organising
from shared import clock
from shared.web import forms, links
from shared.web.permissions import needs

pages = Blueprint("organisations", __name__, url_prefix="/accounts")


@pages.get("/orgs/<organisation_id>")
@needs(permissions.SIGNED_IN)
def show(organisation_id: str) -> str:
    found = organisations.organisation(organisation_id, g.viewer)
    return _show(found, forms.filled(vars(found)))


def _show(found: Any, form: forms.Form) -> str:
    return render_template(
        "accounts/organisation.html", organisation=found, form=form, region=regions.region(found.region),
        regions=regions.REGIONS, history=audit.history(found.id), administer=_administers(found.id),
    )  # fmt: skip


def _administers(organisation_id: str) -> bool:
    return g.viewer.operator or organisation_id in g.viewer.organisations_as(*organisations.ADMINS)


@pages.post("/orgs/<organisation_id>")
@needs(permissions.ADMINISTER)
def save(organisation_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        organising.edit(organisation_id, data, request.form.get("version", type=int), g.viewer, clock.now())
        return f"/accounts/orgs/{organisation_id}"

    found = organisations.administered(organisation_id, g.viewer)
    return forms.submit(schemas.OrganisationChanges(), work, lambda form: _show(found, form))


@pages.get("/orgs/<organisation_id>/people")
@needs(permissions.SEE_MEMBERS)
def people(organisation_id: str) -> str:
    return _people(organisation_id, forms.filled({"kind": "invitation"}), None)


def _people(organisation_id: str, form: forms.Form, code: str | None) -> str:
    page = organisations.members(organisation_id, g.viewer, request.args.get("after"))
    found = organisations.organisation(organisation_id, g.viewer)
    return render_template(
        "accounts/people.html", organisation=found, page=page, form=form, code=code,
        names=organising.names_of_members(list(page.items)), roles=ROLES_OF[found.kind],
        invitations=organisations.invitations(organisation_id, g.viewer) if _administers(organisation_id) else [],
        administer=_administers(organisation_id),
    )  # fmt: skip


@pages.post("/orgs/<organisation_id>/invite")
@needs(permissions.ADMINISTER)
def invite(organisation_id: str) -> ResponseReturnValue:
    """The one answer that shows a join code or an unmailed invitation: only its digest is kept."""
    made: list[str] = []

    def work(data: Mapping[str, Any]) -> str:
        invitation, code = organising.invite(organisation_id, data, g.viewer, clock.now())
        if not invitation.mail:
            made.append(code)
        return f"/accounts/orgs/{organisation_id}/people"

    answer = forms.submit(schemas.NewInvitation(), work, lambda form: _people(organisation_id, form, None))
    return _people(organisation_id, forms.filled({"kind": "invitation"}), made[0]) if made else answer


@pages.post("/memberships/<membership_id>/confirm")
@needs(permissions.SEE_MEMBERS)
def confirm(membership_id: str) -> ResponseReturnValue:
    membership = organising.confirm_member(membership_id, g.viewer, clock.now())
    return reader.see_other(f"/accounts/orgs/{membership.organisation}/people")


@pages.post("/memberships/<membership_id>/end")
@needs(permissions.ADMINISTER)
def end(membership_id: str) -> ResponseReturnValue:
    membership = organising.end_member(membership_id, g.viewer, clock.now())
    return reader.see_other(f"/accounts/orgs/{membership.organisation}/people")


@pages.get("/admin/orgs")
@needs(permissions.OPERATE)
def all_organisations() -> str:
    return _all(forms.Form())


def _all(form: forms.Form) -> str:
    page = organisations.all_organisations(g.viewer, request.args.get("after"), 25)
    return render_template("accounts/admin_orgs.html", page=page, form=form, regions=regions.REGIONS)


@pages.post("/admin/orgs")
@needs(permissions.OPERATE)
def create() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        return f"/accounts/orgs/{organising.create(data, g.viewer, clock.now()).id}"

    return forms.submit(schemas.NewOrganisation(), work, _all)


@pages.post("/admin/orgs/<organisation_id>/standing")
@needs(permissions.OPERATE)
def change_standing(organisation_id: str) -> ResponseReturnValue:
    suspended = request.form.get("suspended") == "true"
    organising.suspend(organisation_id, suspended, request.form.get("reason", ""), g.viewer, clock.now())
    return reader.see_other(links.with_query(f"/accounts/orgs/{organisation_id}"))
