"""Who belongs to an organisation, with which roles; invitations and join codes."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions, schemas
from services.accounts.domain.organisation import ADMIN_OF, ROLES_OF
from services.accounts.pages import reader
from services.accounts.store import organisations
from services.accounts.usecases import joining, members
from services.accounts.usecases.programmes import choices
from shared import clock
from shared.paging import Page
from shared.web import forms, links, shown
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("people", __name__, url_prefix="/accounts")


@pages.get("/orgs/<organisation_id>/people")
@needs(permissions.SEE_MEMBERS)
def people(organisation_id: str) -> str:
    return _people(organisation_id, _empty(organisation_id))


MOST_AT_ONCE = 100


def _empty(organisation_id: str) -> forms.Form:
    """Where nobody administers the organisation yet, whom one invites first is its administrator."""
    admin = ADMIN_OF[organisations.organisation(organisation_id, g.viewer).kind]
    roles = [] if organisations.holders(admin, organisation_id) else [admin]
    return forms.filled({"kind": "invitation", "seats": 40, "roles": roles})


def _people(organisation_id: str, form: forms.Form) -> str:
    page = organisations.members(organisation_id, g.viewer, request.args.get("after"))
    waiting = organisations.pending(organisation_id, g.viewer) if reader.confirms(organisation_id) else []
    if "pending" in request.args:
        page = Page(waiting)
    found = organisations.organisation(organisation_id, g.viewer)
    administer = reader.administers(organisation_id)
    now = clock.now()
    open_ones = [one for one in _invitations(organisation_id) if one.open(now)]
    return render_template(
        "accounts/people.html", organisation=found, page=page, form=form, made=shown.taken(),
        waiting=[one.id for one in waiting], only="pending" in request.args,
        rows=members.shown(organisation_id, page.items, g.viewer), outsider=organisation_id not in g.viewer.roles,
        names=_names(organisation_id, list(page.items)), roles=ROLES_OF[found.kind], invitations=open_ones,
        administer=administer, confirms=reader.confirms(organisation_id),
        programmes=choices(organisation_id),
        guards=permissions.KEEP_GUARDIANS.allows(g.viewer), public_url=reader.settings().public_url,
    )  # fmt: skip


def _invitations(organisation_id: str) -> list[Any]:
    may = reader.administers(organisation_id)
    return list(organisations.invitations(organisation_id, g.viewer)) if may else []


def _names(organisation_id: str, found: list[Any]) -> dict[str, str]:
    return members.names(organisation_id, found, g.viewer)


@pages.post("/orgs/<organisation_id>/invite")
@needs(permissions.ADMINISTER)
@once
def invite(organisation_id: str) -> ResponseReturnValue:
    """Leads to where a join code or an unmailed invitation is shown once: only its digest is kept."""
    place = f"/accounts/orgs/{organisation_id}/people"

    def work(data: Mapping[str, Any]) -> ResponseReturnValue:
        invitation, code = joining.invite(organisation_id, data, g.viewer, clock.now())
        made = {"code" if invitation.kind == "code" else "link": code}
        return reader.see_other(place) if invitation.mail else shown.leads_to(place, made)

    return forms.show(schemas.NewInvitation(), work, lambda form: _people(organisation_id, form))


@pages.post("/invitations/<invitation_id>/withdraw")
@needs(permissions.ADMINISTER)
def withdraw(invitation_id: str) -> ResponseReturnValue:
    invitation = joining.withdraw(invitation_id, g.viewer, clock.now())
    return reader.see_other(f"/accounts/orgs/{invitation.organisation}/people")


@pages.post("/memberships/<membership_id>/confirm")
@needs(permissions.SEE_MEMBERS)
def confirm(membership_id: str) -> ResponseReturnValue:
    membership = members.confirm(membership_id, g.viewer, clock.now())
    return _back(f"/accounts/orgs/{membership.organisation}/people")


@pages.post("/memberships/confirm")
@needs(permissions.SEE_MEMBERS)
def confirm_all() -> ResponseReturnValue:
    """Exactly those who stood on the page."""
    members.confirm_all(request.form.getlist("membership")[:MOST_AT_ONCE], g.viewer, clock.now())
    return _back("/accounts/home")


def _back(default: str) -> ResponseReturnValue:
    return reader.see_other(links.safe_next(request.form.get("next"), default))


@pages.get("/memberships/<membership_id>")
@needs(permissions.ADMINISTER)
def member(membership_id: str) -> str:
    found = organisations.membership_to_change(membership_id, g.viewer)
    return _member(membership_id, forms.filled({"roles": found.roles, "version": found.version}))


def _member(membership_id: str, form: forms.Form) -> str:
    found = organisations.membership_to_change(membership_id, g.viewer)
    organisation = organisations.organisation(found.organisation, g.viewer)
    found = members.shown(organisation.id, [found], g.viewer)[0]
    return render_template(
        "accounts/member.html", member=found, organisation=organisation, form=form, own=found.person == g.viewer.person,
        roles=ROLES_OF[organisation.kind], name=_names(organisation.id, [found]).get(found.person),
    )  # fmt: skip


@pages.post("/memberships/<membership_id>/roles")
@needs(permissions.ADMINISTER)
def change_roles(membership_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        version = request.form.get("version", type=int)
        changed = members.change_roles(membership_id, data["roles"], version, g.viewer, clock.now())
        return f"/accounts/orgs/{changed.organisation}/people"

    return forms.submit(schemas.Roles(), work, lambda form: _member(membership_id, form))


@pages.post("/memberships/<membership_id>/end")
@needs(permissions.ADMINISTER)
def end(membership_id: str) -> ResponseReturnValue:
    membership = members.end(membership_id, g.viewer, clock.now())
    return reader.see_other(f"/accounts/orgs/{membership.organisation}/people")
