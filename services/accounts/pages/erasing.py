"""Asking to be erased; and, by a link without an account, how far each service is."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from services.accounts import permissions, schemas
from services.accounts.pages import reader
from services.accounts.store import erasing as store
from services.accounts.store import people
from services.accounts.usecases import erasing, staying
from shared import clock
from shared.errors import Invalid
from shared.messages import N_
from shared.web import forms
from shared.web.permissions import needs

pages = Blueprint("erasing", __name__, url_prefix="/accounts")

WORD = N_("ERASE")


@pages.get("/privacy/erase")
@needs(permissions.SIGNED_IN)
def ask() -> str:
    return _ask(forms.Form())


def _ask(form: forms.Form) -> str:
    person = people.person(g.viewer.person)
    return render_template(
        "accounts/erase.html", form=form, word=gettext(WORD), person=person,
        blockers=staying.blockers(g.viewer),
    )  # fmt: skip


@pages.post("/privacy/erase")
@needs(permissions.SIGNED_IN)
def erase() -> ResponseReturnValue:
    erased: list[str] = []

    def work(data: Mapping[str, Any]) -> str:
        if data["word"].casefold() != gettext(WORD).casefold():
            raise Invalid({"word": N_("Type the word as it is shown.")})
        secret = erasing.erase(g.claims.sign_in, data["password"], g.viewer, clock.now())
        erased.append(secret)
        return f"/accounts/erased/{secret}"

    answer = make_response(forms.submit(schemas.ErasePage(), work, _ask))
    return reader.signed_out(answer) if erased else answer


@pages.get("/erased/<secret>")
@needs(permissions.PUBLIC)
def erased(secret: str) -> ResponseReturnValue:
    shown = erasing.shown(secret)
    answer = make_response(render_template("accounts/erased.html", erasure=shown, now=clock.now()))
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@pages.get("/admin/erasures")
@needs(permissions.OPERATE)
def unfinished() -> str:
    return render_template("accounts/erasures.html", erasures=store.unfinished(g.viewer), now=clock.now())
