"""Employers: people by confirmed skill, and the consented view of one."""

from dataclasses import replace

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from services.portfolio import axes, permissions, schemas
from services.portfolio.domain.contacts import NOT_AGAIN, PURPOSES
from services.portfolio.domain.wishes import WANTED, Wanted
from services.portfolio.store import contacts
from services.portfolio.usecases import finding
from shared import clock, directory
from shared.trades import trade_names
from shared.web import forms, links
from shared.web.context import skill
from shared.web.errors import flatten
from shared.web.i18n import language
from shared.web.permissions import needs

WISHES = ("trade", "place", "by")
pages = Blueprint("search", __name__, url_prefix="/portfolio")


@pages.get("/search")
@needs(permissions.SEARCH)
def find() -> ResponseReturnValue:
    if missing := finding.lacks(g.viewer):
        return not_yet(missing), 403
    asked = request.args.get("skill", "") or request.args.get("q", "")
    typed = {"skill": asked, "level": request.args.get("level") or "1", "after": request.args.get("after")}
    typed |= {name: request.args.get(name, "").strip() for name in WISHES}
    form = forms.Form(values=typed)
    try:
        wanted = schemas.Search().load({name: value for name, value in typed.items() if value})
    except ValidationError as error:
        return search_page(forms.Form(values=typed, errors=flatten(error.messages)), None), 422
    if not wanted["skill"]:
        return search_page(form, None)
    sought = Wanted(**{name: wanted[name] for name in WANTED})
    found = finding.find(sought, wanted["after"], 25, g.viewer, clock.now())
    return search_page(form, found)


def not_yet(missing: str) -> str:
    """Why nobody is shown yet, who changes that, and how."""
    mine = directory.organisations(g.viewer.chosen_among(*finding.SEARCHERS))
    return render_template("portfolio/not_yet.html", lacks=missing, organisations=mine)


def search_page(form: forms.Form, found: finding.Results | None) -> str:
    also = {name: form.values[name] for name in ("level", *WISHES) if form.values.get(name)}
    following = None
    if found is not None and found.next:
        following = links.with_query(
            "/portfolio/search", skill=form.values["skill"], **also, after=found.next
        )
    known = finding.offered(g.viewer, clock.now())
    named = {one["uri"]: skill(one["label"]) for one in known}
    values = {**form.values, "skill": named.get(form.values["skill"], form.values["skill"])}
    return render_template(
        "portfolio/search.html", form=replace(form, values=values), found=found, next=following, skills=known,
        also=also, trades=trade_names(language()),
    )  # fmt: skip


@pages.get("/people/<person_id>")
@needs(permissions.SEARCH)
def show(person_id: str) -> ResponseReturnValue:
    if missing := finding.lacks(g.viewer):
        return not_yet(missing), 403
    return person_page(person_id, forms.Form())


def person_page(person_id: str, form: forms.Form) -> str:
    """With the form that asks for contact, or the request that stands."""
    seen, now = finding.published_profile(person_id, g.viewer, clock.now()), clock.now()
    mine = directory.organisations(g.viewer.chosen_among(*finding.SEARCHERS))
    return render_template(
        "portfolio/person.html", seen=seen, trades=trade_names(language()), skills=axes.radar(seen.items),
        robots="noindex", form=form, purposes=PURPOSES,
        asks=[one for one in mine if not one.suspended], own=person_id == g.viewer.person,
        before=contacts.last([one.id for one in mine], person_id), not_again=now - NOT_AGAIN,
    )  # fmt: skip
