"""An operator's access to the data of one person: with a reason, for half an hour, told to the person."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.errors import Conflict, Forbidden
from shared.messages import N_

LIFE = timedelta(minutes=30)


@dataclass
class Access:
    """``ended``: closed by the operator before ``until``. ``read``: the person has said that they know."""

    id: str
    operator: str
    person: str
    reason: str
    since: datetime
    until: datetime
    ended: datetime | None = None
    read: bool = False
    version: int = 0

    def is_open(self, now: datetime) -> bool:
        return self.ended is None and now < self.until

    def end(self, now: datetime) -> None:
        if not self.is_open(now):
            raise Conflict(N_("This access is over already."))
        self.ended = now


def may_open(operator: str, person: str, already: bool) -> None:
    """Raises Forbidden for one's own account, Conflict while an access to the person is open."""
    if operator == person:
        raise Forbidden(N_("Your own data are on your own pages."))
    if already:
        raise Conflict(N_("You have access to this person's data already."))
