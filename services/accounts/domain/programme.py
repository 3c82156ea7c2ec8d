"""A programme of a school (专业, 系科), by the school's own code: classes are of one, lists of students name it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.errors import Conflict, Invalid
from shared.messages import N_

MOST = 300
_CODE = re.compile(r"[A-Z0-9][A-Z0-9.\-]{0,19}")


@dataclass
class Programme:
    """``code`` never changes; ``closed``: no class is made of it any more, those that are stay."""

    id: str
    school: str
    code: str
    name: str
    created: datetime
    closed: datetime | None = None
    version: int = 0

    def check(self, others: Iterable["Programme"]) -> None:
        """Raises Invalid: the code is short and plain, and neither code nor name is another one's."""
        others = [one for one in others if one.id != self.id]
        if len(others) >= MOST:
            raise Conflict(N_("A school lists at most 300 programmes."))
        if not _CODE.fullmatch(self.code):
            raise Invalid(
                {"code": N_("A code has up to 20 Latin letters, digits, dots and hyphens: 460301.")}
            )
        if any(one.code == self.code for one in others):
            raise Invalid({"code": N_("Another programme has this code.")})
        if any(key(one.name) == key(self.name) for one in others):
            raise Invalid({"name": N_("Another programme has this name.")})

    def close(self, now: datetime) -> None:
        if self.closed is not None:
            raise Conflict(N_("This programme is closed."))
        self.closed = now


def key(text: str) -> str:
    """Texts that differ in blanks, width and case alone mean one programme."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def meant(text: str, listed: Iterable[Programme]) -> Programme | None:
    """The one that a text names, by code, by name or by both."""
    wanted = key(text)
    for one in listed:
        if wanted in (key(one.code), key(one.name), key(one.code + one.name)):
            return one
    return None
