"""Who took me on: my records, and one of them, which the company confirms."""

from typing import Any

from flask import Blueprint, g, redirect, render_template
from flask.typing import ResponseReturnValue

from services.portfolio import permissions
from services.portfolio.domain.hires import KINDS, Hire
from services.portfolio.schemas import hires as schemas
from services.portfolio.store import hires as store
from services.portfolio.usecases import hires
from services.portfolio.usecases.finding import SEARCHERS
from shared import clock, directory
from shared.web import forms
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("hires", __name__, url_prefix="/portfolio/hires")


@pages.get("")
@needs(permissions.OWN)
def list_hires() -> str:
    return _list(forms.Form())


def _list(form: forms.Form) -> str:
    rows = store.of_person(g.viewer.person)
    companies = directory.organisations(store.companies(g.viewer.person))
    return render_template(
        "portfolio/hires.html", rows=[_seen(one) for one in rows], companies=companies, kinds=KINDS, form=form
    )


def _seen(hire: Hire) -> dict[str, Any]:
    company = directory.organisation(hire.organisation)
    return vars(hire) | {"company": company.name if company else ""}


@pages.post("")
@needs(permissions.OWN)
@once
def state() -> ResponseReturnValue:
    def work(data: Any) -> str:
        return f"/portfolio/hires/{hires.state(data, g.viewer, clock.now()).id}"

    return forms.submit(schemas.NewHire(), work, _list)


@pages.get("/<hire_id>")
@needs(permissions.OWN)
def show(hire_id: str) -> str:
    found = hires.hire(hire_id, g.viewer, clock.now())
    own = found.person == g.viewer.person
    may = not own and any(g.viewer.has(role, found.organisation) for role in SEARCHERS)
    return render_template(
        "portfolio/hire.html", hire=_seen(found), own=own, may_confirm=may, kinds=KINDS, now=clock.now(),
        then=hires.STAYS,
    )  # fmt: skip


@pages.post("/<hire_id>/confirm")
@needs(permissions.SEARCH)
def confirm(hire_id: str) -> ResponseReturnValue:
    hires.confirm(hire_id, g.viewer, clock.now())
    return redirect(f"/portfolio/hires/{hire_id}", 303)


@pages.post("/<hire_id>/remove")
@needs(permissions.OWN)
def remove(hire_id: str) -> ResponseReturnValue:
    hires.remove(hire_id, g.viewer, clock.now())
    return redirect("/portfolio/hires", 303)
