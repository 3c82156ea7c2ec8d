"""Requests for contact: asked by companies, answered by students."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.portfolio import permissions
from services.portfolio.api.blueprint import blueprint
from services.portfolio.domain.contacts import Contact
from services.portfolio.schemas import contacts as schemas
from services.portfolio.store import contacts as store
from services.portfolio.usecases import contacts
from shared import clock


def row(contact: Contact) -> dict[str, Any]:
    """As this reader may know it; without a version, which would tell the company of a refusal."""
    if contact.person != g.viewer.person:
        return contacts.shown_to_asker(contact, clock.now())
    return {name: value for name, value in vars(contact).items() if name != "version"}


@blueprint.operation(
    "POST", "/contacts", permissions.SEARCH, takes=schemas.NewContact, gives=schemas.Contact, status=201, creates=True,
    also=(404,),
)  # fmt: skip
def ask(data: Mapping[str, Any]) -> Any:
    """Ask somebody with a published portfolio for contact; they accept or refuse without being known before"""
    made = row(contacts.ask(data["person"], data, g.viewer, clock.now()))
    return made, 201, {"Location": f"/portfolio/contacts/{made['id']}"}


@blueprint.operation("GET", "/contacts", permissions.OWN, query=schemas.ContactQuery, gives=schemas.Contacts)
def list_contacts(query: Mapping[str, Any]) -> dict[str, Any]:
    """What companies asked of me, or what my company asked, newest first"""
    read = store.sent_page if query["side"] == "sent" else store.received_page
    page = read(g.viewer, query["after"], query["limit"])
    return {"items": [row(one) for one in page.items], "next": page.next}


@blueprint.operation("GET", "/contacts/former", permissions.SEARCH, gives=schemas.FormerMembers)
def list_former() -> dict[str, Any]:
    """Whoever has evidence of work for my company, and may be asked to stay in touch (purpose "touch")"""
    found = contacts.former(g.viewer.organisations_as(*store.SEARCHERS), clock.now())
    return {"items": [{"person": person, "name": name} for person, name in found.items()]}


@blueprint.operation("GET", "/contacts/<contact_id>", permissions.OWN, gives=schemas.Contact)
def show_contact(contact_id: str) -> dict[str, Any]:
    """One request for contact"""
    return row(store.contact(contact_id, g.viewer))


@blueprint.operation(
    "POST", "/contacts/<contact_id>/answer", permissions.OWN, takes=schemas.ContactAnswer, gives=schemas.Contact
)  # fmt: skip
def answer(data: Mapping[str, Any], contact_id: str) -> dict[str, Any]:
    """Accept, and say how I am reached, or refuse; of a refusal the company is told nothing"""
    accepted = data["answer"] == "accepted"
    return row(contacts.answer(contact_id, accepted, data["means"], g.viewer, clock.now()))


@blueprint.operation("POST", "/contacts/<contact_id>/withdraw", permissions.OWN, gives=schemas.Contact)
def withdraw(contact_id: str) -> dict[str, Any]:
    """Take my company's request back, or end a contact that I accepted"""
    return row(contacts.withdraw(contact_id, g.viewer, clock.now()))
