"""What waits for me, late first; all items; my settings, sessions and access tokens."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions, schemas
from services.accounts.pages import reader
from services.accounts.store import people, waiting_items
from services.accounts.usecases import items, sessions
from shared import clock
from shared.web import forms
from shared.web.permissions import needs

pages = Blueprint("home", __name__, url_prefix="/accounts")


@pages.get("/home")
@needs(permissions.SIGNED_IN)
def home() -> str:
    now = clock.now()
    found = waiting_items.items(g.viewer)
    person = people.person(g.viewer.person)
    return render_template(
        "accounts/home.html", items=found[:10], more=len(found) > 10, now=now, person=person
    )


@pages.get("/inbox")
@needs(permissions.SIGNED_IN)
def inbox() -> str:
    return render_template("accounts/inbox.html", items=waiting_items.items(g.viewer), now=clock.now())


@pages.post("/inbox/<item_id>/take")
@needs(permissions.SIGNED_IN)
def take(item_id: str) -> ResponseReturnValue:
    items.take(item_id, g.viewer)
    return reader.see_other("/accounts/inbox")


@pages.post("/inbox/<item_id>/give-back")
@needs(permissions.SIGNED_IN)
def give_back(item_id: str) -> ResponseReturnValue:
    items.give_back(item_id, g.viewer)
    return reader.see_other("/accounts/inbox")


@pages.get("/settings")
@needs(permissions.SIGNED_IN)
def settings() -> str:
    return _settings(forms.filled(vars(people.person(g.viewer.person))))


def _settings(form: forms.Form) -> str:
    return render_template("accounts/settings.html", form=form, saved="saved" in request.args)


@pages.post("/settings")
@needs(permissions.SIGNED_IN)
def save_settings() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        sessions.change_settings(g.viewer, dict(data), None, clock.now())
        return "/accounts/settings?saved=1"

    answer = make_response(forms.submit(schemas.Settings(), work, _settings))
    reader.remember(answer, g.viewer.person)
    return answer


@pages.get("/security")
@needs(permissions.SIGNED_IN)
def security() -> str:
    return _security(forms.Form(), None)


def _security(form: forms.Form, token: str | None) -> str:
    return render_template(
        "accounts/security.html", form=form, token=token, sessions=people.sessions(g.viewer),
        tokens=people.tokens(g.viewer), current=g.claims.sign_in,
    )  # fmt: skip


@pages.post("/security/tokens")
@needs(permissions.SIGNED_IN)
def make_token() -> ResponseReturnValue:
    """The one answer that shows a token: it is never stored, so there is no page to go to."""
    made: list[str] = []

    def work(data: Mapping[str, Any]) -> str:
        token = sessions.make_token(data["name"], data["scopes"], g.viewer, clock.now())
        made.append(reader.token_text(token.id, token.scopes, token.expires.timestamp()))
        return "/accounts/security"

    answer = forms.submit(schemas.NewToken(), work, lambda form: _security(form, None))
    return _security(forms.Form(), made[0]) if made else answer


@pages.post("/security/tokens/<token_id>/revoke")
@needs(permissions.SIGNED_IN)
def revoke_token(token_id: str) -> ResponseReturnValue:
    sessions.revoke_token(token_id, g.viewer, clock.now())
    return reader.see_other("/accounts/security")


@pages.post("/security/sessions/<session_id>/end")
@needs(permissions.SIGNED_IN)
def end_session(session_id: str) -> ResponseReturnValue:
    sessions.sign_out(session_id, g.viewer, clock.now())
    return reader.see_other("/accounts/security")


@pages.post("/security/sessions/end-all")
@needs(permissions.SIGNED_IN)
def end_all_sessions() -> ResponseReturnValue:
    sessions.sign_out_everywhere(g.viewer, clock.now())
    return reader.signed_out(reader.see_other("/"))
