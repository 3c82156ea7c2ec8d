"""A search that is kept: its owner is told of new people when there are several, never of one."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from services.portfolio.domain.wishes import Wanted
from shared.errors import Conflict
from shared.messages import N_

FEWEST_NEW = 5
MOST_SAVED = 20


@dataclass
class SavedSearch:
    """``known``: whoever was to be found when the owner looked last; never shown. ``news``: told, not looked at yet."""

    id: str
    person: str
    skill: str
    label: str
    level: int
    created: datetime
    trade: str = ""
    place: str = ""
    by: str = ""
    known: list[str] = field(default_factory=list)
    news: bool = False
    version: int = 0

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.skill, self.level, self.trade, self.place, self.by)

    def compare(self, found: Collection[str]) -> bool:
        """Whether the owner is to be told: at least five people are to be found who were not. ``found``: nobody where
        fewer than five fit; then what is known stays, or somebody who goes and comes back would be told of."""
        if self.news or not found:
            return False
        self.known = [one for one in self.known if one in found]
        self.news = len(set(found) - set(self.known)) >= FEWEST_NEW
        return self.news

    def look(self, found: Collection[str]) -> None:
        self.known, self.news = (sorted(found) or self.known), False


def check_room(saved: Collection[SavedSearch], wanted: Wanted) -> None:
    """Raises Conflict for one too many, or one that is kept already."""
    if any(one.wanted == wanted for one in saved):
        raise Conflict(N_("You have saved this search already."))
    if len(saved) >= MOST_SAVED:
        raise Conflict(N_("You have saved 20 searches, the most there can be. Remove one first."))
