"""Who belongs to an organisation, and how people get in."""

from collections.abc import Mapping
from typing import Any

from flask import Response, g

from services.accounts import permissions, schemas
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.api.myself import entered
from services.accounts.domain.organisation import Membership
from services.accounts.pages import reader
from services.accounts.store import organisations
from services.accounts.usecases import joining, members
from shared import clock
from shared.web import i18n
from shared.web.api import PageQuery

LIST = "/organisations/<organisation_id>"


@blueprint.operation(
    "GET", f"{LIST}/members", permissions.SEE_MEMBERS, query=PageQuery, gives=schemas.Members
)
def list_members(query: Mapping[str, Any], organisation_id: str) -> dict[str, Any]:
    """Who belongs to my organisation"""
    page = organisations.members(organisation_id, g.viewer, query["after"], query["limit"])
    names = members.names(organisation_id, page.items, g.viewer)
    found = members.shown(organisation_id, page.items, g.viewer)
    return {"items": [vars(one) | {"name": names.get(one.person)} for one in found], "next": page.next}


def _as_may(membership: Membership) -> Membership:
    return members.shown(membership.organisation, [membership], g.viewer)[0]


@blueprint.operation("GET", f"{LIST}/invitations", permissions.SEE_MEMBERS, gives=schemas.Invitations)
def list_invitations(organisation_id: str) -> dict[str, Any]:
    """Invitations and join codes, without their secrets"""
    return {"items": organisations.invitations(organisation_id, g.viewer)}


@blueprint.operation(
    "POST", f"{LIST}/invitations", permissions.ADMINISTER, takes=schemas.NewInvitation, gives=schemas.Invitation,
    status=201, creates=True, example=examples.INVITATION,
)  # fmt: skip
def invite(data: Mapping[str, Any], organisation_id: str) -> Any:
    """Invite one person, or make a join code; its secret is in this answer only"""
    invitation, code = joining.invite(organisation_id, data, g.viewer, clock.now())
    place = f"/accounts/api/v1/organisations/{organisation_id}/invitations"
    shown = {} if invitation.mail else {"code": code}
    return vars(invitation) | {"version": 1} | shown, 201, {"Location": place}


@blueprint.operation(
    "DELETE", "/invitations/<invitation_id>", permissions.ADMINISTER, gives=schemas.Invitation
)
def withdraw(invitation_id: str) -> Any:
    """Withdraw an invitation or a join code"""
    return joining.withdraw(invitation_id, g.viewer, clock.now())


@blueprint.operation(
    "POST", "/join/<code>", permissions.PUBLIC, takes=schemas.Join, gives=schemas.SignedIn, status=201,
    example=examples.JOIN,
)  # fmt: skip
def join(data: Mapping[str, str], code: str) -> Response:
    """Come in by invitation or join code, without an account"""
    chosen = i18n.preferences()
    entry = joining.join(
        code, **data, language=chosen.language, address=reader.address(), agent=reader.agent(),
        edition=reader.edition(), now=clock.now(),
    )  # fmt: skip
    return entered(entry, 201)


@blueprint.operation(
    "POST", "/memberships", permissions.SIGNED_IN, takes=schemas.Code, gives=schemas.Member, status=201, creates=True,
    example=examples.CODE,
)  # fmt: skip
def join_signed_in(data: Mapping[str, str]) -> Any:
    """Come in by invitation or join code, with the account that I have"""
    membership = joining.join_signed_in(data["code"], g.viewer, reader.address(), clock.now())
    return vars(membership), 201, {"Location": "/accounts/api/v1/me"}


@blueprint.operation(
    "POST", "/memberships/<membership_id>/confirm", permissions.SEE_MEMBERS, gives=schemas.Member
)
def confirm_member(membership_id: str) -> Any:
    """Confirm somebody who joined by code"""
    return _as_may(members.confirm(membership_id, g.viewer, clock.now()))


@blueprint.operation(
    "PUT", "/memberships/<membership_id>/roles", permissions.ADMINISTER, takes=schemas.Roles, gives=schemas.Member,
    edits=True, example=examples.ROLES,
)  # fmt: skip
def change_roles(data: Mapping[str, Any], membership_id: str, expected_version: int) -> Any:
    """Change somebody's roles"""
    return _as_may(
        members.change_roles(membership_id, data["roles"], expected_version, g.viewer, clock.now())
    )


@blueprint.operation("DELETE", "/memberships/<membership_id>", permissions.ADMINISTER, gives=schemas.Member)
def end_member(membership_id: str) -> Any:
    """End somebody's membership"""
    return _as_may(members.end(membership_id, g.viewer, clock.now()))
