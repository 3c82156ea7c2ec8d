"""A class of a school: its programme, its term, its teachers. Students belong to one class of a school at most."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from shared.errors import Conflict, Invalid
from shared.messages import N_

MOST_YEARS = 8


@dataclass
class SchoolClass:
    """``begins`` and ``ends`` are ISO days of the term; ``closed`` when it was closed, which ends its join codes;
    ``programme_code``: the school's own, "" where the programme is a mere text."""

    id: str
    school: str
    name: str
    programme: str
    term: str
    created: datetime
    teachers: list[str] = field(default_factory=list)
    begins: str = ""
    ends: str = ""
    closed: datetime | None = None
    programme_code: str = ""
    version: int = 0

    def describe(self, changes: dict[str, Any]) -> None:
        self.check_open()
        for name, value in changes.items():
            setattr(self, name, value)
        if self.begins and self.ends:
            begins, ends = date.fromisoformat(self.begins), date.fromisoformat(self.ends)
            if ends < begins:
                raise Invalid({"ends": N_("The term ends before it begins.")})
            if (ends - begins).days > 366 * MOST_YEARS:
                raise Invalid({"ends": N_("A term of more than eight years is a slip of the pen.")})

    def check_open(self) -> None:
        if self.closed is not None:
            raise Conflict(N_("This class is closed."))

    def close(self, now: datetime) -> None:
        self.check_open()
        self.closed = now
