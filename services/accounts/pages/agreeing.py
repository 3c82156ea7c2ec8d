"""The terms and the notice: to be read by everybody, and accepted anew by whoever has not yet, before they go on."""

from flask import Blueprint, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from services.accounts import permissions
from services.accounts.domain.person import Session
from services.accounts.pages import reader
from services.accounts.usecases import consenting
from services.accounts.usecases.starting import SignedIn
from shared import clock
from shared.web import csrf, i18n, links
from shared.web.identity import SAFE
from shared.web.permissions import needs

pages = Blueprint("agreeing", __name__)
FREE = (reader.TERMS, "/accounts/sign-out", "/accounts/privacy", "/accounts/language", "/help")
"""What nobody has to accept anything for: leaving, taking one's data along, being erased, reading what it is about."""
SECRET = (csrf.FIELD, "password", "new_password")


@pages.get("/help/terms")
@needs(permissions.PUBLIC)
def terms() -> str:
    return render_template("accounts/document.html", which="terms", edition=reader.edition())


@pages.get("/help/notice")
@needs(permissions.PUBLIC)
def notice() -> str:
    return render_template("accounts/document.html", which="notice", edition=reader.edition())


@pages.get("/accounts/terms")
@needs(permissions.SIGNED_IN)
def ask() -> ResponseReturnValue:
    place = links.safe_next(request.args.get("next"), "/accounts/home")
    return (
        _asked(place, [])
        if consenting.asks_anew(g.viewer.person, reader.edition())
        else reader.see_other(place)
    )


@pages.post("/accounts/terms")
@needs(permissions.SIGNED_IN)
def accept() -> ResponseReturnValue:
    """On to where the reader was going; a form that was on its way is sent there (307)."""
    consenting.accept(g.viewer.person, reader.edition(), i18n.preferences().language, clock.now())
    place = links.safe_next(request.args.get("next"), "/accounts/home")
    return redirect(place, 307 if "again" in request.args else 303)


def before(place: str, session: Session) -> BaseResponse | None:
    """What comes between the reader and ``place``: None for whoever has accepted what is in force. A form that was on
    its way stays in the page, but for passwords and files."""
    if place.startswith(FREE) or not consenting.asks_anew(session.person, reader.edition()):
        return None
    if request.method in SAFE:
        return redirect(links.with_next(reader.TERMS, place), 303)
    reader.go_on_as(SignedIn(session.person, session.id, ""))
    kept = [(name, text) for name, text in request.form.items(multi=True) if name not in SECRET]
    answer = make_response(_asked(place, kept, again=True), 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _asked(place: str, kept: list[tuple[str, str]], again: bool = False) -> str:
    action = links.with_next(reader.TERMS, place) + ("&again=1" if again else "")
    return render_template(
        "accounts/terms.html", action=action, kept=kept, files=bool(request.files), edition=reader.edition()
    )
