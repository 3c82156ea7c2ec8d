"""The front page, help, and the first page of an empty installation."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions, regions, schemas
from services.accounts.guides import PERSONAS, guide
from services.accounts.pages import reader
from services.accounts.pages.entrance import enter_by
from services.accounts.store import organisations
from services.accounts.usecases import installing, starting, wishing
from services.accounts.usecases.starting import SignedIn
from shared import clock
from shared.register import BASES, DAYS, KEPT, SEEN
from shared.register.fields import GROUPS
from shared.web import forms, i18n
from shared.web.permissions import needs

pages = Blueprint("front", __name__)


@pages.get("/")
@needs(permissions.PUBLIC)
def front() -> ResponseReturnValue:
    if installing.first_code(reader.settings()) is not None and not organisations.has_operator():
        return reader.see_other(
            "/accounts/first/demo" if wishing.is_wished(reader.settings()) else "/accounts/first"
        )
    if g.viewer is not None:
        return reader.see_other("/accounts/home")
    return render_template("accounts/front.html", form=forms.Form())


@pages.get("/help")
@needs(permissions.PUBLIC)
def help_page() -> str:
    guides = [(persona, guide(persona, i18n.language())) for persona in PERSONAS]
    return render_template("accounts/help.html", guides=guides)


@pages.get(f"/help/<any({', '.join(PERSONAS)}):persona>")
@needs(permissions.PUBLIC)
def guide_page(persona: str) -> str:
    found = guide(persona, i18n.language())
    return render_template("accounts/guide.html", persona=persona, guide=found)


@pages.get("/help/privacy")
@needs(permissions.PUBLIC)
def register() -> str:
    """Every personal field there is; a test compares it with events and schemas."""
    days = {kept: getattr(reader.settings(), setting) for kept, setting in DAYS.items()}
    return render_template(
        "accounts/register.html", groups=GROUPS, bases=BASES, seen=SEEN, kept=KEPT, days=days
    )


@pages.get("/accounts/first")
@needs(permissions.PUBLIC)
def first() -> ResponseReturnValue:
    if organisations.has_operator():
        return reader.see_other("/")
    region = starting.REGION_OF_LANGUAGE[i18n.language()]
    return _first(forms.filled({"code": request.args.get("code", ""), "region": region}))


def _first(form: forms.Form) -> str:
    settings = reader.settings()
    ways = {"can_wish": wishing.can_wish(settings), "wished": wishing.is_wished(settings)}
    return render_template("accounts/first.html", form=form, regions=regions.REGIONS, **ways)


@pages.post("/accounts/first")
@needs(permissions.PUBLIC)
def make_first() -> ResponseReturnValue:
    chosen, settings = i18n.preferences(), reader.settings()

    def work(data: Mapping[str, Any]) -> tuple[SignedIn, str]:
        entry = starting.first_operator(
            expected=installing.first_code(settings), **data, language=chosen.language,
            agent=reader.agent(), edition=reader.edition(), now=clock.now(),
        )  # fmt: skip
        installing.forget_first_code(settings)
        return entry, "/accounts/home"

    return enter_by(schemas.FirstOperator, work, _first)
