"""The days that a school gives its people and its students to act."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from services.projects import permissions, readings
from services.projects.domain.deadlines import Deadlines
from services.projects.schemas import deadlines as schemas
from services.projects.store import audit
from services.projects.store import deadlines as store
from services.projects.usecases import deadlines
from shared import clock, directory
from shared.web import forms
from shared.web.permissions import needs

pages = Blueprint("deadlines", __name__, url_prefix="/projects")


@pages.get("/schools/<school_id>/deadlines")
@needs(permissions.SEE_DEADLINES)
def show(school_id: str) -> str:
    kept = store.read(school_id, g.viewer)
    return _page(kept, forms.filled({**kept.days, "version": kept.version}))


def _page(kept: Deadlines, form: forms.Form) -> str:
    return render_template(
        "projects/deadlines.html", form=form, rows=readings.deadlines(kept)["items"], kept=kept,
        school=directory.organisation(kept.id), keeps=kept.id in g.viewer.organisations_as("school_admin"),
        saved="saved" in request.args, history=audit.history(kept.id),
    )  # fmt: skip


@pages.post("/schools/<school_id>/deadlines")
@needs(permissions.KEEP_DEADLINES)
def keep(school_id: str) -> ResponseReturnValue:
    kept = store.read(school_id, g.viewer)

    def work(data: Mapping[str, Any]) -> str:
        given = {key: own for key, own in data.items() if key != "version"}
        deadlines.set_days(school_id, given, data["version"], g.viewer, clock.now())
        return f"/projects/schools/{school_id}/deadlines?saved=1"

    return forms.submit(schemas.DeadlinesForm(), work, lambda form: _page(kept, form))
