"""What waits for me, late first; what others owe me; all items with what is over; the number in the header."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions
from services.accounts.domain.organisation import Membership
from services.accounts.domain.signing import Item
from services.accounts.pages import awaited, reader
from services.accounts.pages.deputies import SOON, standing_in
from services.accounts.pages.queues import queues
from services.accounts.store import deputies, newcomers, organisations, people, waiting_items
from services.accounts.usecases import items
from shared import clock
from shared.web.permissions import needs

pages = Blueprint("home", __name__, url_prefix="/accounts")

TOP, MOST = 10, 200
"""How many items stand on the home page, and in the inbox."""


@dataclass(frozen=True)
class Row:
    """An item as a line of a list; ``waits`` draws the bar at its left."""

    item: Item
    sentence: dict[str, Any]
    organisation: str | None
    late: bool
    waits: bool
    mine: bool


def _rows(found: list[Item], now: datetime) -> list[Row]:
    names = organisations.names(item.organisation for item in found if item.organisation)
    me, others = g.viewer.person, deputies.stood_for(g.viewer, now)
    return [
        Row(
            item,
            {"message": item.message, "params": item.params, "people": item.people},
            names.get(item.organisation or ""),
            item.late(now),
            item.state == "open" and (item.taken_by in (None, me) or item.stood_in(others)),
            item.person == me or item.taken_by == me,
        )
        for item in found
    ]


@pages.app_context_processor
def inbox_count() -> dict[str, Any]:
    """The number in the header: at once on accounts' own pages, by polling on those of the others."""
    return {"inbox_count": waiting_items.count(g.viewer)} if g.get("viewer") else {}


@pages.get("/home")
@needs(permissions.SIGNED_IN)
def home() -> str:
    """For the organisation that is chosen; what waits in others is counted, not hidden."""
    found = waiting_items.items(g.viewer)
    current = reader.current_organisation()
    here = [item for item in found if item.organisation in (None, current)]
    person = people.person(g.viewer.person)
    pending = organisations.memberships_of(person.id, ("pending",))
    owed = awaited.owed(clock.now())
    since, settled = awaited.settled()
    return render_template(
        "accounts/home.html", rows=_rows(here[:TOP], clock.now()), more=len(here) - TOP, person=person,
        elsewhere=len(found) - len(here), pending=_waits_for(pending), sent="sent" in request.args,
        deputies=standing_in(clock.now() + SOON), now=clock.now(),
        queue=queues(clock.now()) if g.viewer.operator else [],
        owed=owed[: awaited.TOP], owed_more=len(owed) - awaited.TOP, since=since, settled=settled,
    )  # fmt: skip


def _waits_for(pending: list[Membership]) -> list[dict[str, Any]]:
    """Where the reader is not confirmed yet, since when, and who does that: their class's teachers, else who made the
    code that they used."""
    schools = organisations.names(row.organisation for row in pending)
    rows = []
    for one in pending:
        found = newcomers.of_class(one.school_class) if one.school_class else None
        who = found.teachers if found and found.teachers else [one.by] if one.by else []
        rows.append({"school": schools[one.organisation], "since": one.since, "who": who})
    return rows


@pages.get("/inbox")
@needs(permissions.SIGNED_IN)
def inbox() -> str:
    over = request.args.get("state") == "over"
    found = waiting_items.closed_items(g.viewer) if over else waiting_items.items(g.viewer, MOST)
    rows = _rows(found[:MOST], clock.now())
    return render_template("accounts/inbox.html", rows=rows, over=over, full=len(found) >= MOST)


@pages.get("/inbox/count")
@needs(permissions.SIGNED_IN)
def count() -> ResponseReturnValue:
    """Asked by every open page now and then: one cheap read, and 304 while nothing changed. Pages that are live show
    themselves anew when it did."""
    found = waiting_items.versions(g.viewer)
    answer = jsonify(count=len(found))
    answer.set_etag(hashlib.sha256(repr(found).encode()).hexdigest()[:32])
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)


@pages.post("/inbox/<item_id>/take")
@needs(permissions.SIGNED_IN)
def take(item_id: str) -> ResponseReturnValue:
    items.take(item_id, g.viewer, clock.now())
    return reader.see_other("/accounts/inbox")


@pages.post("/inbox/<item_id>/give-back")
@needs(permissions.SIGNED_IN)
def give_back(item_id: str) -> ResponseReturnValue:
    items.give_back(item_id, g.viewer)
    return reader.see_other("/accounts/inbox")
