"""A proposed team as its student sees it: who, why me, why not my first bid, until when; accept or decline."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from services.matching import explain, permissions, schemas
from services.matching.domain.week import PARTS, cells_of
from services.matching.pages import reading, words
from services.matching.store import audit, proposals, students
from services.matching.usecases import answering
from shared import clock, directory
from shared.web import forms
from shared.web.app import on_its_way
from shared.web.permissions import needs

pages = Blueprint("proposals", __name__, url_prefix="/matching")


@pages.get("/proposals")
@needs(permissions.STUDENT)
def mine() -> str:
    page = proposals.mine(g.viewer, request.args.get("after"))
    now = clock.now()
    rows = [reading.proposal(one, now) for one in page.items]
    following = f"/matching/proposals?after={page.next}" if page.next else None
    return render_template("matching/proposals.html", rows=rows, following=following)


@pages.get("/proposals/<proposal_id>")
@needs(permissions.STUDENT)
def show(proposal_id: str) -> ResponseReturnValue:
    if "after" in request.args and proposals.found(proposal_id) is None:
        return on_its_way()
    return render_template("matching/proposal.html", **_facts(proposal_id))


def _facts(proposal_id: str) -> dict[str, Any]:
    one = proposals.proposal(proposal_id, g.viewer)
    row = reading.proposal(one, clock.now())
    company = directory.organisation(one.organisation)
    seat = one.seat_of(g.viewer.person)
    return {
        "proposal": row,
        "company": company,
        "bars": [
            {"name": need["name"], "need": need["level"], "held": round(need["quality"] * need["level"], 1),
             "href": reading.place_of(need["skill"])}
            for need in row["coverage"]
        ],
        "common": _common(row["common_slots"]),
        "zone": students.zone_of(seat.school),
        "not_used": reading.said({"message": explain.NOT_USED}),
        "may_answer": seat.state == "asked" and not row["late"] and (one.live or one.state == "confirmed"),
        "may_withdraw": seat.state == "accepted" and one.live,
        "history": audit.history(one.id) if seat.holds else [],
    }  # fmt: skip


def _common(slots: list[int]) -> str:
    """The parts of the week that the whole team has free; single hours where no whole part is."""
    cells = cells_of(slots)
    whole = {day * 24 + hour for day, part in cells for hour in PARTS[part]}
    texts = [
        gettext("%(day)s %(part)s", day=gettext(words.DAYS[day]), part=gettext(words.PARTS[part]).lower())
        for day in range(7)
        for part in PARTS
        if (day, part) in cells
    ]
    texts += [f"{gettext(words.DAYS[hour // 24])} {hour % 24:02}:00" for hour in slots if hour not in whole]
    return reading.listed(texts)


@pages.get("/proposals/<proposal_id>/accept")
@needs(permissions.STUDENT)
def ask_accept(proposal_id: str) -> str:
    return render_template("matching/accept.html", **_facts(proposal_id))


@pages.post("/proposals/<proposal_id>/accept")
@needs(permissions.STUDENT)
def accept(proposal_id: str) -> ResponseReturnValue:
    answering.accept(proposal_id, g.viewer, clock.now())
    return redirect(f"/matching/proposals/{proposal_id}", 303)


@pages.get("/proposals/<proposal_id>/decline")
@needs(permissions.STUDENT)
def ask_decline(proposal_id: str) -> str:
    return _decline(proposal_id, forms.Form())


def _decline(proposal_id: str, form: forms.Form) -> str:
    return render_template("matching/decline.html", form=form, **_facts(proposal_id))


@pages.post("/proposals/<proposal_id>/decline")
@needs(permissions.STUDENT)
def decline(proposal_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        answering.decline(proposal_id, data.get("reason", ""), g.viewer, clock.now())
        return f"/matching/proposals/{proposal_id}"

    return forms.submit(schemas.Reason(), work, lambda form: _decline(proposal_id, form))
