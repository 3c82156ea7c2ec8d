"""Somebody says that a text on the platform should not be there; an operator decides, with a reason: it is taken
down, or nothing is done. Who reported it and whose it was are told."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.errors import Conflict, Invalid
from shared.messages import N_

CATEGORIES = {
    "fraud": N_("It deceives: a false company, a false result, money is asked for"),
    "insult": N_("It insults or threatens somebody"),
    "personal": N_("It shows somebody's personal data"),
    "unlawful": N_("It breaks the law, or asks for forbidden work"),
    "other": N_("Something else"),
}
DECISIONS = ("upheld", "rejected")
DUE, REMIND = timedelta(days=3), timedelta(days=2)

_ID = r"(?P<id>[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})"
_PLACES = {
    "brief": re.compile(rf"/(?:projects|matching)/briefs/{_ID}"),
    "share": re.compile(rf"/portfolio/shared/{_ID}"),
    "profile": re.compile(rf"/portfolio/people/{_ID}"),
    "credential": re.compile(rf"/portfolio/verify/{_ID}"),
    "organisation": re.compile(rf"/accounts/orgs/{_ID}"),
}
KINDS = {
    "brief": N_("A brief"),
    "share": N_("A shared portfolio"),
    "profile": N_("A published portfolio"),
    "credential": N_("A credential"),
    "organisation": N_("An organisation"),
}


@dataclass
class Report:
    """``by`` is None for somebody who was not signed in. ``text`` is theirs and goes with them. ``told``: the persons
    whose text was taken down, or who administer the organisation that it belonged to."""

    id: str
    kind: str
    object: str
    place: str
    category: str
    at: datetime
    text: str = ""
    by: str | None = None
    state: str = "open"
    decided_by: str | None = None
    decided: datetime | None = None
    reason: str = ""
    told: list[str] = field(default_factory=list)
    version: int = 0

    def decide(self, decision: str, by: str, reason: str, now: datetime) -> None:
        if self.state != "open":
            raise Conflict(N_("This report has been decided already."))
        self.state, self.decided_by, self.decided, self.reason = decision, by, now, reason


def for_operators(kind: str, object_id: str, about: str) -> str | None:
    """Where an operator looks at it. A share shows itself to those alone who have its link, a published portfolio to
    employers: of these an operator opens the person's data with a reason, or decides by what people say."""
    if kind == "brief":
        return f"/projects/briefs/{object_id}"
    if kind == "profile":
        return f"/accounts/admin/people/{object_id}"
    return None if kind == "share" else about


def place(about: str) -> tuple[str, str]:
    """(kind, id) of what stands at that address. Raises Invalid for anything else."""
    for kind, pattern in _PLACES.items():
        if found := pattern.fullmatch(about):
            return kind, found["id"]
    raise Invalid(
        {"about": N_("Reports are about briefs, shared or published portfolios and organisations.")}
    )
