"""Which mails I get; and the link in a mail that ends those of its kind, for whoever has it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions, schemas
from services.accounts.domain.mails import ALWAYS, NEVER
from services.accounts.pages import reader
from services.accounts.store import people
from services.accounts.usecases import mails
from shared import clock
from shared.web import csrf, forms
from shared.web.permissions import needs

pages = Blueprint("mails", __name__, url_prefix="/accounts/mails")

ONE_CLICK = ("List-Unsubscribe", "One-Click")
"""What a mail program sends by itself (RFC 8058); it follows no redirect."""


@pages.get("")
@needs(permissions.SIGNED_IN)
def choices() -> str:
    return _choices(forms.filled(people.person(g.viewer.person).chosen_mails()))


def _choices(form: forms.Form) -> str:
    person = people.person(g.viewer.person)
    return render_template(
        "accounts/my_mails.html", form=form, person=person, always=ALWAYS, saved="saved" in request.args
    )


@pages.post("")
@needs(permissions.SIGNED_IN)
def choose() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        mails.choose(g.viewer, data, None, clock.now())
        return "/accounts/mails?saved=1"

    return forms.submit(schemas.Mails(), work, _choices)


@pages.get("/leave/<secret>")
@needs(permissions.PUBLIC)
def leaving(secret: str) -> str:
    """Programs that look for bad links open it too: nothing changes before the button is pressed."""
    link, person = mails.opened(secret, clock.now())
    kinds, chosen = mails.kinds_of(link, person), person.chosen_mails()
    ended = all(chosen[kind] == NEVER for kind in kinds)
    return render_template(
        "accounts/leave_mails.html", kinds=kinds, ended=ended, undo=ended and bool(link.before), secret=secret
    )


@pages.post("/leave/<secret>")
@needs(permissions.PUBLIC)
@csrf.by_link
def leave(secret: str) -> ResponseReturnValue:
    mails.leave(secret, reader.address(), clock.now())
    name, value = ONE_CLICK
    return leaving(secret) if request.form.get(name) == value else _back(secret)


@pages.post("/leave/<secret>/undo")
@needs(permissions.PUBLIC)
def undo(secret: str) -> ResponseReturnValue:
    mails.undo(secret, reader.address(), clock.now())
    return _back(secret)


def _back(secret: str) -> ResponseReturnValue:
    return reader.see_other(f"/accounts/mails/leave/{secret}")
