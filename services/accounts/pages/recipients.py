"""/accounts/recipients/SHARE: for whom a share is, by mail address, which the service that shows it never sees."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions, schemas
from services.accounts.usecases import recipients
from shared import clock
from shared.errors import NotFound
from shared.web import forms
from shared.web.app import on_its_way
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("recipients", __name__, url_prefix="/accounts/recipients")


@pages.get("/<share_id>")
@needs(permissions.SIGNED_IN)
def show(share_id: str) -> ResponseReturnValue:
    try:
        return _show(share_id, forms.Form())
    except NotFound:
        if "after" in request.args:
            return on_its_way()
        raise


def _show(share_id: str, form: forms.Form) -> str:
    share = recipients.share_of(share_id, g.viewer, clock.now())
    return render_template("accounts/recipient.html", share=share, form=form)


@pages.post("/<share_id>")
@needs(permissions.SIGNED_IN)
@once
def name(share_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        event = recipients.name(share_id, data["mail"], g.viewer, clock.now())
        return f"/portfolio/shares?addressed={event}"

    return forms.submit(schemas.Reset(), work, lambda form: _show(share_id, form))
