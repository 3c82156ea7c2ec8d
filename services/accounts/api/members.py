"""Who belongs to an organisation, and how people get in."""

from collections.abc import Mapping
from typing import Any

from flask import g, jsonify

from services.accounts import permissions, schemas
from services.accounts.api.blueprint import blueprint
from services.accounts.pages import reader
from services.accounts.store import organisations
from services.accounts.usecases import organising
from shared import clock
from shared.web import csrf, i18n
from shared.web.api import PageQuery


@blueprint.operation(
    "GET",
    "/organisations/<organisation_id>/members",
    permissions.SEE_MEMBERS,
    query=PageQuery,
    gives=schemas.Members,
)
def list_members(query: Mapping[str, Any], organisation_id: str) -> dict[str, Any]:
    """Who belongs to my organisation"""
    page = organisations.members(organisation_id, g.viewer, query["after"], query["limit"])
    names = organising.names_of_members(list(page.items))
    return {"items": [vars(one) | {"name": names.get(one.person)} for one in page.items], "next": page.next}


@blueprint.operation(
    "GET", "/organisations/<organisation_id>/invitations", permissions.SEE_MEMBERS, gives=schemas.Invitations
)
def list_invitations(organisation_id: str) -> dict[str, Any]:
    """Invitations and join codes, without their secrets"""
    return {"items": organisations.invitations(organisation_id, g.viewer)}


@blueprint.operation(
    "POST", "/organisations/<organisation_id>/invitations", permissions.ADMINISTER, takes=schemas.NewInvitation,
    gives=schemas.Invitation, status=201,
)  # fmt: skip
def invite(data: Mapping[str, Any], organisation_id: str) -> Any:
    """Invite one person, or make a join code; its secret is in this answer only"""
    invitation, code = organising.invite(organisation_id, data, g.viewer, clock.now())
    return vars(invitation) | ({} if invitation.mail else {"code": code}), 201, {}


@blueprint.operation(
    "POST", "/join/<code>", permissions.PUBLIC, takes=schemas.Join, gives=schemas.SignedIn, status=201
)
def join(data: Mapping[str, str], code: str) -> Any:
    """Come in by invitation or join code, without an account"""
    chosen = i18n.preferences()
    entry = organising.join(
        code, **data, language=chosen.language, zone=chosen.zone, agent=reader.agent(), now=clock.now()
    )
    answer = jsonify({"person": entry.person, "csrf_token": csrf.token_of(entry.session)})
    answer.status_code = 201
    return reader.signed_in(answer, entry)


@blueprint.operation(
    "POST", "/memberships", permissions.SIGNED_IN, takes=schemas.Code, gives=schemas.Member, status=201
)
def join_signed_in(data: Mapping[str, str]) -> Any:
    """Come in by invitation or join code, with the account that I have"""
    return vars(organising.join_signed_in(data["code"], g.viewer, clock.now())), 201, {}


@blueprint.operation(
    "POST", "/memberships/<membership_id>/confirm", permissions.SEE_MEMBERS, gives=schemas.Member
)
def confirm_member(membership_id: str) -> Any:
    """Confirm somebody who joined by code"""
    return organising.confirm_member(membership_id, g.viewer, clock.now())


@blueprint.operation(
    "PUT", "/memberships/<membership_id>/roles", permissions.ADMINISTER, takes=schemas.Roles, gives=schemas.Member,
    edits=True,
)  # fmt: skip
def change_roles(data: Mapping[str, Any], membership_id: str, expected_version: int) -> Any:
    """Change somebody's roles"""
    return organising.change_roles(membership_id, data["roles"], expected_version, g.viewer, clock.now())


@blueprint.operation("DELETE", "/memberships/<membership_id>", permissions.ADMINISTER, gives=schemas.Member)
def end_member(membership_id: str) -> Any:
    """End somebody's membership"""
    return organising.end_member(membership_id, g.viewer, clock.now())
