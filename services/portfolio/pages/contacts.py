"""Contacts: what companies ask of me, what mine asks of others; one request with its answer."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.portfolio import permissions
from services.portfolio.domain.contacts import TOUCH, WORDS, Contact
from services.portfolio.pages import search
from services.portfolio.schemas import contacts as schemas
from services.portfolio.store import audit
from services.portfolio.store import contacts as store
from services.portfolio.usecases import contacts
from services.portfolio.usecases.finding import SEARCHERS
from shared import clock, directory, waiting
from shared.web import forms, links
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("contacts", __name__, url_prefix="/portfolio")


@pages.get("/contacts")
@needs(permissions.OWN)
def list_contacts() -> str:
    """A recruiter's first: what their company asked; everybody has what was asked of them."""
    recruits = g.viewer.has_any(*SEARCHERS)
    side = request.args.get("side", "sent" if recruits else "received")
    sent = recruits and side != "received"
    page = (store.sent_page if sent else store.received_page)(g.viewer, request.args.get("after"), 25)
    following = links.with_query("/portfolio/contacts", side=side, after=page.next) if page.next else None
    return render_template(
        "portfolio/contacts.html", rows=[_seen(one) for one in page.items], sent=sent, recruits=recruits,
        purposes=WORDS, now=clock.now(), next=following,
    )  # fmt: skip


def _seen(contact: Contact) -> dict[str, Any]:
    mine = contact.person == g.viewer.person
    shown = vars(contact) if mine else contacts.shown_to_asker(contact, clock.now())
    return shown | {"mine": mine, "company": contacts.company(contact)}


@pages.get("/contacts/former")
@needs(permissions.SEARCH)
def former() -> str:
    return _former(forms.filled({"person": request.args.get("person", "")}))


def _former(form: forms.Form) -> str:
    mine = g.viewer.organisations_as(*SEARCHERS)
    return render_template(
        "portfolio/former.html", people=contacts.former(mine, clock.now()), form=form,
        asks=directory.organisations(g.viewer.chosen_among(*SEARCHERS)),
    )  # fmt: skip


@pages.post("/contacts/former")
@needs(permissions.SEARCH)
@once
def keep_touch() -> ResponseReturnValue:
    def work(data: Any) -> str:
        asked = contacts.ask(data["person"], dict(data) | {"purpose": TOUCH}, g.viewer, clock.now())
        return f"/portfolio/contacts/{asked.id}"

    return forms.submit(schemas.KeepTouch(), work, _former)


@pages.get("/contacts/<contact_id>")
@needs(permissions.OWN)
def show(contact_id: str) -> str:
    return _show(store.contact(contact_id, g.viewer), forms.Form())


def _show(found: Contact, form: forms.Form) -> str:
    """Its history is the student's alone: it would tell the company of a refusal."""
    mine = found.person == g.viewer.person
    return render_template(
        "portfolio/contact.html", contact=_seen(found), form=form, purposes=WORDS, now=clock.now(),
        history=audit.history(found.id) if mine else [], asks=directory.organisation(found.organisation),
        then=contacts.LAPSES if mine else contacts.CLOSES,
        unread=waiting.waits(found.id, contacts.TOLD, person=g.viewer.person),
    )  # fmt: skip


@pages.post("/people/<person_id>/contact")
@needs(permissions.SEARCH)
@once
def ask(person_id: str) -> ResponseReturnValue:
    def work(data: Any) -> str:
        return f"/portfolio/contacts/{contacts.ask(person_id, data, g.viewer, clock.now()).id}"

    return forms.submit(schemas.AskContact(), work, lambda form: search.person_page(person_id, form))


@pages.post("/contacts/<contact_id>/answer")
@needs(permissions.OWN)
def answer(contact_id: str) -> ResponseReturnValue:
    def work(data: Any) -> str:
        accepted = data["answer"] == "accepted"
        contacts.answer(contact_id, accepted, data["means"], g.viewer, clock.now())
        return f"/portfolio/contacts/{contact_id}"

    found = store.own(contact_id, g.viewer)
    return forms.submit(schemas.ContactAnswer(), work, lambda form: _show(found, form))


@pages.post("/contacts/<contact_id>/withdraw")
@needs(permissions.OWN)
def withdraw(contact_id: str) -> ResponseReturnValue:
    contacts.withdraw(contact_id, g.viewer, clock.now())
    return redirect(f"/portfolio/contacts/{contact_id}", 303)


@pages.post("/contacts/<contact_id>/read")
@needs(permissions.SEARCH)
def has_read(contact_id: str) -> ResponseReturnValue:
    contacts.has_read(contact_id, g.viewer, clock.now())
    return redirect(f"/portfolio/contacts/{contact_id}", 303)
