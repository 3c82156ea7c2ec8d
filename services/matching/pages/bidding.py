"""My bids in order: Up, Down and Remove as posts, dragging by scripts; the week as a grid of days and their parts."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from services.matching import permissions, schemas
from services.matching.domain.bidding import MOST
from services.matching.domain.week import FILLS, PARTS, cells_of, hours_of
from services.matching.pages import reading, words
from services.matching.store import bids, briefs, rounds, standings, students
from services.matching.usecases import bidding
from shared import clock
from shared.errors import Invalid, Stale
from shared.messages import N_
from shared.web import forms, i18n, links
from shared.web.permissions import needs

pages = Blueprint("bidding", __name__, url_prefix="/matching")

ELSEWHERE = N_("Your free times were changed in another window; what you tick here is not saved yet.")


@pages.get("/bids")
@needs(permissions.STUDENT)
def mine() -> str:
    return _list()


def _list(seen: list[str] | None = None) -> str:
    """``seen``: the order that this window showed when another one had changed it."""
    found, now = reading.my_bids(), clock.now()
    moved = request.args.get("moved", "")
    rows = [
        {**row, "open": row["state"] == "open" and now < row["bidding_until"], "moved": row["brief"] == moved}
        for row in found["items"]
    ]
    listed = [row for row in rows if row["open"] and row["listed"]]
    return render_template(
        "matching/bids.html",
        rows=listed,
        frozen=[row for row in rows if not row["open"] and row["rank"] and row["state"] == "closed"],
        handed_in=found["handed_in"],
        changed=found["changed"],
        version=found["version"],
        week=bids.week(g.viewer),
        done="done" in request.args,
        seen=seen,
        rounds=rounds.takes_part_in(g.viewer.person, ("bidding",)),
        shown=standings.shown(g.viewer.person),
        undo=_undo({row["brief"] for row in listed}),
    )


def _undo(listed: set[str]) -> dict[str, Any] | None:
    """What was taken off a moment ago and could be put back: {id, title, place}."""
    gone = request.args.get("removed", "")
    brief = briefs.some([gone], g.viewer).get(gone) if gone not in listed else None
    if brief is None or not brief.takes_bids(clock.now()):
        return None
    return {"id": gone, "title": brief.title, "place": request.args.get("place", 0, type=int)}


def _change(act: Callable[[int | None], object], place: str) -> ResponseReturnValue:
    """Do it to the list that this window showed; when another one changed it, nothing is done and both are shown."""
    try:
        act(request.form.get("version", type=int))
    except Stale:
        order = request.form.get("order", "").split(",")
        known = briefs.some(order, g.viewer)
        return _list([known[one].title for one in order if one in known]), 412
    return redirect(place, 303)


@pages.post("/bids/<brief_id>/<any(up, down):way>")
@needs(permissions.STUDENT)
def move(brief_id: str, way: str) -> ResponseReturnValue:
    """``steps``: how many places at once, as by dragging."""
    steps = min(max(request.form.get("steps", 1, type=int), 1), MOST)
    by = -steps if way == "up" else steps
    return _change(
        lambda version: bidding.move(brief_id, by, version, g.viewer, clock.now()),
        f"/matching/bids?moved={brief_id}#bid-{brief_id}",
    )


@pages.post("/bids/<brief_id>/remove")
@needs(permissions.STUDENT)
def remove(brief_id: str) -> ResponseReturnValue:
    """At once; the page then offers to undo it."""
    order = bids.bid_list(g.viewer).order
    back = {"removed": brief_id, "place": order.index(brief_id)} if brief_id in order else {}
    return _change(
        lambda version: bidding.remove(brief_id, version, g.viewer, clock.now()),
        links.with_query("/matching/bids", **back),
    )


@pages.post("/bids")
@needs(permissions.STUDENT)
def hand_in() -> ResponseReturnValue:
    return _change(
        lambda version: bidding.hand_in(None, version, g.viewer, clock.now()), "/matching/bids?done=1"
    )


@pages.get("/slots")
@needs(permissions.STUDENT)
def week() -> str:
    found, fill = bids.week(g.viewer), request.args.get("fill", "")
    chosen = FILLS[fill] if fill in FILLS else cells_of(found.slots if found else ())
    return _week(chosen, forms.Form(), "done" in request.args)


def _week(chosen: frozenset[tuple[int, str]], form: forms.Form, done: bool = False) -> str:
    """The grid with what is chosen; after a change elsewhere what was given there stands beside it."""
    places, given = students.studies_of(g.viewer.person), bids.week(g.viewer)
    own, now = i18n.preferences().zone, clock.now()
    zone = places[0].zone if places else own
    parts = [
        {"key": part, "name": gettext(words.PARTS[part]), "from": hours[0], "to": hours[-1] + 1,
         "own": reading.own_hours(hours, zone, own, now)}
        for part, hours in PARTS.items()
    ]  # fmt: skip
    rows = [
        {
            "day": gettext(words.DAYS[day]),
            "cells": [
                {"value": f"{day}.{part['key']}", "part": part["name"], "chosen": (day, part["key"]) in chosen}
                for part in parts
            ],
        }
        for day in range(7)
    ]  # fmt: skip
    return render_template(
        "matching/slots.html",
        rows=rows,
        parts=parts,
        fills=[(key, gettext(name)) for key, name in words.FILLS.items()],
        given=given,
        elsewhere=reading.times(given.slots if given else []) if "version" in form.errors else None,
        listed=bids.bid_list(g.viewer),
        zone=reading.zone_word(zone) if places else "",
        own_zone=reading.zone_word(own),
        form=form,
        done=done,
    )


@pages.post("/slots")
@needs(permissions.STUDENT)
def give_week() -> ResponseReturnValue:
    sent = request.form.getlist("cells")

    def work(data: Mapping[str, Any]) -> str:
        hours = hours_of(_cells(data.get("cells") or []))
        bidding.give_week(hours, data["version"], g.viewer, clock.now())
        return "/matching/slots?done=1"

    def again(form: forms.Form) -> str:
        return _week(frozenset(_known(sent)), form)

    try:
        return forms.submit(schemas.Cells(), work, again)
    except Stale:
        return again(forms.Form(errors={"version": ELSEWHERE})), 412


def _cells(texts: list[str]) -> list[tuple[int, str]]:
    found = _known(texts)
    if len(found) < len(texts):
        raise Invalid({"cells": N_("Some fields need a change.")})
    return found


def _known(texts: list[str]) -> list[tuple[int, str]]:
    """The cells that a week has, of what was sent."""
    found = [(day, part) for day, _, part in (text.partition(".") for text in texts)]
    return [(int(day), part) for day, part in found if day.isdecimal() and len(day) == 1 and part in PARTS]
