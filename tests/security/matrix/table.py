"""The tables, read: one row a route and object, one column a caller.

    POST /accounts/api/v1/organisations/<school>/checks    401 403/403 … 200
         {"check": "document", "result": "passed"}

``<school>`` is a sample of the world (cast.py, stage.py). A cell is the exact status; ``200/404``: for the object of
one's own half, and for the same object of the other half. A line below a row that is indented says what is sent:
``{…}`` JSON, ``form a=b&c=d`` a form, ``raw …`` bytes, ``If-Match …`` that header; ``shows everything`` says that an
answer may hold words of the other half; ``asked by …`` names the few who try (a password's hash takes its time).
Two callers have no cell, since they get what another gets unless a line says otherwise (``minor 403``): a guardian,
who holds a link and no account, what the signed out get; a minor, a student for whom no guardian has consented yet,
what the classmate gets. So those lines are all that is different for them.
Nothing in here knows a service.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

COLUMNS = (
    "signed_out", "student", "classmate", "teacher", "registrar", "school_admin", "company_admin", "mentor",
    "recruiter", "operator",
)  # fmt: skip
LIKE = {"guardian": "signed_out", "minor": "classmate"}
"""Callers without a column, and whose cell is theirs too."""
A_FEW = ("signed_out", "student", "operator")
SAMPLE = re.compile(r"<(\w+)>")
_LINE = re.compile(r"(GET|POST|PUT|PATCH|DELETE)\s+(\S+)\s+(.+)")


@dataclass
class Row:
    method: str
    path: str
    cells: dict[str, tuple[int, int]]
    place: str
    json: str = ""
    form: str = ""
    raw: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    shows_everything: bool = False
    asked_by: tuple[str, ...] = (*COLUMNS, *LIKE)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def who_tries(self) -> tuple[str, ...]:
        """Where everybody gets the same, three of them will do."""
        if len(set(self.cells.values())) == 1:
            return tuple(role for role in self.asked_by if role in A_FEW)
        return self.asked_by

    @property
    def samples(self) -> set[str]:
        return set(SAMPLE.findall(self.path + self.json + self.form + "".join(self.headers.values())))

    @property
    def has_object(self) -> bool:
        return bool(SAMPLE.search(self.path + self.json + self.form))


def rows(service: str) -> list[Row]:
    path = Path(__file__).with_name(f"{service}.txt")
    found: list[Row] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line[0].isspace():
            _say_more(found[-1], line.strip())
        else:
            found.append(_row(line, f"{path.name}:{number}"))
    return found


def _row(line: str, place: str) -> Row:
    parts = _LINE.fullmatch(line)
    assert parts, f"{place} is no row: {line}"
    cells = parts[3].split()
    assert len(cells) == len(COLUMNS), f"{place} has {len(cells)} cells, not {len(COLUMNS)}"
    said = {name: _cell(text) for name, text in zip(COLUMNS, cells, strict=True)}
    said |= {name: said[other] for name, other in LIKE.items()}
    return Row(parts[1], parts[2], said, place)


def _cell(text: str) -> tuple[int, int]:
    own, _, other = text.partition("/")
    return int(own), int(other or own)


def _say_more(row: Row, text: str) -> None:
    kind, _, rest = text.partition(" ")
    if text.startswith("{"):
        row.json = text
    elif kind == "form":
        row.form = rest
    elif kind == "raw":
        row.raw = rest
    elif text.startswith("asked by "):
        row.asked_by = tuple(text.split()[2:])
    elif text == "shows everything":
        row.shows_everything = True
    elif kind in LIKE:
        row.cells[kind] = _cell(rest)
    else:
        assert kind == "If-Match", f"{row.place}: {text} says nothing"
        row.headers[kind] = rest
