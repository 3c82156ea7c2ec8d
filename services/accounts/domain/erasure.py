"""A person who is being erased: which services have done it, what each keeps, until when traces remain elsewhere."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.errors import Conflict
from shared.messages import N_

SERVICES = ("accounts", "projects", "matching", "portfolio")
DUE = timedelta(hours=72)
TRANSPORT = timedelta(days=8)
BACKUPS = timedelta(days=35)
TOLD_WITHIN = timedelta(days=30)
"""After this the address goes, whether or not the mail could be sent."""
ONCE_MORE = timedelta(days=2)
"""Then the erasure is sent again: longer than a segment of a topic is written."""
KEPT_FOR = timedelta(days=90)
"""How long the link shows what became of it."""

NOT_YET = N_("Something keeps you for now. See what to do first.")


@dataclass
class Blocker:
    """Why somebody cannot be erased yet: a stored sentence, and where to do what has to be done first."""

    message: str
    params: dict[str, str]
    url: str


@dataclass
class Part:
    """One service's word that one of the ids is erased there. ``kept``: message keys; ``blocked``: what a duty keeps,
    as the service's event says it."""

    person: str
    service: str
    at: datetime
    kept: list[str] = field(default_factory=list)
    blocked: list[dict[str, str]] = field(default_factory=list)


@dataclass
class Erasure:
    """``secrets`` are the digests of its links'. ``people``: the person's id, and those of accounts that were begun
    with the same address. ``mail`` is there only until the person was told, or (``tell`` false: it was never
    confirmed to be theirs) until the mails that lie about are gone."""

    id: str
    secrets: list[str]
    people: list[str]
    asked: datetime
    language: str
    zone: str
    mail: str = ""
    tell: bool = False
    parts: list[Part] = field(default_factory=list)
    finished: datetime | None = None
    version: int = 0

    @property
    def due(self) -> datetime:
        return self.asked + DUE

    @property
    def transport_until(self) -> datetime:
        return (self.finished or self.asked) + TRANSPORT

    @property
    def backups_until(self) -> datetime:
        return (self.finished or self.asked) + BACKUPS

    @property
    def outstanding(self) -> list[str]:
        """Services that have not said it of every id."""
        return [name for name in SERVICES if len(self.of(name)) < len(self.people)]

    @property
    def blocked(self) -> list[dict[str, str]]:
        """Each of it once, what ends first before what ends later."""
        found = [one for part in self.parts for one in part.blocked]
        once = {tuple(sorted(one.items())): one for one in found}
        return sorted(once.values(), key=lambda one: (one["until"] == "", one["until"], one["what"]))

    def of(self, service: str) -> list[Part]:
        return [part for part in self.parts if part.service == service]

    def note(self, part: Part) -> bool:
        """A service's word; True when it was the last one missing."""
        if any((one.person, one.service) == (part.person, part.service) for one in self.parts):
            return False
        self.parts.append(part)
        if self.outstanding:
            return False
        self.finished = part.at
        return True


def refuse_while(blockers: list[Blocker]) -> None:
    if blockers:
        raise Conflict(NOT_YET)
