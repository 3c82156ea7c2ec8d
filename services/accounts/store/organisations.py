"""Organisations, memberships, invitations."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from services.accounts.domain.organisation import Invitation, Membership, Organisation
from services.accounts.store import models
from shared import merged, mongo
from shared.errors import Conflict, NotFound
from shared.ids import digest
from shared.messages import N_
from shared.paging import Page, after, page_of
from shared.viewer import Viewer

ADMINS = ("company_admin", "school_admin")
STAFF = (*ADMINS, "mentor", "recruiter", "registrar", "teacher")


def add_organisation(organisation: Organisation) -> None:
    mongo.insert(models.Organisation, organisation)


def save_organisation(organisation: Organisation) -> None:
    mongo.replace(models.Organisation, organisation)


def organisation(organisation_id: str, viewer: Viewer) -> Organisation:
    """One of the viewer's own; operators see all. By the id of a duplicate the one that it was merged into."""
    mine, current = viewer.operator or organisation_id in viewer.roles, merged.current(organisation_id)
    found = mongo.collection("organisations").find_one({"_id": current}) if mine else None
    if found is None:
        raise NotFound(N_("There is no such organisation."))
    return mongo.load(Organisation, found)


def administered(organisation_id: str, viewer: Viewer) -> Organisation:
    """One that the viewer administers; operators may, so that no organisation is left without."""
    mine = viewer.operator or any(viewer.has(role, organisation_id) for role in ADMINS)
    if not mine:
        raise NotFound(N_("There is no such organisation."))
    return organisation(organisation_id, viewer)


def organisations_by_id(ids: Iterable[str]) -> list[Organisation]:
    """By name; for a duplicate the one that it was merged into."""
    wanted = {"_id": {"$in": sorted(set(merged.currents(ids).values()))}}
    found = mongo.collection("organisations").find(wanted).sort([("name", 1), ("_id", 1)])
    return [mongo.load(Organisation, document) for document in found]


def names(ids: Iterable[str]) -> dict[str, str]:
    """By the id that was asked for."""
    leads = merged.currents(ids)
    found = {one.id: one.name for one in organisations_by_id(leads)}
    return {asked: found[at] for asked, at in leads.items() if at in found}


def _all_of(organisation_id: str) -> dict[str, Any]:
    """By every id that means it."""
    return {"$in": merged.same([organisation_id])}


def all_organisations(viewer: Viewer, cursor: str | None, limit: int) -> Page[Organisation]:
    """For operators: by name."""
    if not viewer.operator:
        return Page([])
    there = {"merged_into": {"$in": ["", None]}} | after(cursor, "name")
    found = mongo.collection("organisations").find(there).sort([("name", 1), ("_id", 1)])
    rows = [mongo.load(Organisation, document) for document in found.limit(limit + 1)]
    return page_of(rows, limit, lambda row: (row.name, row.id))


def has_operator() -> bool:
    return mongo.collection("memberships").find_one({"roles": "operator"}, {"_id": 1}) is not None


def claim_installation(now: datetime) -> None:
    """Whoever comes second finds it claimed, even at the same moment."""
    try:
        mongo.collection("installation").insert_one({"_id": "claimed", "schema_version": 1, "at": now})
    except DuplicateKeyError as error:
        raise Conflict(N_("This installation has an operator already.")) from error


def holders(role: str, organisation_id: str | None) -> list[str]:
    """Person ids of the active members with the role; without an organisation, in any."""
    wanted: dict[str, Any] = {"roles": role, "state": "active"}
    if organisation_id is not None:
        wanted["organisation"] = _all_of(organisation_id)
    found = mongo.collection("memberships").find(wanted, {"person": 1}).sort("_id", 1)
    return list(dict.fromkeys(document["person"] for document in found))


def with_roles(organisation_id: str, roles: Collection[str]) -> list[Membership]:
    """The active members who have all of the roles."""
    wanted = {"organisation": _all_of(organisation_id), "state": "active", "roles": {"$all": sorted(roles)}}
    found = mongo.collection("memberships").find(wanted).sort([("organisation", 1), ("_id", 1)]).limit(500)
    return [mongo.load(Membership, document) for document in found]


def administrators(organisation_id: str) -> list[str]:
    """Person ids, suspended or not."""
    return list(dict.fromkeys(one for role in ADMINS for one in holders(role, organisation_id)))


def add_membership(membership: Membership) -> None:
    mongo.insert(models.Membership, membership)


def save_membership(membership: Membership) -> None:
    mongo.replace(models.Membership, membership)


def memberships_of(person: str, states: tuple[str, ...] = ("active",)) -> list[Membership]:
    found = (
        mongo.collection("memberships")
        .find({"person": person, "state": {"$in": list(states)}})
        .sort("_id", 1)
    )
    return [mongo.load(Membership, document) for document in found]


def roles_anywhere(person: str) -> set[str]:
    """Those of the person's active memberships."""
    return {role for membership in memberships_of(person) for role in membership.roles}


def membership(membership_id: str, viewer: Viewer) -> Membership:
    """One that has not ended, of an organisation that the viewer administers or in which they teach."""
    wanted: dict[str, Any] = {"_id": membership_id, "state": {"$ne": "ended"}}
    if not viewer.operator:
        wanted["organisation"] = {"$in": viewer.organisations_as(*ADMINS, "teacher")}
    found = mongo.collection("memberships").find_one(wanted)
    if found is None:
        raise NotFound(N_("There is no such membership."))
    return mongo.load(Membership, found)


def membership_to_change(membership_id: str, viewer: Viewer) -> Membership:
    """One of an organisation that the viewer administers."""
    found = membership(membership_id, viewer)
    administered(found.organisation, viewer)
    return found


def members(
    organisation_id: str, viewer: Viewer, cursor: str | None = None, limit: int = 25
) -> Page[Membership]:
    """Those who have not left, as administrators and teachers see them."""
    if not viewer.operator and organisation_id not in viewer.organisations_as(*STAFF):
        raise NotFound(N_("There is no such organisation."))
    wanted = {"organisation": organisation_id, "state": {"$ne": "ended"}} | after(cursor, "organisation")
    found = (
        mongo.collection("memberships").find(wanted).sort([("organisation", 1), ("_id", 1)]).limit(limit + 1)
    )
    rows = [mongo.load(Membership, document) for document in found]
    return page_of(rows, limit, lambda row: (row.organisation, row.id))


def count_members(organisation_id: str) -> int:
    """Who has not left; those who wait to be confirmed too."""
    wanted = {"organisation": organisation_id, "state": {"$in": ["active", "pending"]}}
    return mongo.collection("memberships").count_documents(wanted)


def count_invited(organisation_id: str, now: datetime) -> int:
    """Who was invited by name and may still come."""
    wanted = {"organisation": organisation_id, "kind": "invitation", "withdrawn": {"$ne": True}}
    still = {"used": {"$in": [0, None]}, "expires": {"$gt": now}}
    return mongo.collection("invitations").count_documents(wanted | still)


def pending(organisation_id: str, viewer: Viewer, limit: int = 100) -> list[Membership]:
    """Who joined by code and waits, first come first; for those who confirm them."""
    if organisation_id not in viewer.organisations_as(*ADMINS, "teacher") and not viewer.operator:
        raise NotFound(N_("There is no such organisation."))
    wanted = {"organisation": organisation_id, "state": "pending"}
    found = mongo.collection("memberships").find(wanted).sort("_id", 1).limit(limit)
    return [mongo.load(Membership, document) for document in found]


def newcomers(places: list[str]) -> dict[str, int]:
    """Class, or school for those in no class → how many of its students wait to be confirmed."""
    ours = [
        {"school_class": {"$in": places}},
        {"organisation": {"$in": places}, "school_class": {"$in": ["", None]}},
    ]
    groups = {"_id": {"class": "$school_class", "school": "$organisation"}, "count": {"$sum": 1}}
    found = mongo.collection("memberships").aggregate(
        [{"$match": {"state": "pending", "$or": ours}}, {"$group": groups}]
    )
    return {row["_id"].get("class") or row["_id"]["school"]: row["count"] for row in found}


def hold_members(organisation_id: str) -> None:
    """Two who take away administrators at once write the same field: the second looks again, and finds one less."""
    mongo.collection("organisations").update_one({"_id": organisation_id}, {"$inc": {"members_changed": 1}})


def other_members(membership: Membership) -> list[Membership]:
    wanted = {
        "organisation": _all_of(membership.organisation),
        "_id": {"$ne": membership.id},
        "state": "active",
    }
    return [mongo.load(Membership, document) for document in mongo.collection("memberships").find(wanted)]


def others_there(membership: Membership) -> list[Membership]:
    """Everybody else who belongs to the organisation, or has asked to."""
    wanted = {
        "organisation": _all_of(membership.organisation),
        "_id": {"$ne": membership.id},
        "state": {"$ne": "ended"},
    }
    found = mongo.collection("memberships").find(wanted).sort("_id", 1)
    return [mongo.load(Membership, document) for document in found]


def membership_in(organisation_id: str, person: str) -> Membership | None:
    wanted = {"organisation": _all_of(organisation_id), "person": person, "state": {"$ne": "ended"}}
    found = mongo.collection("memberships").find_one(wanted)
    return mongo.load(Membership, found) if found else None


def add_invitation(invitation: Invitation) -> None:
    mongo.insert(models.Invitation, invitation)


def save_invitation(invitation: Invitation) -> None:
    mongo.replace(models.Invitation, invitation)


def invitation_by_code(code: str) -> Invitation | None:
    found = mongo.collection("invitations").find_one({"secret": digest(code)})
    return mongo.load(Invitation, found) if found else None


def take_seat(invitation_id: str, now: datetime) -> bool:
    """Take a seat of a code that is open, in one step: many do so at once. Outside transactions."""
    still = {"_id": invitation_id, "withdrawn": {"$ne": True}, "expires": {"$gt": now}}
    free = {"$expr": {"$lt": [{"$ifNull": ["$used", 0]}, "$seats"]}}
    taken = mongo.collection("invitations").update_one(still | free, {"$inc": {"used": 1, "version": 1}})
    return taken.matched_count > 0


def give_seat_back(invitation_id: str) -> None:
    change = {"$inc": {"used": -1, "version": 1}}
    mongo.collection("invitations").update_one({"_id": invitation_id, "used": {"$gt": 0}}, change)


def invitation_to_end(invitation_id: str, viewer: Viewer) -> Invitation:
    """One of an organisation that the viewer administers."""
    wanted: dict[str, Any] = {"_id": invitation_id}
    if not viewer.operator:
        wanted["organisation"] = {"$in": viewer.organisations_as(*ADMINS)}
    found = mongo.collection("invitations").find_one(wanted)
    if found is None:
        raise NotFound(N_("There is no such invitation."))
    return mongo.load(Invitation, found)


def invitation(invitation_id: str) -> Invitation | None:
    """For the job that mails it."""
    found = mongo.collection("invitations").find_one({"_id": invitation_id})
    return mongo.load(Invitation, found) if found else None


def invitations(organisation_id: str, viewer: Viewer) -> list[Invitation]:
    if not viewer.operator and organisation_id not in viewer.organisations_as(*ADMINS, "teacher"):
        raise NotFound(N_("There is no such organisation."))
    wanted = {"organisation": organisation_id, "withdrawn": False}
    found = mongo.collection("invitations").find(wanted).sort([("organisation", 1), ("_id", 1)]).limit(100)
    return [mongo.load(Invitation, document) for document in found]
