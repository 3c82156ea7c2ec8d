"""What an operator sees of a person: id and states; with an access, which has its reason, what is kept of them."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions, schemas
from services.accounts.pages import reader
from services.accounts.store import access, audit, organisations
from services.accounts.store import people as store
from services.accounts.usecases import opening, people, second_factor
from shared import clock
from shared.errors import NotFound
from shared.messages import N_
from shared.web import forms
from shared.web.links import safe_next, with_query
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("oversight", __name__, url_prefix="/accounts/admin/people")


@pages.get("")
@needs(permissions.OPERATE)
def find() -> str:
    return _find(forms.Form())


def _find(form: forms.Form) -> str:
    """No list of people: whom one looks for, one knows by id or by the exact address."""
    mine = access.open_ones(g.viewer.person, clock.now())
    return render_template("accounts/admin_people.html", form=form, open_ones=mine)


@pages.post("")
@needs(permissions.OPERATE)
def find_and_open() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        opened = opening.find_and_open(data["who"], data["reason"], g.viewer, clock.now())
        return f"/accounts/admin/people/{opened.access.person}"

    return forms.submit(schemas.Search(), work, _find)


@pages.get("/<person_id>")
@needs(permissions.OPERATE)
def show(person_id: str) -> str:
    return _person(person_id)(forms.Form())


def _person(person_id: str) -> Callable[[forms.Form], str]:
    """Without an access: id, state, organisations. ``back``: the object's page that led here."""
    if not store.exists(person_id):
        raise NotFound(N_("There is no such person."))
    now, opened = clock.now(), person_id in g.viewer.looks_at
    mine = [one for one in access.open_ones(g.viewer.person, now) if one.person == person_id]
    memberships = organisations.memberships_of(person_id, ("active", "pending"))
    facts = {
        "id": person_id, "suspended": store.is_suspended(person_id), "memberships": memberships,
        "names": organisations.names(one.organisation for one in memberships), "held": mine[0] if mine else None,
        "own": person_id == g.viewer.person, "back": safe_next(request.values.get("back"), ""),
        "person": store.person(person_id) if opened else None, "second_step": store.person(person_id).second_factor,
        "history": audit.history(person_id) if opened else [],
    }  # fmt: skip
    return lambda form: render_template("accounts/admin_person.html", form=form, **facts)


@pages.post("/<person_id>/access")
@needs(permissions.OPERATE)
@once
def open_access(person_id: str) -> ResponseReturnValue:
    """Back to the object's page, which shows it as soon as its service has heard."""

    def work(data: Mapping[str, Any]) -> str:
        opened = opening.open_access(person_id, data["reason"], g.viewer, clock.now())
        back = safe_next(data["back"], "").partition("?")[0]
        return with_query(back, after=opened.event) if back else f"/accounts/admin/people/{person_id}"

    return forms.submit(schemas.Opening(), work, _person(person_id))


@pages.post("/<person_id>/close")
@needs(permissions.OPERATE)
def close_access(person_id: str) -> ResponseReturnValue:
    for held in access.open_ones(g.viewer.person, clock.now()):
        if held.person == person_id:
            opening.close(held.id, g.viewer, clock.now())
    return reader.see_other("/accounts/admin/people")


@pages.get("/<person_id>/standing")
@needs(permissions.OPERATE)
def standing(person_id: str) -> str:
    return _standing(person_id)(forms.Form())


def _standing(person_id: str) -> Callable[[forms.Form], str]:
    """The account's id and state; who it is stays unsaid."""
    if not store.exists(person_id):
        raise NotFound(N_("There is no such person."))
    place = f"/accounts/admin/people/{person_id}"
    facts = {
        "title": person_id, "suspended": store.is_suspended(person_id), "of": "account", "back": place,
        "action": f"{place}/standing",
    }  # fmt: skip
    return lambda form: render_template("accounts/standing.html", form=form, history=[], **facts)


@pages.post("/<person_id>/standing")
@needs(permissions.OPERATE)
def change_standing(person_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        people.change_standing(person_id, data["suspended"], data["reason"], g.viewer, clock.now())
        return f"/accounts/admin/people/{person_id}"

    return forms.submit(schemas.Standing(), work, _standing(person_id))


@pages.get("/<person_id>/second-step")
@needs(permissions.OPERATE)
def second_step(person_id: str) -> str:
    return _second_step(person_id)(forms.Form())


def _second_step(person_id: str) -> Callable[[forms.Form], str]:
    """Whether there is one; who it is stays unsaid."""
    if not store.exists(person_id):
        raise NotFound(N_("There is no such person."))
    found = store.person(person_id).second_factor
    return lambda form: render_template(
        "accounts/admin_second_step.html",
        form=form,
        id=person_id,
        found=found,
        own=person_id == g.viewer.person,
    )


@pages.post("/<person_id>/second-step")
@needs(permissions.OPERATE)
def take_second_step_away(person_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        second_factor.take_away(person_id, data["reason"], g.viewer.person, clock.now())
        return f"/accounts/admin/people/{person_id}"

    return forms.submit(schemas.Reason(), work, _second_step(person_id))
