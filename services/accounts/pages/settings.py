"""My name, language and look; my password, sessions and access tokens."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import devices, permissions, schemas
from services.accounts.pages import reader
from services.accounts.pages.entrance import enter_by
from services.accounts.store import people as store
from services.accounts.usecases import access_tokens, addressing, people, second_factor, sessions
from services.accounts.usecases.starting import SignedIn
from shared import clock
from shared.errors import Invalid
from shared.web import forms, links, shown
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("settings", __name__, url_prefix="/accounts")


@pages.get("/settings")
@needs(permissions.SIGNED_IN)
def settings() -> str:
    return _settings(forms.filled(vars(store.person(g.viewer.person))))


def _settings(form: forms.Form) -> str:
    return render_template("accounts/settings.html", form=form, saved="saved" in request.args)


@pages.post("/settings")
@needs(permissions.SIGNED_IN)
def save_settings() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        people.change_settings(g.viewer, {"latin_name": "", **data}, None, clock.now())
        return "/accounts/settings?saved=1"

    answer = make_response(forms.submit(schemas.Settings(), work, _settings))
    reader.remember(answer, g.viewer.person)
    return answer


@pages.get("/security")
@needs(permissions.SIGNED_IN)
def security() -> str:
    return _security()


def _security(form: forms.Form | None = None, password: forms.Form | None = None) -> str:
    viewer, person = g.viewer, store.person(g.viewer.person)
    found = sessions.living(viewer, clock.now())
    named = {one.id: devices.named(one.agent) for one in found}
    return render_template(
        "accounts/security.html", form=form or forms.filled({"scopes": ["read"]}),
        password_form=password or forms.Form(), sessions=found, devices=named,
        tokens=store.tokens(viewer), person=person, recovery=second_factor.recovery_left(person.id),
        now=clock.now(), token=shown.taken().get("token"), saved=request.args.get("saved"),
        current=g.claims.sign_in, fresh=sessions.is_fresh(g.claims.sign_in, clock.now()),
    )  # fmt: skip


@pages.post("/security/password")
@needs(permissions.SIGNED_IN)
def change_password() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> tuple[SignedIn, str]:
        old, new = data["password"], data["new_password"]
        entry = sessions.change_password(
            g.claims.sign_in, old, new, g.viewer, agent=reader.agent(), now=clock.now()
        )
        return entry, "/accounts/security?saved=1"

    return enter_by(schemas.NewPassword, work, lambda form: _security(password=form))


@pages.get("/security/mail")
@needs(permissions.SIGNED_IN)
def new_mail() -> str:
    return _new_mail(forms.Form())


def _new_mail(form: forms.Form) -> str:
    return render_template("accounts/new_mail.html", form=form, unproven=_unproven())


def _unproven() -> bool:
    """Whether nobody has shown yet that the address of the start is theirs: there is no password then."""
    return store.person(g.viewer.person).password is None


@pages.post("/security/mail")
@needs(permissions.SIGNED_IN)
def ask_for_address() -> ResponseReturnValue:
    def correction(data: Mapping[str, Any]) -> str:
        addressing.correct(data["mail"], g.viewer, reader.address(), clock.now())
        return "/accounts/home?sent=1"

    def work(data: Mapping[str, Any]) -> str:
        addressing.ask(data["mail"], data["password"], g.viewer, reader.address(), clock.now())
        return "/accounts/security?saved=asked"

    if _unproven():
        return forms.submit(schemas.Reset(), correction, _new_mail)
    return forms.submit(schemas.NewMail(), work, _new_mail)


@pages.post("/security/tokens")
@needs(permissions.SIGNED_IN)
@once
def make_token() -> ResponseReturnValue:
    """Leads to where the token is shown once: it is kept nowhere."""

    def work(data: Mapping[str, Any]) -> ResponseReturnValue:
        try:
            token = access_tokens.make(
                data["name"], data["scopes"], data["own_password"], g.claims.sign_in, g.viewer, clock.now()
            )
        except Invalid as error:
            raise Invalid(_own(error.errors)) from error
        text = reader.token_text(token.id, token.scopes, token.expires.timestamp())
        return shown.leads_to("/accounts/security", {"token": text})

    return forms.show(schemas.NewTokenPage(), work, _security)


def _own(errors: Mapping[str, str]) -> dict[str, str]:
    """By the names of the token's form: the page has another one with a password."""
    return {"own_password" if name == "password" else name: sentence for name, sentence in errors.items()}


@pages.post("/security/tokens/<token_id>/revoke")
@needs(permissions.SIGNED_IN)
def revoke_token(token_id: str) -> ResponseReturnValue:
    sessions.revoke_token(token_id, g.viewer, clock.now())
    return reader.see_other("/accounts/security")


@pages.post("/security/sessions/<session_id>/end")
@needs(permissions.SIGNED_IN)
def end_session(session_id: str) -> ResponseReturnValue:
    sessions.sign_out(session_id, g.viewer, clock.now())
    if session_id == g.claims.sign_in:
        return reader.signed_out(reader.see_other("/"))
    return reader.see_other("/accounts/security")


@pages.post("/security/sessions/end-all")
@needs(permissions.SIGNED_IN)
def end_all_sessions() -> ResponseReturnValue:
    sessions.end_all(g.viewer.person, g.viewer.person, clock.now())
    return reader.signed_out(reader.see_other("/"))


@pages.post("/organisation")
@needs(permissions.SIGNED_IN)
def choose_organisation() -> ResponseReturnValue:
    """Changes home and lists alone: what one may do never depends on it."""
    answer = reader.see_other(links.safe_next(request.form.get("next"), "/accounts/home"))
    chosen = request.form.get("organisation", "")
    if chosen in g.viewer.roles:
        reader.choose_organisation(answer, chosen)
    return answer
