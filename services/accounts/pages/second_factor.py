"""The second step of signing in: its code after the password; set up, set up anew and switched off under security."""

from collections.abc import Mapping
from typing import Any

import segno
from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions, schemas, totp
from services.accounts.domain.person import Session
from services.accounts.domain.second_factor import GUARDED
from services.accounts.pages import reader
from services.accounts.pages.entrance import enter_by
from services.accounts.store import organisations, people
from services.accounts.usecases import second_factor
from services.accounts.usecases.starting import SignedIn
from shared import clock
from shared.errors import Unauthenticated
from shared.web import forms, links, shown
from shared.web.permissions import needs

pages = Blueprint("second_factor", __name__, url_prefix="/accounts")

SET_UP = "/accounts/security/second-step"


def _session() -> Session:
    """Raises Unauthenticated, which leads to the sign-in page, when nobody is in or about to come in."""
    session = reader.session()
    if session is None:
        raise Unauthenticated(second_factor.SIGN_IN)
    return session


def _next() -> str:
    return links.safe_next(request.values.get("next"), "/accounts/home")


@pages.get("/sign-in/code")
@needs(permissions.PUBLIC)
def ask_code() -> ResponseReturnValue:
    if second_factor.lacks(_session()) != "code":
        return reader.see_other(_next())
    return _ask_code(forms.Form())


def _ask_code(form: forms.Form) -> str:
    return render_template("accounts/second_code.html", form=form, next=_next())


@pages.post("/sign-in/code")
@needs(permissions.PUBLIC)
def finish() -> ResponseReturnValue:
    session = _session()

    def work(data: Mapping[str, Any]) -> tuple[SignedIn, str]:
        entry = second_factor.finish(
            session.id, data["code"], reader.factors(), agent=reader.agent(), now=clock.now(),
            at=clock.of_the_world(),
        )  # fmt: skip
        return entry, _next()

    return enter_by(schemas.StepCode, work, _ask_code)


@pages.get("/security/second-step")
@needs(permissions.PUBLIC)
def second_step() -> ResponseReturnValue:
    session = _session()
    if second_factor.lacks(session) == "code":
        return _code_first()
    if codes := shown.taken().get("codes"):
        return render_template("accounts/recovery_codes.html", codes=codes.split(), next=_next())
    return _page(session)


def _code_first() -> ResponseReturnValue:
    return reader.see_other(reader.step_page("code", _next()))


def _page(
    session: Session, begin: forms.Form | None = None, confirm: forms.Form | None = None,
    off: forms.Form | None = None,
) -> str:  # fmt: skip
    person = people.person(session.person)
    offer = second_factor.offered(session.id, reader.factors(), clock.now())
    drawn = segno.make(offer.address, error="m", micro=False) if offer else None
    return render_template(
        "accounts/second_step.html", person=person, fresh=session.fresh(clock.now()), next=_next(),
        needed=bool(GUARDED & organisations.roles_anywhere(person.id)), signed_in=g.viewer is not None,
        key=totp.grouped(offer.secret) if offer else "", address=offer.address if offer else "",
        begin_form=begin or forms.Form(),
        picture=drawn.svg_data_uri(scale=5, border=4, light="#fff") if drawn else "",
        confirm_form=confirm or forms.Form(), off_form=off or forms.Form(),
    )  # fmt: skip


@pages.post("/security/second-step/begin")
@needs(permissions.PUBLIC)
def begin() -> ResponseReturnValue:
    session = _session()
    if second_factor.lacks(session) == "code":
        return _code_first()

    def work(data: Mapping[str, Any]) -> str:
        second_factor.begin(
            session.id, data["password"], data["code"], reader.factors(), clock.now(), clock.of_the_world()
        )
        return links.with_next(SET_UP, _next())

    return forms.submit(schemas.SecondStep(), work, lambda form: _page(session, begin=form))


@pages.post("/security/second-step/confirm")
@needs(permissions.PUBLIC)
def confirm() -> ResponseReturnValue:
    """Leads to where the recovery codes are shown once: only their digests are kept."""
    session = _session()
    if second_factor.lacks(session) == "code":
        return _code_first()

    def work(data: Mapping[str, Any]) -> ResponseReturnValue:
        entry, codes = second_factor.confirm(
            session.id, data["code"], reader.factors(), agent=reader.agent(), now=clock.now(),
            at=clock.of_the_world(),
        )  # fmt: skip
        answer = shown.leads_to(links.with_next(SET_UP, _next()), {"codes": " ".join(codes)}, entry.person)
        return reader.signed_in(answer, entry)

    return forms.show(schemas.StepCode(), work, lambda form: _page(session, confirm=form))


@pages.post("/security/second-step/off")
@needs(permissions.SIGNED_IN)
def switch_off() -> ResponseReturnValue:
    session = _session()

    def work(data: Mapping[str, Any]) -> tuple[SignedIn, str]:
        entry = second_factor.switch_off(
            session.id, data["password"], data["code"], reader.factors(), agent=reader.agent(), now=clock.now(),
            at=clock.of_the_world(),
        )  # fmt: skip
        return entry, "/accounts/security"

    return enter_by(schemas.SecondStep, work, lambda form: _page(session, off=form))
