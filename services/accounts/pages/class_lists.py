"""A list of students by CSV: sent, its columns corrected, looked through row by row, taken in by one press."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, g, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions
from services.accounts.domain import class_list as rules
from services.accounts.domain import table as tables
from services.accounts.domain.class_list import ClassList, Planned
from services.accounts.domain.slip import MOST_ROWS
from services.accounts.pages import reader
from services.accounts.pages.classes import school_of
from services.accounts.pages.students import sheet_of
from services.accounts.schemas import class_lists as schemas
from services.accounts.store import class_lists as store
from services.accounts.store import classes, organisations
from services.accounts.usecases import class_lists, slips
from services.accounts.usecases.classes import KEEPERS
from shared import clock
from shared.errors import Conflict, Invalid
from shared.messages import N_
from shared.spreadsheet import csv_text
from shared.web import forms
from shared.web.errors import said
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("class_lists", __name__, url_prefix="/accounts")

HERE = "/classes/import/<list_id>"
ROWS = 25
HEADINGS = (
    N_("Line"), N_("Reason"), N_("Name"), N_("Student number"), N_("Mail address"), N_("Class"), N_("Programme"),
)  # fmt: skip


@pages.get("/classes/import")
@needs(permissions.KEEP_CLASSES)
def begin() -> str:
    return _begin(forms.filled({"into": request.args.get("into", "")}))


def _begin(form: forms.Form) -> str:
    school = school_of(*KEEPERS)
    return render_template(
        "accounts/class_list_new.html", form=form, school=organisations.organisation(school, g.viewer),
        classes=_classes(school), most=tables.MOST_ROWS,
    )  # fmt: skip


def _classes(school: str) -> list[tuple[str, str]]:
    return [(one.id, one.name) for one in classes.of_school(school, g.viewer, limit=500).items]


@pages.post("/classes/import")
@needs(permissions.KEEP_CLASSES)
@once
def send() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        made = class_lists.send(school_of(*KEEPERS), _content(data), data["into"], g.viewer, clock.now())
        return _path(made.id)

    return forms.submit(schemas.Sent(), work, _begin)


def _content(data: Mapping[str, Any]) -> bytes:
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        return sent.stream.read(tables.MOST_BYTES + 1)
    if not data["rows"].strip():
        raise Invalid({"file": N_("Choose a file, or paste the rows below.")})
    return str(data["rows"]).encode()


def _path(list_id: str, more: str = "") -> str:
    return f"/accounts/classes/import/{list_id}{more}"


@pages.get(HERE)
@needs(permissions.KEEP_CLASSES)
def show(list_id: str) -> str:
    found = store.one(list_id, g.viewer)
    return _read(found)(_filled(found)) if found.state == "read" else _after(found)


def _filled(found: ClassList) -> forms.Form:
    values = {"encoding": found.encoding, "heading": found.heading, "into": found.into}
    return forms.filled(found.columns | values)


def _read(found: ClassList) -> Callable[[forms.Form], str]:
    """Columns above, what each row would do below; where no column is known yet, the columns alone."""
    table = class_lists.table_of(found)
    wrong = _wrong_columns(found)
    planned = [] if wrong else class_lists.plan(found, table)
    only, after = request.args.get("only", ""), request.args.get("after", 0, type=int)
    chosen = [one for one in planned if one.outcome == only or only not in rules.OUTCOMES]
    shown = [one for one in chosen if one.row.line > after][: ROWS + 1]
    facts = {
        "found": found, "table": table, "wrong": wrong, "counts": rules.counts(planned), "only": only,
        "shown": shown[:ROWS], "following": shown[ROWS - 1].row.line if len(shown) > ROWS else None,
        "names": dict(_names(planned, found)), "new_classes": rules.new_classes(planned),
        "columns": _columns(table), "classes": _classes(found.school), "encodings": tables.ENCODINGS,
    }  # fmt: skip
    return lambda form: render_template("accounts/class_list.html", form=form, **facts)


def _wrong_columns(found: ClassList) -> dict[str, str]:
    try:
        tables.check_columns(found.columns)
    except Invalid as error:
        return error.errors
    return {}


def _names(planned: list[Planned], found: ClassList) -> list[tuple[str, str]]:
    """Class → its name, for those between which students move."""
    ids = {one.school_class for one in planned} | {one.member.school_class for one in planned if one.member}
    return classes.names(found.school, ids - {""})


def _columns(table: tables.Table) -> list[tuple[int, str]]:
    """Each with its letter and what stands in it first."""
    first = table.rows[0][1]
    return [
        (column, f"{_letter(column)} · {(first[column] if column < len(first) else '')[:30] or '–'}")
        for column in range(table.width)
    ]


def _letter(column: int) -> str:
    """As spreadsheets name it.

    >>> _letter(0), _letter(25), _letter(26)
    ('A', 'Z', 'AA')
    """
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)


@pages.post(HERE)
@needs(permissions.KEEP_CLASSES)
def understand(list_id: str) -> ResponseReturnValue:
    found = store.one(list_id, g.viewer)
    found.check_unread()

    def work(data: Mapping[str, Any]) -> str:
        class_lists.understand(list_id, data, g.viewer)
        return _path(list_id)

    return forms.submit(schemas.Understood(), work, lambda form: _read(found)(form))


@pages.post(f"{HERE}/take")
@needs(permissions.KEEP_CLASSES)
def take(list_id: str) -> ResponseReturnValue:
    class_lists.take(list_id, g.viewer, clock.now())
    return reader.see_other(_path(list_id))


def _after(found: ClassList) -> str:
    """How far it is; then who came, who was left out, and how the new ones get in."""
    by_slip, by_either = _waiting(found, False), _waiting(found, True)
    return render_template(
        "accounts/class_list_taken.html", found=found, counts=dict.fromkeys(rules.OUTCOMES, 0) | found.counts,
        by_slip=len(by_slip), by_either=len(by_either), to_invite=len(class_lists.to_invite(found)),
        parts=range(0, len(by_slip), MOST_ROWS), every_part=range(0, len(by_either), MOST_ROWS), sheet_rows=MOST_ROWS,
        days=reader.settings().export_days,
        classes=classes.of_people(found.school, found.people),
    )  # fmt: skip


def _waiting(found: ClassList, everybody: bool) -> list[str]:
    if found.state == "running":
        return []
    return slips.waiting_of(found.school, found.people, everybody)


@pages.post(f"{HERE}/slips")
@needs(permissions.KEEP_CLASSES)
def print_slips(list_id: str) -> ResponseReturnValue:
    """As students' slips are printed; for those without an address, or for everybody who has not come in."""
    found = store.one(list_id, g.viewer)
    whose = _waiting(found, "everybody" in request.form)
    at = max(0, request.form.get("from", 0, type=int))
    printed = slips.of_people(found.school, whose[at : at + MOST_ROWS], g.viewer)
    if not printed:
        raise Conflict(N_("Everybody on the list has come in. Who lost the password needs a new slip alone."))
    return sheet_of(found.school, printed)


@pages.post(f"{HERE}/invite")
@needs(permissions.KEEP_CLASSES)
def invite(list_id: str) -> ResponseReturnValue:
    class_lists.invite(list_id, g.viewer, clock.now())
    return reader.see_other(_path(list_id))


@pages.post(f"{HERE}/discard")
@needs(permissions.KEEP_CLASSES)
def discard(list_id: str) -> ResponseReturnValue:
    class_lists.discard(list_id, g.viewer)
    return reader.see_other("/accounts/classes")


@pages.get(f"{HERE}/left-out.csv")
@needs(permissions.KEEP_CLASSES)
def left_out(list_id: str) -> Response:
    """Rows that were, or would be, left out: corrected in place, the file can be sent again."""
    found = store.one(list_id, g.viewer)
    bad = found.bad if found.state != "read" else _would_be_left_out(found)
    rows = [[one["line"], said(one["reason"]), *(one[name] for name in tables.FIELDS)] for one in bad]
    headings = [said(heading) for heading in HEADINGS]
    answer = Response(csv_text(headings, rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="left-out.csv"'
    return answer


def _would_be_left_out(found: ClassList) -> list[dict[str, Any]]:
    if _wrong_columns(found):
        return []
    planned = class_lists.plan(found, class_lists.table_of(found))
    return [rules.left_out(one) for one in planned if one.outcome == "bad"]
