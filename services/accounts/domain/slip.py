"""Accounts without a mail address: a school's list, and the slip whose code opens each of them once."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.errors import Conflict, Invalid
from shared.messages import N_

SLIP_LIFE = timedelta(days=60)
MOST_ROWS = 200
MOST_NUMBER = 32
MOST_TEXT = 100
_NUMBER = re.compile(r"[\w.\-/]+")
_BETWEEN = re.compile(r"[\t,;，；、]")


@dataclass(frozen=True)
class Row:
    """One student of a list, and the line where they stand."""

    name: str
    number: str
    programme: str = ""
    line: int = 0


@dataclass
class Slip:
    """``id`` is the digest of its code. The newest slip of a person alone opens the account, once."""

    id: str
    person: str
    organisation: str
    by: str
    made: datetime
    expires: datetime
    used: bool = False
    version: int = 0

    def open(self, now: datetime) -> bool:
        return not self.used and now < self.expires


def student_number(typed: str) -> str:
    """As it is kept and compared: without blanks, letters large, full-width forms as plain ones."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).upper()


def is_number(number: str) -> bool:
    return _NUMBER.fullmatch(number) is not None


def rows_of(text: str) -> list[Row]:
    """Name, number and programme of each line, between commas or tabs. Raises Invalid, naming the line."""
    lines = [line.strip() for line in text.splitlines()]
    return checked_rows([_row(place, line) for place, line in enumerate(lines, 1) if line])


def _row(place: int, line: str) -> Row:
    parts = [part.strip() for part in _BETWEEN.split(line)]
    name, number, programme = [*parts, "", "", ""][:3]
    if len(parts) > 3 or not name or not number:
        sentence = N_("Line %(line)s: give name, student number and programme, with commas between them.")
        raise Invalid({"list": _said(sentence, line=place)})
    return Row(name, number, programme, place)


def checked_rows(rows: list[Row]) -> list[Row]:
    """With the numbers as they are kept; each stands there once. Raises Invalid."""
    if not 1 <= len(rows) <= MOST_ROWS:
        raise Invalid({"list": _said(N_("Give 1 to %(most)s students, one a line."), most=MOST_ROWS)})
    seen: dict[str, int] = {}
    checked = []
    for place, row in enumerate(rows, 1):
        line = row.line or place
        number = _checked_number(row.number, line)
        if max(len(row.name), len(row.programme)) > MOST_TEXT:
            sentence = N_("Line %(line)s: a name or programme has at most 100 characters.")
            raise Invalid({"list": _said(sentence, line=line)})
        if seen.setdefault(number, line) != line:
            sentence = N_("Line %(line)s has the student number of line %(first)s.")
            raise Invalid({"list": _said(sentence, line=line, first=seen[number])})
        checked.append(Row(row.name, number, row.programme, line))
    return checked


def _checked_number(typed: str, line: int) -> str:
    number = student_number(typed)
    if len(number) > MOST_NUMBER or not is_number(number):
        sentence = N_("Line %(line)s: a student number has at most 32 letters and digits.")
        raise Invalid({"list": _said(sentence, line=line)})
    return number


def other_name(row: Row) -> Any:
    return _said(N_("Line %(line)s: this student number belongs to somebody of another name."), line=row.line)


def may_have_a_slip(mail_confirmed: bool) -> None:
    """Whoever has an address of their own recovers by it: nobody else opens their account."""
    if mail_confirmed:
        raise Conflict(N_("This student has a mail address and sets a forgotten password anew by it."))


def _said(message: str, **params: object) -> Any:
    return {"message": message, "params": params}
