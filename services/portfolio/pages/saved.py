"""Saved searches: run one, remove one; save the search that one has before oneself."""

from typing import Any

from flask import Blueprint, g, redirect, render_template
from flask.typing import ResponseReturnValue

from services.portfolio import permissions
from services.portfolio.pages import search
from services.portfolio.schemas import saved as schemas
from services.portfolio.store import saved as store
from services.portfolio.usecases import saved
from shared import clock
from shared.trades import trade_names
from shared.web import forms, links
from shared.web.i18n import language
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("saved", __name__, url_prefix="/portfolio/saved")


@pages.get("")
@needs(permissions.SEARCH)
def list_saved() -> str:
    rows, trades = store.of_person(g.viewer.person), dict(trade_names(language()))
    return render_template("portfolio/saved.html", rows=rows, trades=trades)


@pages.post("")
@needs(permissions.SEARCH)
@once
def save() -> ResponseReturnValue:
    def work(data: Any) -> str:
        saved.save(data, g.viewer, clock.now())
        return "/portfolio/saved"

    return forms.submit(schemas.SaveSearch(), work, lambda form: search.search_page(form, None))


@pages.post("/<saved_id>/look")
@needs(permissions.SEARCH)
def look(saved_id: str) -> ResponseReturnValue:
    found = saved.look(saved_id, g.viewer, clock.now())
    wishes = {name: getattr(found, name) or None for name in search.WISHES}
    place = links.with_query("/portfolio/search", skill=found.skill, level=found.level, **wishes)
    return redirect(place, 303)


@pages.post("/<saved_id>/remove")
@needs(permissions.SEARCH)
def remove(saved_id: str) -> ResponseReturnValue:
    saved.remove(saved_id, g.viewer, clock.now())
    return redirect("/portfolio/saved", 303)
