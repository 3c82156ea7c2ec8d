"""What I state for a round's fairness report, freely: seen by me alone, counted once, deleted with the report."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from services.matching import permissions
from services.matching.domain.stated import MAY_STATE, kinds_of
from services.matching.store import stated
from services.matching.usecases import stating
from shared import clock
from shared.errors import Invalid
from shared.web import forms
from shared.web.permissions import needs

pages = Blueprint("stated", __name__, url_prefix="/matching/rounds/<round_id>/groups")


@pages.get("")
@needs(permissions.STUDENT)
def show(round_id: str) -> str:
    """Of what was not stated "rather not say" is chosen; no consent is ever ticked beforehand."""
    seen = seen_by(round_id)
    return _show(round_id, forms.filled({kind["key"]: "" for kind in seen["offered"]} | seen["stated"]))


def seen_by(round_id: str) -> dict[str, Any]:
    """Of the viewer: what is offered in the round's region, and what they stated."""
    one = stating.round_of(round_id, g.viewer)
    found = stated.mine(one.id, g.viewer)
    return {
        "round": one.id, "name": one.name, "open": one.state in MAY_STATE, "at": found.at if found else None,
        "stated": dict(found.groups) if found else {},
        "offered": [
            {"key": kind.key, "name": gettext(kind.name), "source": kind.source,
             "groups": [{"key": key, "name": gettext(name)} for key, name in kind.groups.items()]}
            for kind in kinds_of(one.region)
        ],
    }  # fmt: skip


def _show(round_id: str, form: forms.Form) -> str:
    return render_template("matching/round_groups.html", seen=seen_by(round_id), form=form)


@pages.post("")
@needs(permissions.STUDENT)
def state(round_id: str) -> ResponseReturnValue:
    given = _given(round_id)
    try:
        stating.state(round_id, given, "consent" in request.form, g.viewer, clock.now())
    except Invalid as error:
        values: Mapping[str, Any] = {**given, "consent": request.form.get("consent", "")}
        return _show(round_id, forms.filled(values).wrong(error)), 422
    return redirect(f"/matching/rounds/{round_id}/groups#kept", 303)


def _given(round_id: str) -> dict[str, str]:
    one = stating.round_of(round_id, g.viewer)
    return {kind.key: request.form.get(kind.key, "") for kind in kinds_of(one.region)}


@pages.post("/take-back")
@needs(permissions.STUDENT)
def take_back(round_id: str) -> ResponseReturnValue:
    stating.take_back(round_id, g.viewer, clock.now())
    return redirect(f"/matching/rounds/{round_id}/groups", 303)
