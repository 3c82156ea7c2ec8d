"""The school's classes: one list, one page each."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from services.accounts import joincodes, permissions
from services.accounts.domain.duty import KINDS
from services.accounts.domain.organisation import Invitation, Membership
from services.accounts.domain.school_class import SchoolClass
from services.accounts.pages import reader
from services.accounts.schemas import classes as schemas
from services.accounts.store import classes as store
from services.accounts.store import duties, organisations, people
from services.accounts.usecases import classes, members
from services.accounts.usecases.programmes import choices
from shared import alphabet, clock, printing
from shared.errors import NotFound
from shared.messages import N_
from shared.web import forms, i18n, shown, sorting
from shared.web.i18n import LANGUAGES, language, written_day
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("classes", __name__, url_prefix="/accounts")

SHEET = Path(__file__).parents[1] / "sheets" / "class_code.typ"


def school_of(*roles: str) -> str:
    """The school that is chosen in the header, else the first where the reader has one of the roles."""
    mine = g.viewer.chosen_among(*roles)
    current = reader.current_organisation()
    if not mine:
        raise NotFound(N_("There is no such organisation."))
    return current if current is not None and current in mine else str(mine[0])


@pages.get("/classes")
@needs(permissions.SEE_CLASSES)
def all_classes() -> str:
    return _all(forms.Form())


def _all(form: forms.Form) -> str:
    school, closed = school_of(*store.READERS), "closed" in request.args
    term = request.args.get("term", "")
    page = store.of_school(school, g.viewer, closed, request.args.get("after"), term=term)
    sizes = store.sizes([one.id for one in page.items])
    return render_template(
        "accounts/classes.html", page=page, sizes=sizes, form=form, closed=closed, teachers=_teachers(school),
        school=organisations.organisation(school, g.viewer), keeps=_keeps(school), programmes=choices(school),
        term=term, terms=store.terms(school, g.viewer, closed),
    )  # fmt: skip


def _keeps(school: str) -> bool:
    return school in g.viewer.organisations_as(*classes.KEEPERS)


def _teachers(school: str) -> list[tuple[str, str]]:
    """(person, name), by name."""
    found = people.names(organisations.holders("teacher", school))
    return sorted(found.items(), key=lambda row: row[1])


@pages.post("/classes")
@needs(permissions.KEEP_CLASSES)
@once
def create() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        made = classes.create(school_of(*store.READERS), data, g.viewer, clock.now())
        return f"/accounts/classes/{made.id}"

    return forms.submit(schemas.NewClass(), work, _all)


@pages.get("/classes/<class_id>")
@needs(permissions.SEE_CLASSES)
def show(class_id: str) -> str:
    return _class(class_id)(forms.filled(vars(store.one(class_id, g.viewer)) | {"seats": 40}))


def class_page(class_id: str, duty: forms.Form) -> str:
    """With the form of a duty that came back."""
    return _class(class_id, duty=duty)(forms.filled(vars(store.one(class_id, g.viewer)) | {"seats": 40}))


def _class(class_id: str, duty: forms.Form | None = None) -> Callable[[forms.Form], str]:
    found, sort = store.one(class_id, g.viewer), sorting.chosen(("name", "since"), "since")
    students = store.students(class_id)
    names = members.names(found.school, students, g.viewer)
    keeper = g.viewer.has("school_admin", found.school) or g.viewer.person in found.teachers
    others = [one for one in store.of_school(found.school, g.viewer, limit=100).items if one.id != class_id]
    facts = {
        "found": found, "students": _in_order(students, names, sort), "sort": sort, "code": shown.taken().get("code"),
        "waiting": [one.id for one in students if one.state == "pending"], "others": others,
        "names": names,
        "teachers": _teachers(found.school), "programmes": choices(found.school),
        "keeper": keeper and found.closed is None, "now": clock.now(),
        "codes": [one for one in store.codes(class_id) if one.open(clock.now())],
        "duties": duties.of_class(class_id), "kinds": KINDS, "duty": duty or _new_duty(found.school),
        "keeps": _keeps(found.school), "public_url": reader.settings().public_url,
    }  # fmt: skip
    return lambda form: render_template("accounts/class.html", form=form, **facts)


def _in_order(students: list[Membership], names: Mapping[str, str], sort: str) -> list[Membership]:
    """By name as readers of the language sort names, or by the day on which they came; who waits to be confirmed
    stands above all others, since that is what a teacher with forty rows on a phone came for."""
    places = alphabet.places(names.values(), language()) if sort.endswith("name") else {}
    ordered = sorted(
        students,
        key=lambda one: (places.get(names.get(one.person, ""), -1), one.since, one.id),
        reverse=sort.startswith("-"),
    )
    return sorted(ordered, key=lambda one: one.state != "pending")


def _new_duty(school_id: str) -> forms.Form:
    """From today on, in the school's zone."""
    zone = organisations.organisation(school_id, g.viewer).time_zone
    return forms.filled({"kind": "class_teacher", "begins": clock.day_in(clock.now(), zone).isoformat()})


@pages.post("/classes/<class_id>")
@needs(permissions.KEEP_CLASSES)
def change(class_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        version = request.form.get("version", type=int)
        classes.change(class_id, data, version, g.viewer, clock.now())
        return f"/accounts/classes/{class_id}"

    return forms.submit(schemas.NewClass(), work, _class(class_id))


@pages.post("/classes/<class_id>/code")
@needs(permissions.KEEP_CLASSES)
@once
def make_code(class_id: str) -> ResponseReturnValue:
    """Leads to where the code is shown once: only its digest is kept."""

    def work(data: Mapping[str, Any]) -> ResponseReturnValue:
        _, code = classes.make_code(class_id, data["seats"], g.viewer, clock.now())
        return shown.leads_to(f"/accounts/classes/{class_id}", {"code": code})

    return forms.show(schemas.Seats(), work, _class(class_id))


@pages.post("/classes/<class_id>/code/sheet")
@needs(permissions.KEEP_CLASSES)
def print_code(class_id: str) -> ResponseReturnValue:
    """A page for the board, of a code that whoever made it has at hand: here its digest alone is kept."""

    def work(data: Mapping[str, Any]) -> ResponseReturnValue:
        found, invitation = classes.open_code(class_id, data["code"], g.viewer, clock.now())
        answer = make_response(
            printing.sheet(SHEET, _sheet(found, invitation, joincodes.normal(data["code"])))
        )
        answer.content_type = "application/pdf"
        answer.headers["Content-Disposition"] = 'attachment; filename="class.pdf"'
        return answer

    return forms.show(schemas.JoinCode(), work, _class(class_id))


def _sheet(found: SchoolClass, invitation: Invitation, code: str) -> dict[str, Any]:
    chosen, place = i18n.preferences(), f"{reader.settings().public_url}/accounts/join"
    day = written_day(invitation.expires, chosen.zone, LANGUAGES[chosen.language])
    words = {
        "how": _("Scan, or open the address and type the code."), "address": _("Address"), "code": _("Join code"),
        "until": _("Until %(day)s, for %(seats)s students. A teacher confirms each of them.",
                   day=day, seats=invitation.seats),
    }  # fmt: skip
    programme = " ".join(filter(None, (found.programme_code, found.programme)))
    return {
        "school": organisations.organisation(found.school, g.viewer).name, "name": found.name, "words": words,
        "below": " · ".join(filter(None, (programme, found.term))), "address": place, "code": code,
        "qr": printing.qr(f"{place}/{code}"), "font": printing.FONTS[chosen.language],
        "lang": "en" if chosen.language == "en" else "zh",
    }  # fmt: skip


@pages.post("/classes/<class_id>/close")
@needs(permissions.KEEP_CLASSES)
def close(class_id: str) -> ResponseReturnValue:
    classes.close(class_id, g.viewer, clock.now())
    return reader.see_other(f"/accounts/classes/{class_id}")


@pages.post("/memberships/<membership_id>/class")
@needs(permissions.KEEP_CLASSES)
def move(membership_id: str) -> ResponseReturnValue:
    """Back to the class from which the student was moved, where the list shows that they left."""
    before = organisations.membership(membership_id, g.viewer).school_class

    def work(data: Mapping[str, Any]) -> str:
        moved = classes.move(membership_id, data["school_class"], g.viewer, clock.now())
        return f"/accounts/classes/{before or moved.school_class}"

    return forms.submit(schemas.Move(), work, lambda form: _class(before)(form) if before else _all(form))
