"""Students without a mail address: their list and slips for the school; the slip and the student number for them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from services.accounts import joincodes, permissions, schemas
from services.accounts.domain.slip import SLIP_LIFE, rows_of
from services.accounts.pages import reader
from services.accounts.pages.entrance import enter_by
from services.accounts.store import slips as store
from services.accounts.usecases import slips
from services.accounts.usecases.starting import SignedIn
from shared import clock, printing
from shared.web import forms, i18n, links
from shared.web.i18n import LANGUAGES, written_day
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("students", __name__, url_prefix="/accounts")

SLIPS = Path(__file__).parents[1] / "sheets" / "slips.typ"


@pages.get("/orgs/<organisation_id>/students")
@needs(permissions.TEACH)
def students(organisation_id: str) -> str:
    return _students(organisation_id)(forms.Form())


def _students(organisation_id: str) -> Callable[[forms.Form], str]:
    school = store.school(organisation_id, g.viewer)

    def page(form: forms.Form) -> str:
        found, following = slips.students(school.id, g.viewer, request.args.get("after"))
        return render_template(
            "accounts/students.html", organisation=school, rows=found, next=following, form=form,
            waiting=any(one.state == "waiting" for one in found), made=request.args.get("made", type=int),
            administer=reader.administers(school.id),
        )  # fmt: skip

    return page


@pages.post("/orgs/<organisation_id>/students")
@needs(permissions.TEACH)
@once
def make(organisation_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        made = slips.make_accounts(organisation_id, rows_of(data["list"]), g.viewer, clock.now())
        return f"/accounts/orgs/{organisation_id}/students?made={made}"

    return forms.submit(schemas.StudentList(), work, _students(organisation_id))


@pages.post("/orgs/<organisation_id>/students/slips")
@needs(permissions.TEACH)
def print_slips(organisation_id: str) -> ResponseReturnValue:
    """The one answer that holds the codes, as a PDF; they count once it is made."""
    school = store.school(organisation_id, g.viewer)
    return sheet_of(school.id, slips.to_print(school.id, request.form.get("membership") or None, g.viewer))


def sheet_of(organisation_id: str, printed: list[slips.Printed]) -> Response:
    school = store.school(organisation_id, g.viewer)
    sheet = printing.sheet(SLIPS, _data(school.name, printed))
    slips.keep(school.id, printed, g.viewer, clock.now())
    answer = make_response(sheet)
    answer.content_type = "application/pdf"
    answer.headers["Content-Disposition"] = 'attachment; filename="slips.pdf"'
    return answer


def _data(school: str, printed: list[slips.Printed]) -> dict[str, Any]:
    chosen, address = i18n.preferences(), reader.settings().public_url
    day = written_day(clock.now() + SLIP_LIFE, chosen.zone, LANGUAGES[chosen.language])
    words = {
        "number": _("Student number"), "code": _("One-time code"),
        "how": _(
            "Scan, or open %(address)s and give school, student number and code. Then choose a password.",
            address=f"{address}/accounts/sign-in/number",
        ),
        "until": _("until %(day)s", day=day),
    }  # fmt: skip
    rows = [
        {
            "name": one.student.name, "number": one.student.number, "programme": one.student.programme,
            "code": one.code, "qr": printing.qr(f"{address}/accounts/slip/{one.code}"),
        }
        for one in printed
    ]  # fmt: skip
    lang = "en" if chosen.language == "en" else "zh"
    return {
        "school": school,
        "words": words,
        "slips": rows,
        "font": printing.FONTS[chosen.language],
        "lang": lang,
    }


@pages.get("/sign-in/number")
@needs(permissions.PUBLIC)
def by_number() -> str:
    shown = {
        "organisation": request.args.get("school", ""),
        "next": links.safe_next(request.args.get("next"), ""),
    }
    return _by_number(forms.filled(shown))


def _by_number(form: forms.Form) -> str:
    return render_template("accounts/by_number.html", form=form, schools=store.schools())


@pages.post("/sign-in/number")
@needs(permissions.PUBLIC)
def enter_by_number() -> ResponseReturnValue:
    """A slip's code leads to the slip's own page, where it is changed for a password."""

    def work(data: Mapping[str, Any]) -> tuple[SignedIn, str]:
        entry = slips.sign_in(
            data["organisation"], data["number"], data["password"], reader.address(), agent=reader.agent(),
            now=clock.now(),
        )  # fmt: skip
        return entry, links.safe_next(data["next"], "/accounts/home")

    try:
        return enter_by(schemas.SignInByNumberPage, work, _by_number)
    except slips.ChooseFirst:
        return reader.see_other(f"/accounts/slip/{joincodes.normal(request.form['password'])}")


@pages.get("/slip/<code>")
@needs(permissions.PUBLIC)
def slip(code: str) -> ResponseReturnValue:
    valid = slips.opened(code, clock.now()) is not None
    return _slip(code)(forms.Form()), 200 if valid else 404


def _slip(code: str) -> Callable[[forms.Form], str]:
    return lambda form: render_template(
        "accounts/slip.html", form=form, code=code, opened=slips.opened(code, clock.now())
    )


@pages.post("/slip/<code>")
@needs(permissions.PUBLIC)
def use_slip(code: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> tuple[SignedIn, str]:
        entry = slips.use(code, data["password"], reader.address(), agent=reader.agent(), now=clock.now())
        return entry, "/accounts/home"

    return enter_by(schemas.Password, work, _slip(code))
