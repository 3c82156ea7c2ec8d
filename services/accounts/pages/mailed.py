"""What mailed links open: an address confirmed with its first password, a forgotten one set anew."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from services.accounts import permissions, schemas
from services.accounts.pages import reader
from services.accounts.pages.entrance import enter_by
from services.accounts.usecases import addressing, mailed
from services.accounts.usecases.starting import SignedIn
from shared import clock
from shared.web import forms
from shared.web.permissions import needs

pages = Blueprint("mailed", __name__, url_prefix="/accounts")


@pages.get("/confirm/<secret>")
@needs(permissions.PUBLIC)
def confirm(secret: str) -> ResponseReturnValue:
    return _opened("confirm", secret)


@pages.get("/reset/<secret>")
@needs(permissions.PUBLIC)
def choose_password(secret: str) -> ResponseReturnValue:
    return _opened("reset", secret)


def _opened(purpose: str, secret: str) -> ResponseReturnValue:
    valid = mailed.asked(secret, purpose, clock.now()) is not None
    return _page(purpose, secret)(forms.Form()), 200 if valid or mailed.done(secret, g.viewer) else 404


def _page(purpose: str, secret: str) -> Callable[[forms.Form], str]:
    def page(form: forms.Form) -> str:
        asked = mailed.asked(secret, purpose, clock.now())
        return render_template(
            "accounts/mailed_link.html", form=form, purpose=purpose, secret=secret, asked=asked,
            done=mailed.done(secret, g.viewer),
        )  # fmt: skip

    return page


@pages.post("/confirm/<secret>")
@needs(permissions.PUBLIC)
def confirm_address(secret: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> tuple[SignedIn, str]:
        entry = mailed.confirm_address(
            secret, data["password"], reader.address(), agent=reader.agent(), now=clock.now()
        )
        return entry, "/projects/mine" if mailed.drafts(entry.person) else "/accounts/home"

    return enter_by(schemas.Password, work, _page("confirm", secret))


@pages.post("/reset/<secret>")
@needs(permissions.PUBLIC)
def reset_password(secret: str) -> ResponseReturnValue:
    """Leads to the list of what else opens the account: access tokens stay."""

    def work(data: Mapping[str, Any]) -> tuple[SignedIn, str]:
        entry = mailed.reset_password(
            secret, data["password"], reader.address(), agent=reader.agent(), now=clock.now()
        )
        return entry, "/accounts/security"

    return enter_by(schemas.Password, work, _page("reset", secret))


@pages.get("/reset")
@needs(permissions.PUBLIC)
def forgotten() -> str:
    return _forgotten(forms.Form())


def _forgotten(form: forms.Form, sent: bool = False) -> str:
    return render_template("accounts/reset.html", form=form, sent=sent)


@pages.post("/reset")
@needs(permissions.PUBLIC)
def ask_for_reset() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        mailed.ask_for_reset(data["mail"], reader.address(), clock.now())
        return "/accounts/reset/sent"

    return forms.submit(schemas.Reset(), work, _forgotten)


@pages.get("/reset/sent")
@needs(permissions.PUBLIC)
def reset_sent() -> str:
    return _forgotten(forms.Form(), sent=True)


@pages.post("/confirm-again")
@needs(permissions.SIGNED_IN)
def send_confirmation_again() -> ResponseReturnValue:
    mailed.send_confirmation_again(g.viewer, clock.now())
    return reader.see_other("/accounts/home?sent=1")


@pages.get("/address/<secret>")
@needs(permissions.SIGNED_IN)
def new_address(secret: str) -> ResponseReturnValue:
    """Opened by whoever asked: another account's reader, or a stranger whose address was typed, gets nowhere."""
    valid = addressing.asked(secret, g.viewer, clock.now()) is not None
    return _address(secret)(forms.Form()), 200 if valid else 404


def _address(secret: str) -> Callable[[forms.Form], str]:
    return lambda form: render_template(
        "accounts/address.html",
        form=form,
        secret=secret,
        mail=addressing.asked(secret, g.viewer, clock.now()),
    )


@pages.post("/address/<secret>")
@needs(permissions.SIGNED_IN)
def use_address(secret: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:  # noqa: ARG001
        addressing.use(secret, g.viewer, clock.now())
        return "/accounts/security?saved=mail"

    return forms.submit(schemas.NoPassword(), work, _address(secret))
