"""How people get into an organisation: invitation, join code, and what comes of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.accounts import joincodes
from services.accounts.domain import organisation as rules
from services.accounts.domain import quota
from services.accounts.domain.organisation import Invitation, Membership
from services.accounts.store import audit, organisations
from services.accounts.usecases import consenting, newcomers, programmes, throttling
from services.accounts.usecases.starting import SignedIn, add_member, new_person, open_session
from shared.errors import Conflict, Forbidden, Invalid
from shared.ids import digest, new_id, new_secret
from shared.messages import N_
from shared.messaging import jobs
from shared.mongo import transactional
from shared.viewer import Viewer


def invite(
    organisation_id: str, facts: Mapping[str, Any], viewer: Viewer, now: datetime
) -> tuple[Invitation, str]:
    """An invitation (one seat) or a join code (``seats``, pending until confirmed), and its secret, shown once.

    With a mail address the link goes there by a job, which makes a secret of its own: so that nobody mails strangers
    through us, the address of whoever invites is confirmed, and such mails are counted.
    """
    if facts["kind"] != "code" and facts.get("mail"):
        organisation = organisations.administered(organisation_id, viewer)
        if not viewer.confirmed:
            raise Forbidden(N_("Confirm your mail address before you have others mailed."))
        throttling.invitation(organisation.id, facts["mail"], now)
    return _invited(organisation_id, facts, viewer, now)


@transactional
def _invited(
    organisation_id: str, facts: Mapping[str, Any], viewer: Viewer, now: datetime
) -> tuple[Invitation, str]:
    organisation = organisations.administered(organisation_id, viewer)
    rules.check_roles(organisation.kind, list(facts["roles"]))
    held = organisations.count_members(organisation.id) + organisations.count_invited(organisation.id, now)
    quota.check_room(organisation, held)
    by_code = facts["kind"] == "code"
    if by_code and list(facts["roles"]) != ["student"]:
        raise Invalid({"roles": N_("A join code is for students. Invite others by mail.")})
    code = joincodes.new_code() if by_code else new_secret()
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
        programme=programmes.chosen(organisation.id, facts.get("programme", ""))[0],
        mail="" if by_code else facts.get("mail", ""),
    )
    organisations.add_invitation(invitation)
    if invitation.mail:
        jobs.add("invitation_mail", invitation.id, now)
    act = N_("Join code made") if by_code else N_("Invitation made")
    audit.record(act, organisation.id, viewer.person, now, operator=viewer.operator, roles=invitation.roles)
    return invitation, code


@transactional
def withdraw(invitation_id: str, viewer: Viewer, now: datetime) -> Invitation:
    invitation = organisations.invitation_to_end(invitation_id, viewer)
    invitation.withdraw()
    organisations.save_invitation(invitation)
    audit.record(
        N_("Invitation withdrawn"), invitation.organisation, viewer.person, now, operator=viewer.operator
    )
    return invitation


@dataclass(frozen=True)
class Offer:
    """Where a code leads, for whoever holds it."""

    organisation: str
    roles: list[str]
    programme: str
    pending: bool


def offer(code: str, now: datetime) -> Offer | None:
    invitation = organisations.invitation_by_code(joincodes.normal(code))
    if invitation is None or not invitation.open(now):
        return None
    organisation = organisations.organisations_by_id([invitation.organisation])[0]
    if organisation.suspended:
        return None
    return Offer(organisation.name, invitation.roles, invitation.programme, invitation.kind == "code")


def join(
    code: str, name: str, mail: str, *, language: str, address: str, agent: str, edition: str,
    now: datetime,
) -> SignedIn:  # fmt: skip
    """Come in by invitation or join code without an account: the address is confirmed by the mailed link."""
    throttling.entrance("join", mail, address, now)
    with _seat(code, now) as invitation_id:
        return _joined(invitation_id, name, mail, language, agent, edition, now)


@transactional
def _joined(
    invitation_id: str,
    name: str,
    mail: str,
    language: str,
    agent: str,
    edition: str,
    now: datetime,
) -> SignedIn:
    invitation = _accepted(invitation_id, now)
    [organisation] = organisations.organisations_by_id([invitation.organisation])
    person = new_person(name, mail, language, organisation.time_zone, now)
    consenting.accept(person.id, edition, language, now)
    _member(invitation, person.id, now)
    jobs.add("confirmation_mail", person.id, now)
    return open_session(person, agent, now)


def join_signed_in(code: str, viewer: Viewer, address: str, now: datetime) -> Membership:
    """Come in with the account that one has."""
    throttling.entrance("join", "", address, now)
    invitation = organisations.invitation_by_code(joincodes.normal(code))
    if invitation is not None and invitation.open(now):
        _check_newcomer(invitation, viewer)
    with _seat(code, now) as invitation_id:
        return _joined_signed_in(invitation_id, viewer, now)


@transactional
def _joined_signed_in(invitation_id: str, viewer: Viewer, now: datetime) -> Membership:
    invitation = _accepted(invitation_id, now)
    _check_newcomer(invitation, viewer)
    membership = _member(invitation, viewer.person, now)
    membership.version += 1
    return membership


def _check_newcomer(invitation: Invitation, viewer: Viewer) -> None:
    """Before a seat is taken, so that a refusal writes nothing; and again beside what is written."""
    if invitation.by == viewer.person:
        raise Forbidden(N_("Nobody gives themselves a role. Send the invitation to whom it is meant for."))
    if organisations.membership_in(invitation.organisation, viewer.person) is not None:
        raise Conflict(N_("You belong to this organisation already."))


@contextmanager
def _seat(code: str, now: datetime) -> Iterator[str]:
    """The id of what the code opens. A code's seat is taken before the transaction of joining, and given back when that
    fails: in it, a class that joins at once would wait for one another's write of the same row, until the time is up.

    Of a process that dies in between the seat stays taken. An invitation's only seat is taken in the transaction.
    """
    invitation = organisations.invitation_by_code(joincodes.normal(code))
    if invitation is None:
        raise Invalid({"code": rules.BAD_CODE})
    if invitation.kind != "code":
        yield invitation.id
        return
    if not organisations.take_seat(invitation.id, now):
        raise Invalid({"code": rules.BAD_CODE})
    try:
        yield invitation.id
    except Exception:
        organisations.give_seat_back(invitation.id)
        raise


def _accepted(invitation_id: str, now: datetime) -> Invitation:
    invitation = organisations.invitation(invitation_id)
    if invitation is None:
        raise Invalid({"code": rules.BAD_CODE})
    if invitation.kind != "code":
        invitation.take_seat(now)
        organisations.save_invitation(invitation)
    return invitation


def _member(invitation: Invitation, person: str, now: datetime) -> Membership:
    """By code one is pending until teacher or administrator confirms; an invitation named the person already."""
    organisation = organisations.organisations_by_id([invitation.organisation])[0]
    if organisation.suspended:
        raise Invalid({"code": rules.BAD_CODE})
    quota.check_room(organisation, organisations.count_members(organisation.id))
    state = "pending" if invitation.kind == "code" else "active"
    membership = add_member(
        organisation,
        person,
        invitation.roles,
        now,
        state=state,
        programme=invitation.programme,
        school_class=invitation.school_class,
        by=invitation.by,
    )
    if state == "pending":
        newcomers.changed(membership, person, now)
    audit.record(N_("Joined: %(member)s"), organisation.id, person, now, to=person, roles=invitation.roles)
    return membership
