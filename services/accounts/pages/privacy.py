"""What is kept of me here, who sees it, and who looked at it."""

from typing import Any

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from services.accounts import permissions, takeaway
from services.accounts.domain.consent import PURPOSES
from services.accounts.pages import audiences, reader
from services.accounts.store import access, audit, consents, organisations
from services.accounts.store import exporting as exports
from services.accounts.store import people as store
from services.accounts.usecases import consenting, exporting, opening
from shared import clock
from shared.register import BASES
from shared.web import i18n
from shared.web.once import once
from shared.web.permissions import needs
from shared.web.sending import send

pages = Blueprint("privacy", __name__, url_prefix="/accounts")


@pages.get("/privacy")
@needs(permissions.SIGNED_IN)
def privacy() -> str:
    person = store.person(g.viewer.person)
    memberships = organisations.memberships_of(person.id, ("active", "pending"))
    agreed = _consents()
    return render_template(
        "accounts/privacy.html", person=person, seen=audiences.now(memberships, agreed["standing"]),
        history=audit.history(person.id), accesses=access.log_of(person.id), export=exports.last(g.viewer),
        student=g.viewer.has_any("student"), **agreed,
    )  # fmt: skip


def _consents() -> dict[str, Any]:
    """``standing``: how each of them stands now; ``agreed``: all rows, newest first."""
    agreed, now = consents.all_of(g.viewer), clock.now()
    newest = {(one.purpose, one.about): one for one in reversed(agreed)}
    standing = [one for one in reversed(newest.values()) if one.stands(now)]
    return {"agreed": agreed, "standing": standing, "purposes": PURPOSES, "bases": BASES}


@pages.post("/privacy/access/read")
@needs(permissions.SIGNED_IN)
def has_read_accesses() -> ResponseReturnValue:
    """I have read who looked at my data: nothing more waits for me about it."""
    opening.has_read(g.viewer, clock.now())
    return reader.see_other("/accounts/privacy")


@pages.post("/privacy/consents/<consent_id>/withdraw")
@needs(permissions.SIGNED_IN)
def withdraw_consent(consent_id: str) -> ResponseReturnValue:
    language = i18n.preferences().language
    consenting.withdraw(consent_id, reader.edition(), language, g.viewer, clock.now())
    return reader.see_other("/accounts/privacy#consents")


@pages.post("/privacy/exports")
@needs(permissions.SIGNED_IN)
@once
def ask_for_export() -> ResponseReturnValue:
    exporting.ask(g.viewer, clock.now())
    return reader.see_other("/accounts/privacy#export")


@pages.get("/privacy/exports/<export_id>")
@needs(permissions.SIGNED_IN)
def fetch_export(export_id: str) -> ResponseReturnValue:
    """The person alone, asked anew at each range."""
    return send(takeaway.file_of(exports.own(export_id, g.viewer)))
