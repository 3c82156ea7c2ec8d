"""A school's year: its terms, the days on which it is off, and those that it makes up for (调休, 補班)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.accounts.domain.table import Table
from shared.errors import Invalid
from shared.messages import N_

MOST_DAYS, MOST_TERMS, MOST_NAME = 400, 40, 60
OFF = ("", "off", "holiday", "休", "放假", "假日", "休假", "节假日", "節日")
WORKING = ("working", "workday", "班", "上班", "上课", "上課", "调休上班", "补班", "補班", "補課", "补课")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass
class Calendar:
    """``id`` is the school's. ``days``: [{day, name, working}] by day; ``terms``: [{name, begins, ends}] by their
    first day, as ISO text. Weekends are off unless a day says otherwise."""

    id: str
    days: list[dict[str, Any]] = field(default_factory=list)
    terms: list[dict[str, str]] = field(default_factory=list)
    version: int = 0

    @property
    def off(self) -> dict[str, str]:
        return {one["day"]: one["name"] for one in self.days if not one["working"]}

    @property
    def working(self) -> list[str]:
        return [one["day"] for one in self.days if one["working"]]

    def keep_days(self, days: list[dict[str, Any]]) -> None:
        """Of a day that stands there twice the later row counts."""
        found = {one["day"]: one for one in days}
        if len(found) > MOST_DAYS:
            raise wrong(
                "days", N_("A calendar has at most %(most)s days. Leave past years out."), most=MOST_DAYS
            )
        self.days = [found[day] for day in sorted(found)]

    def keep_terms(self, terms: list[dict[str, str]]) -> None:
        if len(terms) > MOST_TERMS:
            raise wrong(
                "terms", N_("A calendar has at most %(most)s terms. Leave past years out."), most=MOST_TERMS
            )
        if any(one["ends"] < one["begins"] for one in terms):
            raise wrong("terms", N_("A term ends before it begins."))
        self.terms = sorted(terms, key=lambda one: one["begins"])


def wrong(field_name: str, sentence: str, **params: object) -> Invalid:
    said: Any = {"message": sentence, "params": params}
    return Invalid({field_name: said})


def days_of(table: Table, field_name: str) -> list[dict[str, Any]]:
    """Rows of day, name, and off or working. Raises Invalid, naming the line."""
    return _rows(table, lambda line, cells: _day_row(line, cells, field_name))


def terms_of(table: Table) -> list[dict[str, str]]:
    """Rows of name, first and last day. Raises Invalid, naming the line."""
    return _rows(table, _term)


def _rows(table: Table, read: Callable[[int, list[str]], dict[str, Any]]) -> list[dict[str, Any]]:
    """A first row without a digit names the columns."""
    rows = table.rows
    if rows and not any(one.isdigit() for one in "".join(rows[0][1])):
        rows = rows[1:]
    return [read(line, [*cells, "", "", ""]) for line, cells in rows]


def _day_row(line: int, cells: list[str], field_name: str) -> dict[str, Any]:
    day, name, kind = _iso(cells[0]), cells[1], cells[2].casefold()
    if not day or kind not in OFF + WORKING or len(name) > MOST_NAME:
        sentence = N_(
            "Line %(line)s: give a day as 2026-10-01, a name, and off or working, with commas between them."
        )
        raise wrong(field_name, sentence, line=line)
    return {"day": day, "name": name, "working": kind in WORKING}


def _term(line: int, cells: list[str]) -> dict[str, Any]:
    name, begins, ends = cells[0], _iso(cells[1]), _iso(cells[2])
    if not name or len(name) > MOST_NAME or not begins or not ends or ends < begins:
        sentence = N_(
            "Line %(line)s: give the name of the term, its first and its last day, with commas between them."
        )
        raise wrong("terms", sentence, line=line)
    return {"name": name, "begins": begins, "ends": ends}


def _iso(typed: str) -> str:
    """The day as ISO text, "" for what is none.

    >>> _iso("2026/9/1"), _iso("2026年10月1日"), _iso("2026-02-30")
    ('2026-09-01', '2026-10-01', '')
    """
    found = _DAY.fullmatch(typed.strip())
    try:
        return date(*(int(part) for part in found.groups())).isoformat() if found else ""
    except ValueError:
        return ""
