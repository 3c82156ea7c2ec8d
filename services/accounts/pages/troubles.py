"""What the services could not do, with its age and reason, and the press that does it again."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions, schemas
from services.accounts.pages import reader
from services.accounts.store import troubles
from services.accounts.usecases import replays
from shared import clock
from shared.config import SERVICES
from shared.web import forms
from shared.web.links import with_query
from shared.web.permissions import needs

KINDS = ("event", "job")

pages = Blueprint("troubles", __name__, url_prefix="/accounts/admin/events")


@pages.get("")
@needs(permissions.OPERATE)
def show() -> str:
    return _show(forms.filled({"service": "projects", "partition": 0}))


def _show(form: forms.Form) -> str:
    service = request.args.get("service")
    service = service if service in SERVICES else None
    kind = request.args.get("kind")
    kind = kind if kind in KINDS else None
    page = troubles.faults(g.viewer, request.args.get("after"), 25, service, kind)
    here = "/accounts/admin/events"
    following = with_query(here, service=service, kind=kind, after=page.next) if page.next else None
    return render_template(
        "accounts/admin_events.html", rows=page.items, next=following, form=form, service=service, services=SERVICES,
        kind=kind, now=clock.now(), asked="asked" in request.args,
    )  # fmt: skip


@pages.post("/<fault_id>/replay")
@needs(permissions.OPERATE)
def replay(fault_id: str) -> ResponseReturnValue:
    replays.one(fault_id, g.viewer, clock.now())
    return reader.see_other("/accounts/admin/events?asked=1")


@pages.post("/replay")
@needs(permissions.OPERATE)
def replay_stretch() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        replays.stretch(data, g.viewer, clock.now())
        return "/accounts/admin/events?asked=1"

    return forms.submit(schemas.Stretch(), work, _show)
