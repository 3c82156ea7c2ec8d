"""Where the demo is loaded: the product's address, its clock, its mails, and everybody who plays a part."""

import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from deploy.demo import content
from deploy.demo.network import DemoError, Person, until
from deploy.local import clock

HANDS = 8
HOUR = 8
"""In UTC: afternoon in China and Taiwan, morning in Ireland."""

One = TypeVar("One")
Result = TypeVar("Result")


@dataclass
class Stage:
    """``uris`` of skills by label, ``words`` for them by (label, language); ``briefs`` {number: id}, ``teams`` {number:
    id} and their members in ``crews``, captain first; ``guardian``: the link and
    code of one; ``present``: the clock's offset as it was, in seconds."""

    url: str
    var: Path
    say: Callable[[str], None]
    people: dict[str, Person] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)
    uris: dict[str, str] = field(default_factory=dict)
    words: dict[tuple[str, str], str] = field(default_factory=dict)
    briefs: dict[int, str] = field(default_factory=dict)
    teams: dict[int, str] = field(default_factory=dict)
    crews: dict[int, list[Person]] = field(default_factory=dict)
    share: str = ""
    credential: str = ""
    guardian: dict[str, str] = field(default_factory=dict)
    mails: dict[Path, str] = field(default_factory=dict)
    present: int = field(init=False)

    def __post_init__(self) -> None:
        self.present = clock.offset(self.var / "clock")

    def check_local(self) -> None:
        """The demo has passwords that everybody knows."""
        if urlsplit(self.url).hostname not in ("127.0.0.1", "localhost", "::1"):
            raise DemoError(
                f"The demo is loaded on the own machine alone; {self.url} is no loopback address."
            )

    def newcomer(self, key: str, name: str, language: str, post: str = "") -> Person:
        person = Person(self.url, key, name, language, post)
        self.people[key] = person
        return person

    def days_ago(self, days: int) -> None:
        """Set the product's clock so many days back, to an hour of work; the demo ends at the present."""
        path, now = self.var / "clock", datetime.now(UTC)
        moment = now + timedelta(seconds=self.present, days=-days)
        if days:
            moment = moment.replace(hour=HOUR, minute=0, second=0, microsecond=0)
        step = round((moment - now).total_seconds()) - clock.offset(path)
        if step:
            clock.move(path, f"{'+' if step > 0 else '-'}{abs(step)}s")

    def link(self, person: Person) -> str:
        """The secret of the newest mail with a link to confirm the address."""
        return until(lambda: self._link(person.mail), f"a mail to {person.mail}")

    def _link(self, address: str) -> str | None:
        for path in (self.var / "mail").glob("*.eml"):
            if path not in self.mails and (text := _read(path)):
                self.mails[path] = text
        found = [text for text in list(self.mails.values()) if address in text.partition("\n")[0]]
        links = [link for text in found for link in re.findall(r"/accounts/confirm/([A-Za-z0-9_-]+)", text)]
        return links[-1] if links else None

    def bidders(self, number: int) -> list[Person]:
        """Who bids on a brief: from each programme the students from the first to before the last number."""
        wanted = content.story()["bidders"][str(number)]
        rows = content.students()
        of_programme = {
            name: [self.people[one.key] for one in rows if one.programme == name] for name in wanted
        }
        return [one for name, (first, last) in wanted.items() for one in of_programme[name][first:last]]

    def staff(self, organisation: str, role: str) -> Person:
        """The first of an organisation (C1, S2 …) who has the role."""
        every = [*content.companies(), *content.schools()]
        rows = next(one["people"] for one in every if one["id"] == organisation)
        return self.people[next(row["key"] for row in rows if role in row["roles"])]


def _read(path: Path) -> str:
    """Receiver and text of a mail; nothing while it is being written."""
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    part = mail.get_body(("plain",)) if mail["To"] else None
    return f"{mail['To']}\n{part.get_content()}" if part and part.get_content().strip() else ""


def all_at_once(act: Callable[[One], Result], those: Iterable[One]) -> list[Result]:
    """Do it for each, some at a time; the results in order. Raises the first error."""
    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(act, those))


def side_by_side(*acts: Callable[[], object]) -> None:
    """Do what does not build on one another at the same time. Raises the first error."""
    all_at_once(lambda act: act(), acts)
