"""Merging a duplicate: the operator names the organisation that stays, sees what would move, and confirms by name."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions, schemas
from services.accounts.store import merging as store
from services.accounts.store import organisations
from services.accounts.usecases import merging
from shared import clock, merged
from shared.errors import Conflict, Invalid
from shared.web import forms
from shared.web.permissions import needs

pages = Blueprint("merging", __name__, url_prefix="/accounts/admin/orgs")
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pages.before_app_request
def lead_on() -> ResponseReturnValue | None:
    """An address that names a duplicate leads to the organisation that stays, for whoever may see that."""
    named = (request.view_args or {}).get("organisation_id", "")
    if not named or g.viewer is None or not (g.viewer.operator or named in g.viewer.former):
        return None
    into = merged.current(named)
    return redirect(request.full_path.rstrip("?").replace(named, into, 1), 308) if into != named else None


@pages.get("/<organisation_id>/merge")
@needs(permissions.OPERATE)
def ask(organisation_id: str) -> ResponseReturnValue:
    """``into``: the id of the one that stays, or the address of its page."""
    named = request.args.get("into", "").strip()
    if not named:
        return _ask(organisation_id, forms.Form())
    found = _ID.search(named)
    try:
        return _preview(organisation_id, found[0] if found else named, forms.Form())
    except Conflict as error:
        why: Any = {"message": error.message, "params": error.params}
        return _ask(organisation_id, _form(named).wrong(Invalid({"into": why}))), error.status
    except Invalid as error:
        return _ask(organisation_id, _form(named).wrong(error)), error.status


def _form(named: str) -> forms.Form:
    return forms.Form(values={"into": named})


def _ask(organisation_id: str, form: forms.Form) -> str:
    found = organisations.organisation(organisation_id, g.viewer)
    return render_template("accounts/merge.html", organisation=found, form=form, alike=store.alike(found))


def _preview(organisation_id: str, into: str, form: forms.Form) -> str:
    found = merging.preview(organisation_id, into, g.viewer)
    return render_template("accounts/merge_confirm.html", preview=found, form=form)


@pages.post("/<organisation_id>/merge")
@needs(permissions.OPERATE)
def merge(organisation_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        survivor = merging.merge(organisation_id, data, g.viewer, clock.now())
        return f"/accounts/orgs/{survivor.id}/history"

    into = request.form.get("into", "")
    return forms.submit(schemas.Merge(), work, lambda form: _preview(organisation_id, into, form))
