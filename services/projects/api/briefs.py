"""Briefs: writing, reading, handing in, ending."""

from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import gettext

from services.projects import permissions, readings, trades
from services.projects.api.blueprint import blueprint
from services.projects.pages.beginning import template
from services.projects.quality import assess
from services.projects.schemas import briefs as schemas
from services.projects.schemas import shown, skills
from services.projects.store import audit, briefs
from services.projects.usecases import bidding, drafting
from shared import clock, directory, mongo
from shared.skillnames import search
from shared.web.i18n import LANGUAGES, language


@blueprint.operation("GET", "/trades", permissions.SIGNED_IN, gives=shown.Trades)
def list_trades() -> dict[str, Any]:
    """Briefs to begin with, by trade, in the reader's language"""
    return {"items": trades.trades(LANGUAGES[language()])}


@blueprint.operation(
    "GET", "/skills", permissions.SIGNED_IN, query=skills.SkillQuery, gives=skills.FoundSkills
)
def search_skills(query: Mapping[str, Any]) -> dict[str, Any]:
    """Skills that a brief can name, by words of any of their names"""
    found = search(query["q"], language(), query["limit"])
    return {"items": [{**row, "label": row["en"]} for row in found]}


@blueprint.operation("GET", "/schools", permissions.POST, gives=shown.Schools)
def list_schools() -> dict[str, Any]:
    """Schools of my organisations' regions, to which a brief can be offered"""
    mine = directory.organisations(g.viewer.organisations_as(*briefs.OWNERS))
    regions = dict.fromkeys(one.region for one in mine)
    return {"items": [school for region in regions for school in directory.schools(region)]}


@blueprint.operation(
    "POST", "/briefs", permissions.POST, takes=schemas.NewBrief, gives=schemas.Brief, status=201, creates=True
)
def create_brief(data: Mapping[str, Any]) -> Any:
    """Begin a brief: from a template, from an old one of ours, or from nothing"""
    terms = {"lang": language(), **template(data.get("template"))}
    terms |= {
        name: value for name, value in data.items() if name not in ("template", "copy_of", "organisation")
    }
    made = drafting.create(terms, data.get("organisation"), data.get("copy_of"), g.viewer, clock.now())
    return mongo.converter.unstructure(made), 201, {"Location": f"/projects/api/v1/briefs/{made.id}"}


@blueprint.operation(
    "GET", "/briefs", permissions.POST, query=schemas.ListQuery, gives=schemas.Rows,
    depends_on=lambda: (g.viewer.organisations, briefs.newest_change(g.viewer)),
)  # fmt: skip
def list_briefs(query: Mapping[str, Any]) -> Any:
    """My organisations' briefs, the last changed first"""
    return briefs.listed(g.viewer, query["after"], query["limit"], query["state"])


@blueprint.operation("GET", "/briefs/<brief_id>", permissions.SEE_BRIEFS, gives=schemas.Brief)
def show_brief(brief_id: str) -> Any:
    """One brief of my company, or offered to my school"""
    return readings.brief(briefs.brief(brief_id, g.viewer), g.viewer)


@blueprint.operation(
    "PATCH", "/briefs/<brief_id>", permissions.POST, takes=schemas.Terms, gives=schemas.Brief, edits=True
)
def change_brief(data: Mapping[str, Any], brief_id: str, expected_version: int) -> Any:
    """Change a draft, or publish a new edition of a published brief"""
    return drafting.edit(brief_id, data, expected_version, g.viewer, clock.now())


@blueprint.operation("GET", "/briefs/<brief_id>/quality", permissions.SEE_BRIEFS, gives=schemas.Quality)
def show_quality(brief_id: str) -> Any:
    """Score and what is missing"""
    found = briefs.brief(brief_id, g.viewer)
    quality = assess(found, found.region)
    translated = {
        name: [{"field": item.field, "message": gettext(item.message)} for item in getattr(quality, name)]
        for name in ("missing", "forbidden")
    }
    return {"score": quality.score, **translated}


@blueprint.operation(
    "POST", "/briefs/<brief_id>/submit", permissions.POST, takes=schemas.Submit, gives=schemas.Brief
)
def submit_brief(data: Mapping[str, Any], brief_id: str) -> Any:
    """Hand in for review"""
    return drafting.submit(brief_id, data["schools"], None, g.viewer, clock.now())


@blueprint.operation("POST", "/briefs/<brief_id>/close", permissions.POST, gives=schemas.Event)
def close_brief(brief_id: str) -> dict[str, str]:
    """End the bidding before its time"""
    return {"event": bidding.close(brief_id, None, g.viewer, clock.now())}


@blueprint.operation(
    "POST", "/briefs/<brief_id>/cancel", permissions.POST, takes=schemas.Reason, gives=schemas.Event
)
def cancel_brief(data: Mapping[str, Any], brief_id: str) -> dict[str, str]:
    """Withdraw the brief, with the reason"""
    return {"event": bidding.cancel(brief_id, data["reason"], None, g.viewer, clock.now())}


@blueprint.operation("POST", "/briefs/<brief_id>/archive", permissions.POST, gives=schemas.Brief)
def archive_brief(brief_id: str) -> Any:
    """Put a closed brief away"""
    return bidding.archive(brief_id, None, g.viewer, clock.now())


@blueprint.operation("POST", "/briefs/<brief_id>/reopen", permissions.POST, gives=schemas.Event)
def reopen_brief(brief_id: str) -> dict[str, str]:
    """Open the bidding once more, after two rounds in which nobody bid"""
    return {"event": bidding.reopen(brief_id, None, g.viewer, clock.now())}


@blueprint.operation("GET", "/briefs/<brief_id>/versions", permissions.SEE_BRIEFS, gives=shown.Editions)
def list_editions(brief_id: str) -> dict[str, Any]:
    """The published editions, newest first"""
    return {"items": briefs.editions(briefs.brief(brief_id, g.viewer).id)}


@blueprint.operation("GET", "/briefs/<brief_id>/history", permissions.SEE_BRIEFS, gives=shown.History)
def show_history(brief_id: str) -> dict[str, Any]:
    """Who did what, newest first"""
    return {"items": audit.history(briefs.brief(brief_id, g.viewer).id)}
