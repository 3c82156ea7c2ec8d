"""My bids in order, with Up, Down and Remove as posts; the week as a grid of seven days and five parts."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from services.matching import permissions, schemas
from services.matching.domain.week import FILLS, PARTS, cells_of, hours_of
from services.matching.pages import reading, words
from services.matching.store import bids, students
from services.matching.usecases import bidding
from shared import clock
from shared.errors import Invalid
from shared.web import forms
from shared.web.permissions import needs

pages = Blueprint("bidding", __name__, url_prefix="/matching")


@pages.get("/bids")
@needs(permissions.STUDENT)
def mine() -> str:
    found, now = reading.my_bids(), clock.now()
    moved = request.args.get("moved", "")
    rows = [
        {**row, "open": row["state"] == "open" and now < row["bidding_until"], "moved": row["brief"] == moved}
        for row in found["items"]
    ]
    return render_template(
        "matching/bids.html",
        rows=[row for row in rows if row["open"]],
        frozen=[row for row in rows if not row["open"] and row["rank"] and row["state"] == "closed"],
        handed_in=found["handed_in"],
        changed=found["changed"],
        week=bids.week(g.viewer),
        done="done" in request.args,
    )


@pages.post("/bids/<brief_id>/up")
@needs(permissions.STUDENT)
def up(brief_id: str) -> ResponseReturnValue:
    bidding.move(brief_id, -1, g.viewer, clock.now())
    return redirect(f"/matching/bids?moved={brief_id}#bid-{brief_id}", 303)


@pages.post("/bids/<brief_id>/down")
@needs(permissions.STUDENT)
def down(brief_id: str) -> ResponseReturnValue:
    bidding.move(brief_id, 1, g.viewer, clock.now())
    return redirect(f"/matching/bids?moved={brief_id}#bid-{brief_id}", 303)


@pages.post("/bids/<brief_id>/remove")
@needs(permissions.STUDENT)
def remove(brief_id: str) -> ResponseReturnValue:
    bidding.remove(brief_id, g.viewer, clock.now())
    return redirect("/matching/bids", 303)


@pages.post("/bids")
@needs(permissions.STUDENT)
def hand_in() -> ResponseReturnValue:
    bidding.hand_in(None, g.viewer, clock.now())
    return redirect("/matching/bids?done=1", 303)


@pages.get("/slots")
@needs(permissions.STUDENT)
def week() -> str:
    found, fill = bids.week(g.viewer), request.args.get("fill", "")
    chosen = FILLS[fill] if fill in FILLS else cells_of(found.slots if found else ())
    return _week(chosen, forms.Form(), "done" in request.args)


def _week(chosen: frozenset[tuple[int, str]], form: forms.Form, done: bool = False) -> str:
    places = students.studies_of(g.viewer.person)
    rows = [
        {
            "part": gettext(words.PARTS[part]), "hours": f"{hours[0]:02}:00–{hours[-1] + 1:02}:00",
            "cells": [
                {"value": f"{day}.{part}", "day": gettext(words.DAYS[day]), "chosen": (day, part) in chosen}
                for day in range(7)
            ],
        }
        for part, hours in PARTS.items()
    ]  # fmt: skip
    return render_template(
        "matching/slots.html",
        rows=rows,
        days=[gettext(day) for day in words.DAYS],
        fills=[(key, gettext(name)) for key, name in words.FILLS.items()],
        given=bids.week(g.viewer),
        zone=places[0].zone if places else "",
        form=form,
        done=done,
    )


@pages.post("/slots")
@needs(permissions.STUDENT)
def give_week() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        bidding.give_week(hours_of(_cells(data.get("cells") or [])), g.viewer, clock.now())
        return "/matching/slots?done=1"

    def again(form: forms.Form) -> str:
        return _week(frozenset(), form)

    return forms.submit(schemas.Cells(), work, again)


def _cells(texts: list[str]) -> list[tuple[int, str]]:
    found = [(int(day), part) for day, _, part in (text.partition(".") for text in texts)]
    if any(part not in PARTS for _, part in found):
        raise Invalid({"cells": "Some fields need a change."})
    return found
