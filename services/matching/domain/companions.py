"""Students who go together: a team that they form for a brief and that applies as one; whom they would like to be with.

forming → applied; gone when its last member leaves
"""

from dataclasses import dataclass, field
from datetime import datetime

from shared.errors import Conflict, Forbidden, Invalid
from shared.messages import N_

STATES = ("forming", "applied")
ASK_DAYS, REMIND_DAYS = 3, 2
MOST_ASKED = 3
"""So many may be asked at the same time by one team."""

MOST_NAMED = 3
SETTLED = N_("This question is settled, or its time is over.")
FULL = N_("This team is as large as the brief allows.")


@dataclass
class Companions:
    """``members``: the captain first, then as they came. ``secret``: digest of the invitation code, which is shown once
    and opens the team while bids are taken."""

    id: str
    brief: str
    members: list[str]
    made: datetime
    state: str = "forming"
    secret: str | None = None
    version: int = 0

    @property
    def captain(self) -> str:
        return self.members[0]

    def check_captain(self, person: str) -> None:
        if person != self.captain:
            raise Forbidden(N_("The captain of the team does this."))

    def check_room(self, most: int) -> None:
        """``most``: members of a team for this brief."""
        if len(self.members) >= most:
            raise Conflict(FULL)

    def join(self, person: str, most: int) -> bool:
        """False when they are in it already. Raises Conflict when it is full."""
        if person in self.members:
            return False
        self.check_room(most)
        self.members.append(person)
        return True

    def leave(self, person: str) -> None:
        """Of a captain who leaves, whoever came first after them takes over."""
        self.members = [one for one in self.members if one != person]

    def apply(self, person: str) -> None:
        """Raises Conflict for a team of one: that is a bid like any other."""
        self.check_captain(person)
        if self.state == "applied":
            raise Conflict(N_("Your team has applied already."))
        if len(self.members) < 2:
            raise Conflict(N_("A team has two members at least. Give somebody your code first."))
        self.state = "applied"


@dataclass
class Wishes:
    """``id`` is the person's. ``named``: whom they would like to be with; it counts where both name each other.

    ``willing``: teams may ask them to join, since then; without their name, until they agree.
    """

    id: str
    willing: datetime | None = None
    named: list[str] = field(default_factory=list)
    version: int = 0

    def let_ask(self, willing: bool, now: datetime) -> None:
        self.willing = (self.willing or now) if willing else None

    def name(self, person: str) -> None:
        if person == self.id:
            raise Invalid({"name": N_("Name somebody else; you are with yourself anyway.")})
        if person in self.named:
            return
        if len(self.named) >= MOST_NAMED:
            raise Invalid({"name": N_("You can name three people at most. Take one off first.")})
        self.named.append(person)

    def drop(self, person: str) -> None:
        self.named = [one for one in self.named if one != person]


@dataclass
class Ask:
    """A willing student is asked to join. ``state``: asked, accepted, declined, expired, withdrawn."""

    id: str
    companions: str
    brief: str
    person: str
    asked: datetime
    until: datetime
    state: str = "asked"
    version: int = 0

    def check_open(self, now: datetime) -> None:
        """Raises Conflict for one that was answered, or whose time is over."""
        if self.state != "asked" or now > self.until:
            raise Conflict(SETTLED)
