"""A company reads who bids on its brief while bids are taken: those who agreed, ranked, with reasons."""

from typing import Any

from flask import Blueprint, g, redirect, render_template
from flask.typing import ResponseReturnValue

from services.matching import permissions
from services.matching.domain.briefs import Brief
from services.matching.pages import reading
from services.matching.store import standings
from services.matching.usecases import standing
from shared import clock, directory
from shared.web.permissions import needs

pages = Blueprint("candidates", __name__, url_prefix="/matching")


@pages.get("/briefs/<brief_id>/candidates")
@needs(permissions.COMPANY)
def show(brief_id: str) -> str:
    brief = standings.brief_of_company(brief_id, g.viewer)
    return render_template(
        "matching/candidates.html", brief=brief, rows=rows_of(brief), opens=brief.takes_bids(clock.now())
    )


def rows_of(brief: Brief) -> list[dict[str, Any]]:
    """Place, person, school and reasons of each, as pages and API show them."""
    found = standing.candidates(brief, clock.now())
    schools = {one.id: one.name for one in directory.organisations({row.school for row in found})}
    return [
        {
            "place": place, "person": row.person, "school": schools.get(row.school, ""), "adds": row.adds,
            "covers": row.covers, "reasons": [reading.said(each) for each in row.reasons],
        }
        for place, row in enumerate(found, start=1)
    ]  # fmt: skip


@pages.post("/bids/<brief_id>/<any(show, hide):way>")
@needs(permissions.STUDENT)
def agree(brief_id: str, way: str) -> ResponseReturnValue:
    act = standing.show if way == "show" else standing.hide
    act(brief_id, g.viewer, clock.now())
    return redirect(f"/matching/bids#bid-{brief_id}", 303)
