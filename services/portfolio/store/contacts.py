"""Requests for contact: the student's own, and those of the organisations for which one recruits."""

from collections.abc import Collection

from services.portfolio.domain.contacts import Contact
from services.portfolio.store import models_contacts as models
from shared import merged, mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.paging import Page, after, page_of
from shared.viewer import Viewer

SEARCHERS = ("company_admin", "recruiter")


def add(contact: Contact) -> None:
    mongo.insert(models.Contact, contact)


def save(contact: Contact) -> None:
    mongo.replace(models.Contact, contact)


def contact(contact_id: str, viewer: Viewer) -> Contact:
    """Asked of the viewer, or by an organisation for which they recruit."""
    return _one({"_id": contact_id, "$or": [{"person": viewer.person}, _asked_by(viewer)]})


def own(contact_id: str, viewer: Viewer) -> Contact:
    return _one({"_id": contact_id, "person": viewer.person})


def sent(contact_id: str, viewer: Viewer) -> Contact:
    return _one({"_id": contact_id} | _asked_by(viewer))


def known(contact_id: str) -> Contact | None:
    """For timers and events: nobody looks."""
    found = mongo.collection("contacts").find_one({"_id": contact_id})
    return mongo.load(Contact, found) if found else None


def received_page(viewer: Viewer, cursor: str | None, limit: int) -> Page[Contact]:
    """Newest first."""
    return _page({"person": viewer.person}, cursor, limit)


def sent_page(viewer: Viewer, cursor: str | None, limit: int) -> Page[Contact]:
    return _page(_asked_by(viewer), cursor, limit)


def last(organisations: Collection[str], person: str) -> Contact | None:
    """The newest request of one of the organisations to the person."""
    wanted = {"organisation": {"$in": merged.same(list(organisations))}, "person": person}
    found = mongo.collection("contacts").find_one(wanted, sort=[("created", -1)])
    return mongo.load(Contact, found) if found else None


def of_person(person: str) -> list[Contact]:
    return _all({"person": person})


def worded_by(person: str) -> list[Contact]:
    """Those that still hold a word of whoever asked."""
    return _all({"by": person, "text": {"$ne": ""}})


def delete(contact_id: str) -> None:
    mongo.collection("contacts").delete_one({"_id": contact_id})


def _asked_by(viewer: Viewer) -> dict[str, object]:
    return {"organisation": {"$in": viewer.organisations_as(*SEARCHERS)}}


def _page(wanted: dict[str, object], cursor: str | None, limit: int) -> Page[Contact]:
    found = mongo.collection("contacts").find(wanted | after(cursor, "created", descending=True))
    rows = found.sort([("created", -1), ("_id", -1)]).limit(limit + 1)
    return page_of([mongo.load(Contact, row) for row in rows], limit, lambda row: (row.created, row.id))


def _all(wanted: dict[str, object]) -> list[Contact]:
    return [mongo.load(Contact, row) for row in mongo.collection("contacts").find(wanted).sort("_id", 1)]


def _one(wanted: dict[str, object]) -> Contact:
    found = mongo.collection("contacts").find_one(wanted)
    if found is None:
        raise NotFound(N_("There is no such request."))
    return mongo.load(Contact, found)
