"""What a reviewer has to do, late first; and the page on which a brief is decided."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from services.projects import kinds, permissions, readings
from services.projects.domain.brief import Brief
from services.projects.pages.arriving import or_on_its_way
from services.projects.pages.briefs import words_of
from services.projects.pages.turns import ball_of
from services.projects.quality import assess
from services.projects.schemas import briefs as schemas
from services.projects.store import audit, briefs, deadlines, teams
from services.projects.usecases import reviewing
from shared import clock, directory
from shared.web import forms
from shared.web.permissions import needs

pages = Blueprint("reviews", __name__, url_prefix="/projects")


@pages.get("/reviews")
@needs(permissions.SEE_REVIEWS)
def waiting() -> str:
    schools = directory.organisations(g.viewer.chosen_among(*deadlines.READERS))
    now = clock.now()
    return render_template(
        "projects/reviews.html", rows=readings.reviews(g.viewer, now), schools=schools, now=now
    )


@pages.get("/briefs/<brief_id>/review")
@needs(permissions.REVIEW_BRIEF)
@or_on_its_way
def show(brief_id: str) -> str:
    """Publishing is told to everybody, so that it is chosen by hand and is not what a slip of the thumb does."""
    found = briefs.brief(brief_id, g.viewer)
    return _show(found, forms.Form(values={"approval": "for_credit", "bidding_days": 7}))


def _show(found: Brief, form: forms.Form) -> str:
    viewer = g.viewer
    reviewer = (
        viewer.operator
        if found.reviewer is None
        else found.reviewer in viewer.organisations_as(*briefs.SCHOOL)
    )
    mine = briefs.my_approvals(found.id, viewer)
    return render_template(
        "projects/review.html", brief=found, form=form, quality=assess(found, found.region), now=clock.now(),
        ball=ball_of(found), decides=reviewer and found.state == "submitted", by_school=found.reviewer is not None,
        approvals=mine, asked=next((one for one in mine if one.state == "asked"), None),
        schools={one.id: one.name for one in directory.organisations(found.offered_to)},
        history=audit.history(found.id), warnings=_warnings(found), **words_of(found),
    )  # fmt: skip


def _warnings(found: Brief) -> list[str]:
    """What the law of a placement asks of the company, as far as it can be seen here."""
    company = directory.organisation(found.organisation)
    students = teams.placed_with(found.organisation) + found.teams * found.team_max
    staff = company.staff if company else None
    return kinds.placement_warnings(found.kind, found.region, students=students, staff=staff)


@pages.post("/briefs/<brief_id>/review")
@needs(permissions.REVIEW_BRIEF)
def review(brief_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        reviewing.review(brief_id, **data, viewer=g.viewer, now=clock.now())
        return "/projects/reviews?said=decided"

    found = briefs.brief(brief_id, g.viewer)
    return forms.submit(schemas.BriefReview(), work, lambda form: _show(found, form))


@pages.post("/briefs/<brief_id>/approval")
@needs(permissions.APPROVE)
def approve(brief_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        reviewing.approve(brief_id, **data, viewer=g.viewer, now=clock.now())
        return "/projects/reviews?said=decided"

    found = briefs.brief(brief_id, g.viewer)
    return forms.submit(schemas.Approve(), work, lambda form: _show(found, form))
