"""Deputies: who stands in for me, for whom I do, and a form that names one."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from services.accounts import permissions, schemas
from services.accounts.pages import reader
from services.accounts.store import deputies as store
from services.accounts.store import organisations, people
from services.accounts.usecases import deputising
from shared import clock
from shared.web import forms
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("deputies", __name__, url_prefix="/accounts/deputies")


SOON = timedelta(days=14)


def standing_in(until: datetime | None = None) -> list[dict[str, Any]]:
    """As home and the page of deputies show them: {id, mine, other, organisation, begins, ends, state}. ``until``: only
    those that have begun by then."""
    now = clock.now()
    found = [one for one in store.of(g.viewer, now) if until is None or one.begins <= until]
    names = organisations.names(one.organisation for one in found)
    return [
        {
            "id": one.id, "mine": one.person == g.viewer.person, "begins": one.begins, "ends": one.ends,
            "other": one.deputy if one.person == g.viewer.person else one.person, "state": one.state(now),
            "organisation": names.get(one.organisation, ""),
        }
        for one in found
    ]  # fmt: skip


@pages.get("")
@needs(permissions.SIGNED_IN)
def show() -> str:
    return _show(forms.Form())


def _show(form: forms.Form) -> str:
    """The form is for the organisation that is chosen."""
    current = reader.current_organisation()
    found = deputising.colleagues(current, g.viewer) if current else []
    named = sorted(people.names(one.person for one in found).items(), key=_by_name)
    return render_template(
        "accounts/deputies.html", rows=standing_in(), form=form, current=current, colleagues=named,
        today=clock.now().date().isoformat(),
    )  # fmt: skip


def _by_name(row: tuple[str, str]) -> tuple[str, str]:
    return row[1], row[0]


@pages.post("")
@needs(permissions.SIGNED_IN)
@once
def name() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        deputising.name(**data, viewer=g.viewer, now=clock.now())
        return "/accounts/deputies"

    return forms.submit(schemas.NewDeputy(), work, _show)


@pages.post("/<deputy_id>/end")
@needs(permissions.SIGNED_IN)
def end(deputy_id: str) -> ResponseReturnValue:
    deputising.end(deputy_id, g.viewer, clock.now())
    return reader.see_other("/accounts/deputies")
