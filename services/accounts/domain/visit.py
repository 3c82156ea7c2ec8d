"""A mailed link to one task: to which it leads, whom it lets in, to which pages, for how long."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.accounts.domain.signing import Item

PURPOSE = "task"
LINK_LIFE = timedelta(hours=72)
LIFE = timedelta(hours=1)
KIND, ROLE = "milestone_review", "mentor"
LEAVE = "/accounts/task/end"
_REVIEW = re.compile(r"(/projects/teams/([0-9a-f-]{36}))/milestones/[0-9]{1,4}/review")
ALSO = ("/accounts/sign/", "/accounts/language", LEAVE)
"""Besides the task's own: where the review is signed (with the password), the language, the way out."""


@dataclass
class Visit:
    """Somebody who came by the link: never a session, since nobody has shown a password. ``secret`` is a digest;
    ``milestone`` and ``team`` are all that it is about."""

    id: str
    person: str
    secret: str
    item: str
    team: str
    milestone: str
    page: str
    until: datetime
    ended: bool = False
    version: int = 0

    def alive(self, now: datetime) -> bool:
        return not self.ended and now < self.until

    def only(self) -> dict[str, Any]:
        """What its token says: the pages, those under an address that ends in "/", and whose they are."""
        files = f"/projects/teams/{self.team}/files/"
        return {"pages": [self.page, files, *ALSO], "team": self.team, "milestone": self.milestone}


def team_of(item: Item) -> str | None:
    """The team whose work is reviewed there; None for items that no link opens by itself."""
    found = _REVIEW.fullmatch(item.url) if (item.kind, item.role) == (KIND, ROLE) else None
    return found[2] if found and item.organisation else None


def opens_alone(item: Item, roles: Sequence[str], missing: str) -> bool:
    """Whether a link lets somebody with these roles in the item's organisation in. Nobody whose sign-in needs a second
    step (``missing``): a mail alone would go round it."""
    return item.state == "open" and team_of(item) is not None and ROLE in roles and not missing
