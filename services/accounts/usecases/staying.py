"""What keeps somebody from being erased for now: others who depend on what they alone can do."""

from services.accounts.domain import organisation as rules
from services.accounts.domain.erasure import Blocker
from services.accounts.domain.organisation import Membership, Organisation
from services.accounts.domain.signing import Item
from services.accounts.store import organisations, waiting_items
from shared.messages import N_
from shared.viewer import Viewer

LAST_ADMIN = N_(
    "You are the last administrator of %(organisation)s, and others belong to it. Name another one first."
)
ONLY_YOU = N_(
    "In %(organisation)s something waits that nobody else can do: do it, or give somebody else the role."
)


def blockers(viewer: Viewer) -> list[Blocker]:
    """What has to be done first, because others depend on it."""
    found = []
    for membership in organisations.memberships_of(viewer.person):
        organisation = organisations.organisations_by_id([membership.organisation])[0]
        named = {"organisation": organisation.name}
        if _last_admin_of_others(membership, organisation):
            found.append(Blocker(LAST_ADMIN, named, f"/accounts/orgs/{organisation.id}/people"))
        if any(_only_holder(item, membership) for item in waiting_items.items(viewer)):
            found.append(Blocker(ONLY_YOU, named, "/accounts/inbox"))
    return found


def _last_admin_of_others(membership: Membership, organisation: Organisation) -> bool:
    admin = rules.ADMIN_OF[organisation.kind]
    others = organisations.others_there(membership)
    left = [one for one in others if one.state == "active" and admin in one.roles]
    return admin in membership.roles and not left and (bool(others) or organisation.kind == "operator")


def _only_holder(item: Item, membership: Membership) -> bool:
    if item.organisation != membership.organisation or item.role not in membership.roles:
        return False
    return organisations.holders(item.role, membership.organisation) == [membership.person]
