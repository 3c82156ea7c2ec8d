"""Somebody takes their data with them: asked for, gathered from every service, made into one file, kept a week."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.errors import Conflict
from shared.messages import N_

OTHERS = ("projects", "matching", "portfolio")
DUE = timedelta(hours=24)


@dataclass
class Came:
    """How many of a service's parts have come; ``of`` is 0 until the first of them says."""

    service: str
    numbers: list[int] = field(default_factory=list)
    of: int = 0

    @property
    def whole(self) -> bool:
        return self.of > 0 and len(self.numbers) == self.of


@dataclass
class Export:
    """``state``: gathering, ready, failed (a service did not answer in time)."""

    id: str
    person: str
    asked: datetime
    came: list[Came] = field(default_factory=lambda: [Came(name) for name in OTHERS])
    state: str = "gathering"
    sha256: str = ""
    size: int = 0
    until: datetime | None = None
    version: int = 0

    def take(self, service: str, number: int, of: int) -> bool:
        """Note a part; True when it was the last one missing."""
        came = next(one for one in self.came if one.service == service)
        if self.state != "gathering" or number in came.numbers:
            return False
        came.of = of
        came.numbers.append(number)
        return all(one.whole for one in self.came)

    @property
    def done(self) -> tuple[int, int]:
        """(services that have answered, services asked)."""
        return sum(one.whole for one in self.came), len(self.came)

    @property
    def outstanding(self) -> list[str]:
        return [one.service for one in self.came if not one.whole]

    def ready(self, sha256: str, size: int, until: datetime) -> None:
        self.state, self.sha256, self.size, self.until = "ready", sha256, size, until

    def fail(self) -> None:
        self.state = "failed"


def refuse_second(running: Export | None) -> None:
    if running is not None:
        raise Conflict(N_("Your data are being gathered already."))
