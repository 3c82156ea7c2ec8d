"""What is kept of me here, who sees it, and who looked at it."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from services.accounts import permissions
from services.accounts.pages import reader
from services.accounts.store import access, audit, organisations
from services.accounts.store import people as store
from services.accounts.usecases import opening
from shared import clock
from shared.web.permissions import needs

pages = Blueprint("privacy", __name__, url_prefix="/accounts")


@pages.get("/privacy")
@needs(permissions.SIGNED_IN)
def privacy() -> str:
    person = store.person(g.viewer.person)
    memberships = organisations.memberships_of(person.id, ("active", "pending"))
    found = organisations.organisations_by_id([one.organisation for one in memberships])
    names = {one.id: one.name for one in found}
    return render_template(
        "accounts/privacy.html", person=person, memberships=memberships, names=names,
        history=audit.history(person.id), accesses=access.log_of(person.id),
    )  # fmt: skip


@pages.post("/privacy/access/read")
@needs(permissions.SIGNED_IN)
def has_read_accesses() -> ResponseReturnValue:
    """I have read who looked at my data: nothing more waits for me about it."""
    opening.has_read(g.viewer, clock.now())
    return reader.see_other("/accounts/privacy")
