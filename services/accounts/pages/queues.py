"""What waits for any operator, with the age of the oldest, and one click to the place; what others are late with."""

from datetime import datetime
from typing import Any

from flask import Blueprint, g, render_template, request

from services.accounts import permissions
from services.accounts.store import organisations, reports, troubles, unchecked, waiting_items
from shared import clock
from shared.messages import N_
from shared.web.permissions import needs

pages = Blueprint("queues", __name__, url_prefix="/accounts/admin/late")

WORDS = {
    "brief_review": N_("A brief to review"),
    "brief_approval": N_("A brief to approve"),
    "credit.application": N_("An application for credit"),
}


def queues(now: datetime) -> list[dict[str, Any]]:
    """Those of the operators first, then what schools and companies are late with."""
    me, admin = g.viewer, "/accounts/admin"
    found = (
        (N_("Organisations to check"), f"{admin}/orgs?waiting=1", unchecked.counted(me)),
        (N_("Briefs to review"), "/projects/reviews", waiting_items.of_operators(me, "brief_review")),
        (N_("Reports to decide"), f"{admin}/reports", reports.open_ones(me)),
        (N_("Parked events"), f"{admin}/events?kind=event", troubles.open_ones(me, "event")),
        (N_("Failed jobs"), f"{admin}/events?kind=job", troubles.open_ones(me, "job")),
        (
            N_("Briefs in review for too long"),
            f"{admin}/late?of=briefs",
            waiting_items.late_ones(me, "briefs", now),
        ),
        (
            N_("Overdue credit applications"),
            f"{admin}/late?of=credits",
            waiting_items.late_ones(me, "credits", now),
        ),
    )
    return [
        {"label": label, "href": href, "count": count, "since": since}
        for label, href, (count, since) in found
    ]


@pages.get("")
@needs(permissions.OPERATE)
def late() -> str:
    """A brief is opened from here; an application only by its school, so that the line leads to who can decide."""
    of = "credits" if request.args.get("of") == "credits" else "briefs"
    rows = waiting_items.late(g.viewer, of, clock.now())
    names = organisations.names(row["organisation"] for row in rows if row["organisation"])
    return render_template(
        "accounts/admin_late.html", rows=rows, of=of, now=clock.now(), words=WORDS,
        names=names,
    )  # fmt: skip
