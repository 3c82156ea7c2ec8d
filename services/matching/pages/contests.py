"""A contested place, for whoever decides: what the student says, what decided, and where there is room."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from services.matching import permissions, schemas
from services.matching.pages import reading
from services.matching.store import briefs, contests, proposals, rounds
from services.matching.usecases import contesting
from shared import clock
from shared.web import forms
from shared.web.permissions import needs

pages = Blueprint("contests", __name__, url_prefix="/matching/rounds/<round_id>/contests")


@pages.get("/<contest_id>")
@needs(permissions.HOLD_ROUNDS)
def show(round_id: str, contest_id: str) -> str:
    return _page(round_id, contest_id, forms.Form())


def _page(round_id: str, contest_id: str, form: forms.Form) -> str:
    one, found = rounds.round_of(round_id, g.viewer), contests.contest(round_id, contest_id, g.viewer)
    proposal = proposals.found(found["proposal"])
    seat = proposal.seat(found["seat"]) if proposal else None
    return render_template(
        "matching/contest_decide.html",
        round=one,
        contest=found,
        proposal=proposal,
        reasons=[reading.said(each) for each in seat.reasons] if seat else [],
        first=reading.said(seat.first) if seat else None,
        would=reading.would(seat.would) if seat else None,
        room=_room(one.id, found["proposal"]),
        form=form,
    )


def _room(round_id: str, but: str) -> list[tuple[str, str]]:
    """The teams of the round that can take one more in."""
    live = [one for one in proposals.of_round(round_id) if one.live and not one.vacant and one.id != but]
    known = {one.brief: briefs.found(one.brief) for one in live}
    return [
        (one.id, one.title)
        for one in live
        if (brief := known[one.brief]) is not None and len(one.members) < brief.team_max
    ]


@pages.post("/<contest_id>")
@needs(permissions.HOLD_ROUNDS)
def decide(round_id: str, contest_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        contesting.decide(round_id, contest_id, data["to"] or None, data["reason"], g.viewer, clock.now())
        return f"/matching/rounds/{round_id}"

    return forms.submit(schemas.Decision(), work, lambda form: _page(round_id, contest_id, form))
