"""A mailed link to one task: the page that says whose it is and what it opens, the press that opens it, the way out."""

from flask import Blueprint, g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions
from services.accounts.pages import reader
from services.accounts.usecases import visiting
from shared import clock
from shared.errors import Conflict
from shared.web import identity
from shared.web.permissions import needs

pages = Blueprint("visits", __name__, url_prefix="/accounts/task")


@pages.get("/<secret>")
@needs(permissions.PUBLIC)
def show(secret: str) -> ResponseReturnValue:
    """Programs that look for bad links open it too: nothing happens before the button is pressed."""
    offer = visiting.offered(secret, reader.edition(), clock.now())
    return _page(secret, offer), 200 if offer else 404


def _page(secret: str, offer: visiting.Offer | None) -> str:
    return render_template("accounts/task.html", secret=secret, offer=offer, over=visiting.OVER)


@pages.post("/<secret>")
@needs(permissions.PUBLIC)
def open_task(secret: str) -> ResponseReturnValue:
    """Whoever is signed in goes on as who they are: the link stays unused."""
    if g.viewer is not None:
        offer = visiting.offered(secret, reader.edition(), clock.now())
        mine = offer is not None and offer.person.id == g.viewer.person
        return reader.see_other(offer.item.url if offer and mine else f"/accounts/task/{secret}")
    try:
        opened = visiting.open_task(secret, reader.edition(), reader.address(), clock.now())
    except Conflict:
        return _page(secret, None), 409
    visiting.leave(request.cookies.get(reader.visit_cookie(), ""), clock.now())
    return reader.visiting_by(reader.see_other(opened.visit.page), opened)


@pages.get("/done")
@needs(permissions.PUBLIC)
def done() -> str:
    return render_template("accounts/task_done.html")


@pages.post("/end")
@needs(permissions.SIGNED_IN)
def end() -> ResponseReturnValue:
    """For whoever came by a link; who is signed in signs out elsewhere."""
    if g.claims.kind == identity.TASK:
        visiting.leave(request.cookies.get(reader.visit_cookie(), ""), clock.now())
        return reader.signed_out(make_response(reader.see_other("/")))
    return reader.see_other("/accounts/home")
