"""Coming in and going out: start, join, sign-in, sign-out, renewal, and the language that one reads."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import joincodes, permissions, schemas
from services.accounts.domain.organisation import BAD_CODE
from services.accounts.pages import agreeing, reader
from services.accounts.usecases import joining, people, second_factor, sessions, starting, visiting
from services.accounts.usecases.starting import SignedIn
from shared import clock
from shared.messages import N_
from shared.web import csrf, errors, forms, i18n, links
from shared.web.identity import SAFE
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("entrance", __name__)


def enter_by(
    schema: type,
    work: Callable[[Mapping[str, Any]], tuple[SignedIn, str]],
    again: Callable[[forms.Form], str],
) -> ResponseReturnValue:
    """A form that ends signed in, or asks for the second step: the cookies go with the redirect."""
    entered: list[SignedIn] = []

    def run(data: Mapping[str, Any]) -> str:
        entry, place = work(data)
        entered.append(entry)
        return (
            reader.step_page(entry.lacks, place) if entry.lacks else reader.asked_first(place, entry.person)
        )

    answer = make_response(forms.submit(schema(), run, again))
    return reader.signed_in(answer, entered[0]) if entered else answer


@pages.get("/accounts/start")
@needs(permissions.PUBLIC)
def start() -> str:
    return _start(forms.Form())


def _start(form: forms.Form) -> str:
    return render_template("accounts/start.html", form=form)


@pages.post("/accounts/start")
@needs(permissions.PUBLIC)
@once
def begin() -> ResponseReturnValue:
    chosen = i18n.preferences()

    def work(data: Mapping[str, Any]) -> tuple[SignedIn, str]:
        entry = starting.sign_up(
            **data, language=chosen.language, address=reader.address(), agent=reader.agent(),
            edition=reader.edition(), now=clock.now(),
        )  # fmt: skip
        return entry, f"/projects/briefs/new?after={entry.organisation}"

    return enter_by(schemas.Start, work, _start)


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

    return enter_by(schemas.SignInPage, work, _sign_in)


@pages.post("/accounts/sign-out")
@needs(permissions.SIGNED_IN)
def leave() -> ResponseReturnValue:
    sessions.sign_out(g.claims.sign_in, g.viewer, clock.now())
    return reader.signed_out(reader.see_other("/"))


@pages.route("/accounts/renew", methods=["GET", "POST"])
@csrf.changes_nothing
@needs(permissions.PUBLIC)
def renew() -> ResponseReturnValue:
    """A new short token for a living session, asked of the database, and back with what was sent (307).

    Without one the reader goes on signed out; a form comes back filled in, to be sent again.
    """
    place = links.safe_next(request.args.get("next"), "/")
    read = request.method in SAFE
    session = sessions.renewed(request.cookies.get(reader.session_cookie(), ""), clock.now())
    lacks = second_factor.lacks(session) if session is not None else ""
    if session is not None and lacks and read and session.fresh(clock.now()):
        return redirect(reader.step_page(lacks, place), 303)
    if session is not None and not lacks:
        answer = agreeing.before(place, session) or redirect(place, 303 if read else 307)
        reader.identify_by(answer, session.person, session.id)
        return answer
    visit = visiting.renewed(request.cookies.get(reader.visit_cookie(), ""), clock.now())
    if session is None and visit is not None:
        answer = redirect(place, 303 if read else 307)
        reader.visit_by(answer, visit)
        return answer
    if read:
        return reader.signed_out(redirect(place, 303))
    return reader.signed_out(errors.send_again(401, N_("Sign in to go on."), place))


@pages.get("/accounts/join")
@needs(permissions.PUBLIC)
def join_by_code() -> ResponseReturnValue:
    """The code typed from a slip or the board leads to its own page."""
    code = joincodes.normal("".join(request.args.get("code", "").split()))
    ours = links.safe_next(f"/accounts/join/{code}", "")
    return reader.see_other(ours) if code and ours else _join(code, forms.Form())


@pages.get("/accounts/join/<code>")
@needs(permissions.PUBLIC)
def join(code: str) -> str:
    return _join(code, forms.Form())


def _join(code: str, form: forms.Form) -> str:
    """What the code opens stands above the form: whoever has it may know where it leads."""
    offer = joining.offer(code, clock.now()) if code else None
    if code and offer is None:
        form = forms.Form(values={"code": code}, errors={"code": BAD_CODE})
    return render_template("accounts/join.html", form=form, code=code, offer=offer)


@pages.post("/accounts/join/<code>")
@needs(permissions.PUBLIC)
@once
def come_in(code: str) -> ResponseReturnValue:
    if g.viewer is not None:
        return _come_in_signed_in(code)
    chosen = i18n.preferences()

    def work(data: Mapping[str, Any]) -> tuple[SignedIn, str]:
        entry = joining.join(
            code, **data, language=chosen.language, address=reader.address(), agent=reader.agent(),
            edition=reader.edition(), now=clock.now(),
        )  # fmt: skip
        return entry, "/accounts/home"

    return enter_by(schemas.Join, work, lambda form: _join(code, form))


def _come_in_signed_in(code: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:  # noqa: ARG001
        joining.join_signed_in(code, g.viewer, reader.address(), clock.now())
        return "/accounts/home"

    return forms.submit(schemas.NoPassword(), work, lambda form: _join(code, form))


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
        people.change_settings(g.viewer, changes, None, clock.now())
    answer = reader.see_other(links.safe_next(request.form.get("next"), "/"))
    reader.set_preferences(answer, changed)
    return answer
