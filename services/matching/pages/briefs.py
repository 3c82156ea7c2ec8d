"""Open briefs, best fit first, one reason each; one brief: need against held, and the gap."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from services.matching import permissions, schemas
from services.matching.domain.briefs import Brief
from services.matching.pages import finding, reading, words
from services.matching.store import bids, briefs, holdings
from services.matching.usecases import bidding
from shared import clock, directory
from shared.messages import N_
from shared.web import forms, links
from shared.web.app import on_its_way
from shared.web.errors import flatten
from shared.web.permissions import needs

pages = Blueprint("briefs", __name__, url_prefix="/matching")

FILTERS = {
    "q": N_("Words of the task"), "trade": N_("Trade"), "skill": N_("Skill"), "weeks": N_("Length"),
    "place": N_("Place"), "language": N_("Language"), "credit": N_("Credit"), "paid": N_("Pay"),
}  # fmt: skip
"""What a list is narrowed by, as its fields are called."""

WEEKS = (4, 6, 8, 12, 18)
MOST_SKILLS = 60
ORDERS = {"fit": N_("Best fit first"), "ends": N_("Bidding ends soonest"), "weeks": N_("Shortest first")}


@pages.get("/briefs")
@needs(permissions.STUDENT)
def find() -> ResponseReturnValue:
    schema = schemas.BriefQuery()
    given = {
        name: text for name in (*FILTERS, "sort", "after") if (text := request.args.get(name, "").strip())
    }
    wrong = schema.validate(given)
    form = forms.Form(values=given, errors=flatten(wrong) if wrong else {})
    query: Mapping[str, Any] = schema.load({} if wrong else given)
    found = briefs.open_for(g.viewer)
    listed = finding.open_briefs(query, clock.now(), found)
    page, kept = listed.page, {name: text for name, text in given.items() if name != "after"}
    following = links.with_query("/matching/briefs", **{**kept, "after": page.next}) if page.next else None
    names = {one.id: one.name for one in directory.organisations({row["organisation"] for row in page.items})}
    body = render_template(
        "matching/briefs.html", rows=[_line(row, names) for row in page.items], form=form, following=following,
        narrowed=[name for name in FILTERS if name in kept], choices=_choices(found, given),
        drops=_drops(kept, listed.without), bare=not holdings.mine(g.viewer),
        listed=set(bids.bid_list(g.viewer).order),
    )  # fmt: skip
    return body, 422 if wrong else 200


def _drops(kept: Mapping[str, str], without: Mapping[str, int]) -> list[dict[str, Any]]:
    """The filters that alone keep everything out, each with the way to the list without it."""
    return [
        {
            "label": gettext(FILTERS[name]),
            "count": count,
            "href": links.with_query("/matching/briefs", **{**kept, name: None}),
        }
        for name, count in without.items()
    ]


def _line(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        **row,
        "company": names.get(row["organisation"], ""),
        "trade_word": words.word(words.TRADES, row["trade"]),
        "place_word": words.place(row["remote"], row["place"]),
        "score_percent": round(100 * row["fit"]["score"]),
    }


def _choices(found: Sequence[Brief], given: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Only what there is to be found, of skills those that most briefs ask for; and always what was chosen."""
    trades = sorted({one.trade for one in found})
    spoken = sorted({code for one in found for code in one.languages or [one.language]})
    asked = Counter(row["uri"] for one in found for row in one.skills).most_common(MOST_SKILLS)
    skills = {uri for uri, _ in asked} | ({given["skill"]} if "skill" in given else set())
    return {
        "trade": [(key, words.word(words.TRADES, key)) for key in trades],
        "skill": sorted(((uri, reading.name_of(uri)) for uri in skills), key=lambda row: row[1].casefold()),
        "language": [(code, words.language_name(code)) for code in spoken],
        "weeks": [(str(n), gettext("at most %(weeks)s weeks", weeks=n)) for n in WEEKS],
        "place": [(key, gettext(name)) for key, name in words.PLACES.items()],
        "credit": [("for_credit", gettext("For credit")), ("without_credit", gettext("Without credit"))],
        "paid": [("true", gettext("Paid")), ("false", gettext("Unpaid"))],
        "sort": [(key, gettext(name)) for key, name in ORDERS.items()],
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
        wanted=reading.wanted(row),
        spoken=reading.listed([words.language_name(code) for code in row["languages"]]),
        takes_bids=row["state"] == "open" and clock.now() < row["bidding_until"],
        listed=brief_id in bids.bid_list(g.viewer).order,
    )


def _note(bar: Mapping[str, Any]) -> str:
    return gettext("by %(skill)s", skill=bar["by"]) if bar["by"] else ""


@pages.post("/briefs/<brief_id>/bid")
@needs(permissions.STUDENT)
def bid(brief_id: str) -> ResponseReturnValue:
    """With ``place`` it is put back where it stood."""
    bidding.add(brief_id, g.viewer, clock.now(), request.form.get("place", type=int))
    return redirect("/matching/bids", 303)
