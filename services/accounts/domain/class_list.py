"""A school's list of students, row by row: what taking it in would do, said before it is done."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.accounts.domain.slip import MOST_NUMBER, MOST_TEXT, is_number, student_number
from services.accounts.domain.table import Table
from shared.errors import Conflict
from shared.messages import N_

OUTCOMES = ("new", "confirmed", "moved", "there", "bad")
STATES = ("read", "running", "taken", "stopped")
_MAIL = re.compile(r"[^@\s,;:<>()\[\]\"]+@[^@\s,;:<>()\[\]\".]+(\.[^@\s,;:<>()\[\]\".]+)+")
_SHORTENED = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
Sentence = dict[str, Any]


@dataclass
class ClassList:
    """A list between its upload and the day it is deleted. ``content``: the file, gone once it is taken in;
    ``columns``: field → column; ``into``: the class of rows that name none; ``done``: rows that were taken in;
    ``people``: whose accounts it made or found; ``bad``: rows that were left out, with line and reason."""

    id: str
    school: str
    by: str
    uploaded: datetime
    content: bytes
    encoding: str = ""
    heading: bool = True
    columns: dict[str, int] = field(default_factory=dict)
    into: str = ""
    state: str = "read"
    rows: int = 0
    done: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)
    bad: list[dict[str, Any]] = field(default_factory=list)
    invited: datetime | None = None
    version: int = 0

    def check_unread(self) -> None:
        if self.state != "read":
            raise Conflict(N_("This list was taken in already. Send the file again to change something."))

    def invite(self, now: datetime) -> None:
        if self.state != "taken" or self.invited is not None:
            raise Conflict(N_("The invitations of this list are out already."))
        self.invited = now


@dataclass(frozen=True)
class Row:
    """``unreadable``: it holds a character that nobody could see."""

    line: int
    name: str
    number: str = ""
    mail: str = ""
    school_class: str = ""
    programme: str = ""
    unreadable: bool = False


@dataclass(frozen=True)
class Member:
    """A student whom the school has. ``proven``: the address is theirs; ``entered``: they have come in."""

    membership: str
    person: str
    name: str
    number: str
    mail: str
    proven: bool
    entered: bool
    state: str
    school_class: str


@dataclass(frozen=True)
class Known:
    """What the school has: its students by number and by address, its open classes by name."""

    by_number: Mapping[str, Member] = field(default_factory=dict)
    by_mail: Mapping[str, Member] = field(default_factory=dict)
    classes: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Planned:
    """``school_class``: an id, or "" with ``new_class`` for one that is not there yet."""

    row: Row
    outcome: str
    reason: Sentence | None = None
    member: Member | None = None
    school_class: str = ""
    new_class: bool = False


def said(message: str, **params: object) -> Sentence:
    return {"message": message, "params": params}


def class_key(name: str) -> str:
    """Classes whose names differ in blanks, width and case alone are one."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def rows_of(table: Table, columns: Mapping[str, int], heading: bool) -> list[Row]:
    """The cells in their fields, numbers and addresses as they are kept."""
    return [_row(line, cells, columns) for line, cells in table.rows[1 if heading else 0 :]]


def _row(line: int, cells: list[str], columns: Mapping[str, int]) -> Row:
    found = {name: cells[at] for name, at in columns.items() if at < len(cells)}
    number = student_number(found.get("number", "").lstrip("'"))
    mail = unicodedata.normalize("NFKC", found.get("mail", "")).replace("。", ".").lower()
    return Row(
        line, found.get("name", ""), number, mail, found.get("school_class", ""), found.get("programme", "")
    )


def plan(rows: list[Row], known: Known, into: str) -> list[Planned]:
    """What each row would do. Of two rows with the same number or address the first counts."""
    numbers: dict[str, int] = {}
    mails: dict[str, int] = {}
    planned = []
    for row in rows:
        wrong = _wrong(row) or _twice(row, numbers, mails)
        planned.append(Planned(row, "bad", wrong) if wrong else _planned(row, known, into))
    return planned


def _wrong(row: Row) -> Sentence | None:
    """What is wrong with the row by itself."""
    if row.unreadable:
        return said(N_("This row holds a character that cannot be shown."))
    if not row.name:
        return said(N_("The name is missing."))
    if row.name.startswith(_FORMULA):
        return said(N_("The name is a formula of a spreadsheet."))
    if max(len(row.name), len(row.programme), len(row.school_class)) > MOST_TEXT:
        return said(N_("Name, class and programme have at most 100 characters."))
    if any("\n" in text for text in (row.name, row.mail, row.programme, row.school_class)):
        return said(N_("A cell holds several lines."))
    return _wrong_keys(row)


def _wrong_keys(row: Row) -> Sentence | None:
    if not row.number and not row.mail:
        return said(N_("Give a student number or a mail address."))
    if _SHORTENED.fullmatch(row.number):
        return said(
            N_("The spreadsheet has shortened the number. Format the column as text, and save again.")
        )
    if row.number and (len(row.number) > MOST_NUMBER or not is_number(row.number)):
        return said(N_("A student number has at most 32 letters and digits."))
    if row.mail and (len(row.mail) > 254 or not _MAIL.fullmatch(row.mail)):
        return said(N_("This is not a mail address. It looks like name@example.com."))
    if not row.mail.rpartition("@")[0].isascii():
        return said(
            N_(
                "No mail can be sent to letters like these before the @. Give an address in a–z, digits and signs."
            )
        )
    return None


def _twice(row: Row, numbers: dict[str, int], mails: dict[str, int]) -> Sentence | None:
    if row.number and numbers.setdefault(row.number, row.line) != row.line:
        return said(N_("It has the student number of line %(line)s."), line=numbers[row.number])
    if row.mail and mails.setdefault(row.mail, row.line) != row.line:
        return said(N_("It has the mail address of line %(line)s."), line=mails[row.mail])
    return None


def _planned(row: Row, known: Known, into: str) -> Planned:
    named = known.classes.get(class_key(row.school_class), ())
    if len(named) > 1:
        sentence = N_("Several classes are called “%(name)s”. Give one of them another name.")
        return Planned(row, "bad", said(sentence, name=row.school_class))
    target = next(iter(named), "") if row.school_class else into
    new_class = bool(row.school_class) and not named
    by_number, by_mail = known.by_number.get(row.number), known.by_mail.get(row.mail)
    member = by_number or by_mail
    if member is None:
        return Planned(row, "new", None, None, target, new_class)
    wrong = _clash(row, member, by_number, by_mail)
    if wrong:
        return Planned(row, "bad", wrong)
    moves = bool(new_class or (target and target != member.school_class))
    outcome = "confirmed" if member.state == "pending" else "moved" if moves else "there"
    return Planned(row, outcome, None, member, target, new_class)


def _clash(row: Row, member: Member, by_number: Member | None, by_mail: Member | None) -> Sentence | None:
    """Why the row is not about this member after all."""
    if by_number and by_mail and by_number.person != by_mail.person:
        return said(N_("Number and mail address belong to two different people."))
    if member.state == "ended":
        return said(N_("Whoever has this number has left the school. A join code lets them in again."))
    if member.name != row.name:
        return said(N_("This number or address belongs to somebody of another name."))
    if row.number and member.number not in ("", row.number):
        return said(N_("Whoever has this address has another student number."))
    if member.state == "pending" and not member.proven:
        return said(N_("Somebody joined with this address and has not proven that it is theirs."))
    return None


def counts(planned: list[Planned]) -> dict[str, int]:
    found = dict.fromkeys(OUTCOMES, 0)
    for one in planned:
        found[one.outcome] += 1
    return found


def new_classes(planned: list[Planned]) -> list[str]:
    """Names of the classes that would be made, as first written."""
    found: dict[str, str] = {}
    for one in planned:
        if one.new_class:
            found.setdefault(class_key(one.row.school_class), one.row.school_class)
    return list(found.values())


def left_out(one: Planned) -> dict[str, Any]:
    """As a row that was left out is kept until the list is deleted."""
    row = one.row
    cells = {
        "name": row.name, "number": row.number, "mail": row.mail, "school_class": row.school_class,
        "programme": row.programme,
    }  # fmt: skip
    return {
        "line": row.line,
        "reason": one.reason,
        **{name: text[:MOST_TEXT] for name, text in cells.items()},
    }
