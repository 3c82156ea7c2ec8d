"""Who belongs to an organisation: confirmed, given other roles, ended."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.accounts.domain import organisation as rules
from services.accounts.domain.organisation import Membership
from services.accounts.store import audit, organisations, people
from services.accounts.usecases import newcomers, publishing, sessions
from shared import mongo
from shared.errors import Conflict, NotFound
from shared.messages import N_
from shared.mongo import transactional
from shared.viewer import Viewer


@transactional
def confirm(membership_id: str, viewer: Viewer, now: datetime) -> Membership:
    membership = organisations.membership(membership_id, viewer)
    membership.confirm()
    newcomers.changed(membership, viewer.person, now)
    return _changed(membership, N_("Confirmed: %(member)s"), viewer, now)


def confirm_all(membership_ids: Sequence[str], viewer: Viewer, now: datetime) -> None:
    """Those whom the viewer was shown; who was decided about meanwhile stays as decided.

    Raises what is wrong where that goes for each of them.
    """
    wrong = []
    for membership_id in membership_ids:
        try:
            confirm(membership_id, viewer, now)
        except (Conflict, NotFound) as error:
            wrong.append(error)
    if wrong and len(wrong) == len(membership_ids):
        raise wrong[0]


@transactional
def change_roles(
    membership_id: str, roles: list[str], expected_version: int | None, viewer: Viewer, now: datetime
) -> Membership:
    membership = organisations.membership(membership_id, viewer)
    organisation = organisations.administered(membership.organisation, viewer)
    mongo.expect_version(membership, expected_version)
    rules.may_change_roles(viewer.person, membership)
    rules.check_roles(organisation.kind, roles)
    membership.roles = [role for role in rules.ROLES_OF[organisation.kind] if role in roles]
    organisations.hold_members(organisation.id)
    rules.keep_an_admin(organisation.kind, [*organisations.other_members(membership), membership])
    return _changed(membership, N_("Other roles: %(member)s"), viewer, now)


@transactional
def end(membership_id: str, viewer: Viewer, now: datetime) -> Membership:
    membership = organisations.membership(membership_id, viewer)
    organisation = organisations.administered(membership.organisation, viewer)
    if membership.state == "active":
        organisations.hold_members(organisation.id)
        rules.keep_an_admin(organisation.kind, organisations.other_members(membership))
    else:
        newcomers.changed(membership, viewer.person, now)
    membership.end()
    return _changed(membership, N_("Membership ended: %(member)s"), viewer, now)


def _changed(membership: Membership, act: str, viewer: Viewer, now: datetime) -> Membership:
    organisations.save_membership(membership)
    publishing.membership(membership, now)
    sessions.end_visits(membership.person, now)
    audit.record(
        act, membership.organisation, viewer.person, now, to=membership.person, operator=viewer.operator
    )
    membership.version += 1
    return membership


def shown(organisation_id: str, found: Sequence[Membership], viewer: Viewer) -> list[Membership]:
    """As the viewer may read them: an operator from outside sees ids, roles and states."""
    return [
        one if _open(organisation_id, one.person, viewer) else replace(one, programme="") for one in found
    ]


def names(organisation_id: str, found: Sequence[Membership], viewer: Viewer) -> dict[str, str]:
    """Those that the viewer may read."""
    return people.names(one.person for one in found if _open(organisation_id, one.person, viewer))


def _open(organisation_id: str, person: str, viewer: Viewer) -> bool:
    return organisation_id in viewer.roles or person in viewer.looks_at
