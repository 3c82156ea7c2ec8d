"""Coming in and going out: the front page, start, sign-in, mailed links, renewal."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions, schemas
from services.accounts.pages import reader
from services.accounts.store import organisations
from services.accounts.usecases import installing, organising, sessions, starting
from services.accounts.usecases.starting import SignedIn
from shared import clock
from shared.web import forms, i18n, links
from shared.web.permissions import needs

pages = Blueprint("entrance", __name__)


@pages.get("/")
@needs(permissions.PUBLIC)
def front() -> ResponseReturnValue:
    if installing.first_code(reader.settings()) is not None and not organisations.has_operator():
        return reader.see_other("/accounts/first")
    if g.viewer is not None:
        return reader.see_other("/accounts/home")
    return render_template("accounts/front.html")


def _enter(
    schema: type,
    work: Callable[[Mapping[str, Any]], tuple[SignedIn, str]],
    again: Callable[[forms.Form], str],
) -> ResponseReturnValue:
    """A form that ends signed in: the cookies go with the redirect."""
    entered: list[SignedIn] = []

    def run(data: Mapping[str, Any]) -> str:
        entry, place = work(data)
        entered.append(entry)
        return place

    answer = make_response(forms.submit(schema(), run, again))
    return reader.signed_in(answer, entered[0]) if entered else answer


@pages.get("/accounts/first")
@needs(permissions.PUBLIC)
def first() -> ResponseReturnValue:
    if organisations.has_operator():
        return reader.see_other("/")
    return _first(forms.filled({"code": request.args.get("code", "")}))


def _first(form: forms.Form) -> str:
    return render_template("accounts/first.html", form=form)


@pages.post("/accounts/first")
@needs(permissions.PUBLIC)
def make_first() -> ResponseReturnValue:
    chosen, settings = i18n.preferences(), reader.settings()

    def work(data: Mapping[str, Any]) -> tuple[SignedIn, str]:
        entry = starting.first_operator(
            expected=installing.first_code(settings), **data, language=chosen.language, zone=chosen.zone,
            agent=reader.agent(), now=clock.now(),
        )  # fmt: skip
        installing.forget_first_code(settings)
        return entry, "/accounts/home"

    return _enter(schemas.FirstOperator, work, _first)


@pages.get("/accounts/start")
@needs(permissions.PUBLIC)
def start() -> str:
    return _start(forms.Form())


def _start(form: forms.Form) -> str:
    return render_template("accounts/start.html", form=form)


@pages.post("/accounts/start")
@needs(permissions.PUBLIC)
def begin() -> ResponseReturnValue:
    chosen = i18n.preferences()

    def work(data: Mapping[str, Any]) -> tuple[SignedIn, str]:
        entry = starting.sign_up(
            **data, language=chosen.language, zone=chosen.zone, agent=reader.agent(), now=clock.now()
        )
        return entry, f"/projects/briefs/new?after={entry.organisation}"

    return _enter(schemas.Start, work, _start)


@pages.get("/accounts/sign-in")
@needs(permissions.PUBLIC)
def sign_in() -> str:
    return _sign_in(forms.filled({"next": links.safe_next(request.args.get("next"), "")}))


def _sign_in(form: forms.Form) -> str:
    return render_template("accounts/sign_in.html", form=form)


@pages.post("/accounts/sign-in")
@needs(permissions.PUBLIC)
def enter() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> tuple[SignedIn, str]:
        entry = sessions.sign_in(
            data["mail"], data["password"], reader.address(), agent=reader.agent(), now=clock.now()
        )
        return entry, links.safe_next(data["next"], "/accounts/home")

    return _enter(schemas.SignIn, work, _sign_in)


@pages.post("/accounts/sign-out")
@needs(permissions.SIGNED_IN)
def leave() -> ResponseReturnValue:
    sessions.sign_out(g.claims.sign_in, g.viewer, clock.now())
    return reader.signed_out(reader.see_other("/"))


@pages.get("/accounts/renew")
@needs(permissions.PUBLIC)
def renew() -> ResponseReturnValue:
    """A new short token for a living session, asked of the database; else the way to the sign-in page."""
    place = links.safe_next(request.args.get("next"), "/")
    session = sessions.renewed(request.cookies.get(reader.session_cookie(), ""), clock.now())
    if session is None:
        return reader.signed_out(redirect(links.with_next("/accounts/sign-in", place), 303))
    answer = make_response("", 204) if "quiet" in request.args else reader.see_other(place)
    reader.identify_by(answer, session.person, session.id)
    return answer


@pages.get("/accounts/confirm/<secret>")
@needs(permissions.PUBLIC)
def confirm(secret: str) -> str:
    return _mailed("confirm", secret)(forms.Form())


@pages.get("/accounts/reset/<secret>")
@needs(permissions.PUBLIC)
def choose_password(secret: str) -> str:
    return _mailed("reset", secret)(forms.Form())


def _mailed(purpose: str, secret: str) -> Callable[[forms.Form], str]:
    def page(form: forms.Form) -> str:
        return render_template("accounts/mailed_link.html", form=form, purpose=purpose, secret=secret)

    return page


@pages.post("/accounts/confirm/<secret>")
@needs(permissions.PUBLIC)
def confirm_address(secret: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> tuple[SignedIn, str]:
        entry = starting.confirm_address(secret, data["password"], agent=reader.agent(), now=clock.now())
        return entry, "/accounts/home"

    return _enter(schemas.Password, work, _mailed("confirm", secret))


@pages.post("/accounts/reset/<secret>")
@needs(permissions.PUBLIC)
def reset_password(secret: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> tuple[SignedIn, str]:
        entry = starting.reset_password(secret, data["password"], agent=reader.agent(), now=clock.now())
        return entry, "/accounts/home"

    return _enter(schemas.Password, work, _mailed("reset", secret))


@pages.get("/accounts/reset")
@needs(permissions.PUBLIC)
def forgotten() -> str:
    return render_template("accounts/reset.html", form=forms.Form(), sent=False)


@pages.post("/accounts/reset")
@needs(permissions.PUBLIC)
def ask_for_reset() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        starting.ask_for_reset(data["mail"], clock.now())
        return "/accounts/reset/sent"

    again = lambda form: render_template("accounts/reset.html", form=form, sent=False)  # noqa: E731
    return forms.submit(schemas.Reset(), work, again)


@pages.get("/accounts/reset/sent")
@needs(permissions.PUBLIC)
def reset_sent() -> str:
    return render_template("accounts/reset.html", form=forms.Form(), sent=True)


@pages.get("/accounts/join")
@needs(permissions.PUBLIC)
def join_by_code() -> ResponseReturnValue:
    """The code typed from a slip or the board leads to its own page."""
    code = request.args.get("code", "").strip()
    return reader.see_other(f"/accounts/join/{code}") if code.isascii() and code else _join("", forms.Form())


@pages.get("/accounts/join/<code>")
@needs(permissions.PUBLIC)
def join(code: str) -> str:
    return _join(code, forms.Form())


def _join(code: str, form: forms.Form) -> str:
    return render_template("accounts/join.html", form=form, code=code)


@pages.post("/accounts/join/<code>")
@needs(permissions.PUBLIC)
def come_in(code: str) -> ResponseReturnValue:
    if g.viewer is not None:
        organising.join_signed_in(code, g.viewer, clock.now())
        return reader.see_other("/accounts/home")
    chosen = i18n.preferences()

    def work(data: Mapping[str, Any]) -> tuple[SignedIn, str]:
        entry = organising.join(
            code, **data, language=chosen.language, zone=chosen.zone, agent=reader.agent(), now=clock.now()
        )
        return entry, "/accounts/home"

    return _enter(schemas.Join, work, lambda form: _join(code, form))


@pages.post("/accounts/language")
@needs(permissions.PUBLIC)
def choose_language() -> ResponseReturnValue:
    """Remembered in a cookie, and in the account of whoever is signed in."""
    chosen = i18n.preferences()
    language, theme = request.form.get("to", chosen.language), request.form.get("theme", chosen.theme)
    changed = i18n.Preferences(
        language if language in i18n.LANGUAGES else chosen.language,
        theme if theme in i18n.THEMES else chosen.theme,
        chosen.zone,
    )
    if g.viewer is not None:
        changes = {"language": changed.language, "theme": changed.theme}
        sessions.change_settings(g.viewer, changes, None, clock.now())
    answer = reader.see_other(links.safe_next(request.form.get("next"), "/"))
    reader.set_preferences(answer, changed)  # type: ignore[arg-type]
    return answer
