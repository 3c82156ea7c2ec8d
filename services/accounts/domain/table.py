"""A table out of a file or a paste: which encoding, what stands between the cells, which column says what.

Schools' systems write UTF-8, UTF-16, GB 18030 or Big5, with commas, semicolons or tabs; nothing in the file says which.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.errors import Invalid
from shared.messages import N_

MOST_BYTES = 1_000_000
MOST_ROWS = 2000
MOST_COLUMNS = 50
ENCODINGS: dict[str, tuple[str, ...]] = {
    "utf-8": ("utf-8-sig",), "utf-16": ("utf-16",), "gb18030": ("gb18030",),
    "big5": ("cp950", "big5hkscs"),
}  # fmt: skip
"""As Python calls them: Big5 as Windows writes it, then with Hong Kong's characters."""
FIELDS = ("name", "number", "mail", "school_class", "programme")
_HEADINGS: dict[str, tuple[str, ...]] = {
    "name": (
        "姓名", "学生姓名", "學生姓名", "学员姓名", "名字", "中文姓名", "name", "studentname", "fullname", "student",
    ),
    "number": (
        "学号", "學號", "学生学号", "學生學號", "学籍号", "學籍號", "number", "studentnumber", "studentno", "studentid",
        "idnumber", "id", "matriculationnumber",
    ),
    "mail": (
        "邮箱", "电子邮箱", "电子邮件", "邮箱地址", "信箱", "電子信箱", "電子郵件", "電郵", "email", "mail",
        "emailaddress", "mailaddress",
    ),
    "school_class": (
        "班级", "班級", "班别", "班別", "班级名称", "班級名稱", "行政班", "班", "class", "classname", "group",
    ),
    "programme": (
        "专业", "專業", "专业名称", "科系", "系科", "系所", "科別", "系別", "programme", "program", "course", "major",
    ),
}  # fmt: skip
"""What the columns are called, in small letters and without blanks and signs."""
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SEPARATORS = ("\t", ",", ";", "，")
# lead bytes of the characters that the standard itself calls the frequent ones
_FREQUENT = {"gb18030": ("gb2312", 0xB0, 0xD7), "big5": ("big5", 0xA4, 0xC6)}


@dataclass(frozen=True)
class Table:
    """``rows``: (line in the file, cells), empty ones left out; the first may be a heading."""

    encoding: str
    rows: list[tuple[int, list[str]]]

    def heads(self) -> bool:
        """Whether the first row names the columns."""
        return bool(self.rows) and any(_meaning(cell) for cell in self.rows[0][1])

    @property
    def width(self) -> int:
        return max((len(cells) for _, cells in self.rows), default=0)


def refuse(sentence: str, **params: object) -> Invalid:
    """About the file as a whole: nothing of it was kept."""
    said: Any = {"message": sentence, "params": params}
    return Invalid({"file": said})


def read(content: bytes, encoding: str = "") -> Table:
    """The table; ``encoding`` one of ENCODINGS, or "" to find it. Raises Invalid with one sentence."""
    if len(content) > MOST_BYTES:
        raise refuse(N_("The file is larger than 1 MB, the limit. Split it. Nothing was kept."))
    if content.startswith(_SPREADSHEETS):
        raise refuse(
            N_("This is a spreadsheet's own file. Save it as CSV, or copy the rows and paste them below.")
        )
    found = encoding or _encoding(content)
    text = _decoded(content, found)
    if text is None or "\x00" in text:
        raise refuse(N_("This file is no text. Save the list as CSV, or copy the rows and paste them below."))
    rows = _rows(text)
    if not rows:
        raise refuse(N_("There is no row in it."))
    _check_size(rows)
    return Table(found, rows)


def _check_size(rows: list[tuple[int, list[str]]]) -> None:
    count = len(rows) - bool(Table("", rows).heads())
    if count > MOST_ROWS:
        sentence = N_("The list has %(rows)s rows; the limit is %(most)s. Split it. Nothing was kept.")
        raise refuse(sentence, rows=count, most=MOST_ROWS)
    if max(len(cells) for _, cells in rows) > MOST_COLUMNS:
        raise refuse(N_("The list has more than %(most)s columns. Nothing was kept."), most=MOST_COLUMNS)


def _rows(text: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    found: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((line, [cell.strip() for cell in cells]))
            line = reader.line_num + 1
    except csv.Error as error:
        sentence = N_("Line %(line)s is too long to be a row of a list. Is a quotation mark left open?")
        raise refuse(sentence, line=line) from error
    return found


def _separator(text: str) -> str:
    """Whatever parts the first line into the most cells; quotation marks are minded."""
    first = next((line for line in text.splitlines() if line.strip()), "")[:5000]
    return max(_SEPARATORS, key=lambda sign: len(next(csv.reader([first], delimiter=sign), [])))


def _decoded(content: bytes, encoding: str) -> str | None:
    for codec in _codecs(content, encoding):
        try:
            return content.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _codecs(content: bytes, encoding: str) -> tuple[str, ...]:
    """UTF-16 without its mark: the half of digits and separators that is zero says in which order the bytes stand."""
    if encoding != "utf-16" or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ENCODINGS[encoding]
    return ("utf-16-le",) if content[1::2].count(0) >= content[::2].count(0) else ("utf-16-be",)


def _encoding(content: bytes) -> str:
    """By its mark, by what it cannot be; of the two old Chinese ones by which gives the more frequent characters."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return encoding
    if content.count(0) * 10 > len(content):
        return "utf-16"
    if _decoded(content, "utf-8") is not None:
        return "utf-8"
    return max(_FREQUENT, key=lambda encoding: _plausible(content, encoding))


def _plausible(content: bytes, encoding: str) -> float:
    """The share of frequent characters among those that are no plain letters; below all others where it cannot be."""
    text = _decoded(content, encoding)
    if text is None:
        return -1.0
    codec, first, last = _FREQUENT[encoding]
    special = [character for character in text if ord(character) > 0x7F]
    leads = [character.encode(codec, "ignore")[:1] for character in special]
    return sum(1 for lead in leads if lead and first <= lead[0] <= last) / max(1, len(special))


def _meaning(heading: str) -> str:
    """Which of FIELDS a heading names, or ""."""
    plain = "".join(one for one in unicodedata.normalize("NFKC", heading).casefold() if one.isalnum())
    return next((field for field, names in _HEADINGS.items() if plain in names), "")


def guess(table: Table) -> dict[str, int]:
    """Field → number of its column: by the heading, else by what stands in the first rows."""
    if table.heads():
        meanings = [_meaning(cell) for cell in table.rows[0][1]]
        return {field: meanings.index(field) for field in FIELDS if field in meanings}
    return _by_content([cells for _, cells in table.rows[:20]])


def _by_content(rows: Iterable[list[str]]) -> dict[str, int]:
    """Without a heading: an address has its sign, a number a digit, and the first that is neither is the name."""
    found: dict[str, int] = {}
    for cells in rows:
        for column, cell in enumerate(cells):
            kind = "mail" if "@" in cell else "number" if any(one.isdigit() for one in cell) else "name"
            if cell and column not in found.values():
                found.setdefault(kind, column)
    return found


def check_columns(columns: Mapping[str, int]) -> None:
    """Raises Invalid: a name, a number or an address, and no column twice."""
    if "name" not in columns:
        raise Invalid({"name": N_("Say which column holds the names.")})
    if "number" not in columns and "mail" not in columns:
        raise Invalid({"number": N_("Say which column holds student numbers or mail addresses.")})
    for field in columns:
        if any(columns[field] == columns[other] for other in columns if other != field):
            raise Invalid({field: N_("This column is chosen twice.")})
