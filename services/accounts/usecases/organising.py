"""Organisations, who belongs to them, how people get in: invitation, join code, confirmation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.accounts import codes, regions
from services.accounts.domain import organisation as rules
from services.accounts.domain.organisation import Invitation, Membership, Organisation
from services.accounts.store import audit, organisations, people
from services.accounts.usecases import publishing
from services.accounts.usecases.starting import SignedIn, add_member, new_person, open_session
from shared import mongo
from shared.errors import Conflict, Invalid
from shared.ids import digest, new_id, new_secret
from shared.messages import N_
from shared.messaging import jobs
from shared.mongo import transactional
from shared.viewer import Viewer


@transactional
def create(facts: Mapping[str, Any], viewer: Viewer, now: datetime) -> Organisation:
    """An operator makes an organisation, as a rule a school; its first administrator comes by invitation."""
    region = regions.region(facts["region"])
    organisation = Organisation(
        id=new_id(),
        name=facts["name"],
        kind=facts["kind"],
        region=region.key,
        time_zone=region.zone,
        created=now,
        code=facts.get("code", ""),
        trades=list(facts.get("trades", ())),
        demo=bool(facts.get("demo", False)),
    )
    _check_code(organisation, now)
    organisations.add_organisation(organisation)
    publishing.organisation(organisation, now)
    audit.record(N_("Organisation created"), organisation.id, viewer.person, now)
    return organisation


@transactional
def edit(
    organisation_id: str,
    changes: Mapping[str, Any],
    expected_version: int | None,
    viewer: Viewer,
    now: datetime,
) -> Organisation:
    organisation = organisations.administered(organisation_id, viewer)
    mongo.expect_version(organisation, expected_version)
    for name, value in changes.items():
        setattr(organisation, name, value)
    if "region" in changes:
        organisation.time_zone = regions.region(changes["region"]).zone
    if {"code", "region"} & set(changes):
        _check_code(organisation, now)
    organisations.save_organisation(organisation)
    publishing.organisation(organisation, now)
    audit.record(N_("Organisation changed"), organisation.id, viewer.person, now, fields=sorted(changes))
    return organisations.organisation(organisation.id, viewer)


def _check_code(organisation: Organisation, now: datetime) -> None:
    """The code's form is checked; that proves form alone, and every page that shows it says so."""
    if organisation.code:
        found = codes.check_code(regions.region(organisation.region).code_kind, organisation.code)
        if found.valid is False:
            raise Invalid({"code": next(note.message for note in found.notes if note.level == "error")})
        organisation.code = found.code
        organisation.record_check("code_form", "passed" if found.valid else "not_checked", None, now)


@transactional
def record_check(
    organisation_id: str, check: str, result: str, viewer: Viewer, now: datetime
) -> Organisation:
    """An operator notes what they have seen: a document, the site, the mail domain. Nobody vouches for their own."""
    if organisation_id in viewer.roles:
        raise Conflict(N_("Nobody checks their own organisation."))
    organisation = organisations.organisation(organisation_id, viewer)
    organisation.record_check(check, result, viewer.person, now)
    organisations.save_organisation(organisation)
    publishing.organisation(organisation, now)
    audit.record(N_("Check recorded"), organisation.id, viewer.person, now, check=check, result=result)
    return organisation


@transactional
def invite(
    organisation_id: str, facts: Mapping[str, Any], viewer: Viewer, now: datetime
) -> tuple[Invitation, str]:
    """An invitation (one seat) or a join code (``seats``, pending until confirmed), and its secret, shown once.

    With a mail address the link goes there by a job, which makes a secret of its own.
    """
    organisation = organisations.administered(organisation_id, viewer)
    rules.check_roles(organisation.kind, list(facts["roles"]))
    by_code = facts["kind"] == "code"
    if by_code and list(facts["roles"]) != ["student"]:
        raise Invalid({"roles": N_("A join code is for students. Invite others by mail.")})
    code = new_secret()[:16] if by_code else new_secret()
    invitation = Invitation(
        id=new_id(),
        secret=digest(code),
        organisation=organisation.id,
        kind=facts["kind"],
        by=viewer.person,
        created=now,
        expires=now + (rules.CODE_LIFE if by_code else rules.INVITATION_LIFE),
        seats=facts.get("seats", rules.MOST_SEATS) if by_code else 1,
        roles=list(facts["roles"]),
        programme=facts.get("programme", ""),
        mail=facts.get("mail", ""),
    )
    organisations.add_invitation(invitation)
    if invitation.mail:
        jobs.add("invitation_mail", invitation.id, now)
    audit.record(N_("Invitation made"), organisation.id, viewer.person, now, roles=invitation.roles)
    return invitation, code


@transactional
def join(code: str, name: str, mail: str, *, language: str, zone: str, agent: str, now: datetime) -> SignedIn:
    """Come in by invitation or join code without an account: the address is confirmed by the mailed link."""
    invitation = _seat(code, now)
    person = new_person(name, mail, language, zone, now)
    _member(invitation, person.id, now)
    jobs.add("confirmation_mail", person.id, now)
    return open_session(person, agent, now)


@transactional
def join_signed_in(code: str, viewer: Viewer, now: datetime) -> Membership:
    """Come in with the account that one has."""
    invitation = _seat(code, now)
    if organisations.membership_in(invitation.organisation, viewer.person) is not None:
        raise Conflict(N_("You belong to this organisation already."))
    return _member(invitation, viewer.person, now)


def _seat(code: str, now: datetime) -> Invitation:
    invitation = organisations.invitation_by_code(code)
    if invitation is None:
        raise Invalid({"code": N_("This code is not valid, or no longer. Ask who gave it to you.")})
    invitation.take_seat(now)
    organisations.save_invitation(invitation)
    return invitation


def _member(invitation: Invitation, person: str, now: datetime) -> Membership:
    """By code one is pending until teacher or administrator confirms; an invitation named the person already."""
    organisation = organisations.organisations_by_id([invitation.organisation])[0]
    state = "pending" if invitation.kind == "code" else "active"
    membership = add_member(
        organisation, person, invitation.roles, now, state=state, programme=invitation.programme
    )
    audit.record(N_("Joined"), organisation.id, person, now, roles=invitation.roles)
    return membership


@transactional
def confirm_member(membership_id: str, viewer: Viewer, now: datetime) -> Membership:
    membership = organisations.membership(membership_id, viewer)
    membership.confirm()
    return _changed(membership, N_("Member confirmed"), viewer, now)


@transactional
def change_roles(
    membership_id: str, roles: list[str], expected_version: int | None, viewer: Viewer, now: datetime
) -> Membership:
    membership = organisations.membership(membership_id, viewer)
    organisation = organisations.administered(membership.organisation, viewer)
    mongo.expect_version(membership, expected_version)
    rules.may_change_roles(viewer.person, membership)
    rules.check_roles(organisation.kind, roles)
    membership.roles = list(roles)
    rules.keep_an_admin(organisation.kind, [*organisations.other_members(membership), membership])
    return _changed(membership, N_("Roles changed"), viewer, now)


@transactional
def end_member(membership_id: str, viewer: Viewer, now: datetime) -> Membership:
    membership = organisations.membership(membership_id, viewer)
    organisation = organisations.administered(membership.organisation, viewer)
    rules.keep_an_admin(organisation.kind, organisations.other_members(membership))
    membership.end()
    return _changed(membership, N_("Membership ended"), viewer, now)


def _changed(membership: Membership, act: str, viewer: Viewer, now: datetime) -> Membership:
    organisations.save_membership(membership)
    publishing.membership(membership, now)
    audit.record(act, membership.organisation, viewer.person, now, member=membership.person)
    membership.version += 1
    return membership


@transactional
def suspend(organisation_id: str, suspended: bool, reason: str, viewer: Viewer, now: datetime) -> None:
    """An operator suspends an organisation or lifts it; its members lose their roles there at once, everywhere."""
    if organisation_id in viewer.roles:
        raise Conflict(N_("Nobody suspends their own organisation."))
    organisation = organisations.organisation(organisation_id, viewer)
    organisation.suspended = suspended
    organisations.save_organisation(organisation)
    publishing.organisation(organisation, now)
    act = N_("Organisation suspended") if suspended else N_("Suspension lifted")
    audit.record(act, organisation.id, viewer.person, now, reason=reason)


def names_of_members(memberships: list[Membership]) -> dict[str, str]:
    return people.names(membership.person for membership in memberships)
