"""Open briefs, best fit first, one reason each; one brief: need against held, and the gap."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from services.matching import permissions, schemas
from services.matching.domain.briefs import Brief
from services.matching.pages import reading, words
from services.matching.store import bids, briefs, holdings
from services.matching.usecases import bidding
from shared import clock, directory
from shared.web import forms, links
from shared.web.app import on_its_way
from shared.web.errors import flatten
from shared.web.permissions import needs

pages = Blueprint("briefs", __name__, url_prefix="/matching")

FILTERS = ("q", "trade", "weeks", "remote", "language")
WEEKS = (4, 6, 8, 12, 18)


@pages.get("/briefs")
@needs(permissions.STUDENT)
def find() -> ResponseReturnValue:
    schema = schemas.BriefQuery()
    given = {name: text for name in (*FILTERS, "after") if (text := request.args.get(name, "").strip())}
    wrong = schema.validate(given)
    form = forms.Form(values=given, errors=flatten(wrong) if wrong else {})
    query: Mapping[str, Any] = schema.load({} if wrong else given)
    found = briefs.open_for(g.viewer)
    page = reading.open_briefs(found, query, clock.now())
    kept = {name: given[name] for name in FILTERS if name in given}
    following = links.with_query("/matching/briefs", **kept, after=page.next) if page.next else None
    names = {one.id: one.name for one in directory.organisations({row["organisation"] for row in page.items})}
    body = render_template(
        "matching/briefs.html", rows=[_line(row, names) for row in page.items], form=form, following=following,
        filtered=bool(kept), choices=_choices(found), bare=not holdings.mine(g.viewer),
        listed=set(bids.bid_list(g.viewer).order),
    )  # fmt: skip
    return body, 422 if wrong else 200


def _line(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        **row,
        "company": names.get(row["organisation"], ""),
        "trade_word": words.word(words.TRADES, row["trade"]),
        "place_word": words.place(row["remote"], row["place"]),
        "score_percent": round(100 * row["fit"]["score"]),
    }


def _choices(found: Sequence[Brief]) -> dict[str, list[tuple[str, str]]]:
    """Only what there is to be found; "remote" has both sides."""
    trades = sorted({one.trade for one in found})
    spoken = sorted({code for one in found for code in one.languages or [one.language]})
    return {
        "trade": [(key, words.word(words.TRADES, key)) for key in trades],
        "language": [(code, words.language_name(code)) for code in spoken],
        "weeks": [(str(n), gettext("at most %(weeks)s weeks", weeks=n)) for n in WEEKS],
        "remote": [("true", gettext("Remote")), ("false", gettext("On site"))],
    }


@pages.get("/briefs/<brief_id>")
@needs(permissions.STUDENT)
def show(brief_id: str) -> ResponseReturnValue:
    if "after" in request.args and briefs.found(brief_id) is None:
        return on_its_way()
    row = reading.brief(brief_id, clock.now().date())
    company = directory.organisation(row["organisation"])
    bars = [
        {**bar, "href": reading.place_of(bar["uri"]), "held": round(bar["held"], 1), "note": _note(bar)}
        for bar in row["fit"]["needs"]
    ]
    return render_template(
        "matching/brief.html",
        brief=_line(row, {company.id: company.name} if company else {}),
        company=company,
        bars=bars,
        kind=words.word(words.KINDS, row["kind"]),
        risk=words.word(words.RISKS, row["risk"]),
        place=words.place(row["remote"], row["place"]),
        spoken=reading.listed([words.language_name(code) for code in row["languages"]]),
        takes_bids=row["state"] == "open" and clock.now() < row["bidding_until"],
        listed=brief_id in bids.bid_list(g.viewer).order,
    )


def _note(bar: Mapping[str, Any]) -> str:
    return gettext("by %(skill)s", skill=bar["by"]) if bar["by"] else ""


@pages.post("/briefs/<brief_id>/bid")
@needs(permissions.STUDENT)
def bid(brief_id: str) -> ResponseReturnValue:
    bidding.add(brief_id, g.viewer, clock.now())
    return redirect("/matching/bids", 303)
