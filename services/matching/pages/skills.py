"""My skills with level and source; adding by search; a skill and what stands around it."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from services.matching import book, permissions, schemas
from services.matching.graph import LEFT, TALL, WIDE, Drawing, lay_out, stack
from services.matching.pages import finding, reading, words
from services.matching.store import briefs, holdings
from services.matching.usecases import holding
from shared import clock
from shared.web import forms, i18n, links
from shared.web.permissions import needs

pages = Blueprint("skills", __name__, url_prefix="/matching")

SOURCES = {"confirmed": "evidence"}
MOST_FOUND = 12
MOST_AROUND = 30


def _shown(one: Any) -> dict[str, Any]:
    row = reading.held(one)
    row["href"] = reading.place_of(one.skill)
    row["source"] = SOURCES.get(one.source, one.source)
    return row


@pages.get("/skills")
@needs(permissions.STUDENT)
def mine() -> str:
    removed, level = request.args.get("removed", ""), request.args.get("level", 3, type=int)
    undo = (
        {"uri": removed, "level": level, "name": reading.name_of(removed)}
        if removed in book.graph()
        else None
    )
    found = [_shown(one) for one in holdings.mine(g.viewer)]
    return render_template("matching/skills.html", skills=found, undo=undo, page_width="page")


@pages.get("/skills/add")
@needs(permissions.STUDENT)
def add() -> str:
    return _add(forms.Form())


def _add(form: forms.Form) -> str:
    text = request.args.get("q", "").strip()[:100]
    held = {one.skill: one for one in holdings.mine(g.viewer)}
    found = [(one.uri, one.matched) for one in book.search(text, i18n.language(), MOST_FOUND)] if text else []
    rows = [
        {
            "uri": uri, "name": name, "matched": matched if matched != name else "",
            "href": reading.place_of(uri), "definition": book.graph().skill(uri).definition, "held": held.get(uri),
        }
        for uri, matched in found or _asked_for(text)
        if (name := reading.name_of(uri))
    ]  # fmt: skip
    return render_template(
        "matching/add.html", q=text, rows=rows, form=form, count=len(held), best=_best() if held else None
    )


def _best() -> Mapping[str, Any] | None:
    """The open brief that fits the reader best now, with its reason."""
    found = finding.open_briefs(schemas.BriefQuery().load({"limit": 1}), clock.now()).page.items
    return found[0] if found and found[0]["fit"]["score"] else None


def _asked_for(text: str) -> list[tuple[str, str]]:
    """Where nothing was looked for yet: (skill, no other name) of the open briefs, what most of them ask for first."""
    if text:
        return []
    asked = Counter(row["uri"] for one in briefs.open_for(g.viewer) for row in one.skills)
    return [(uri, "") for uri, _ in asked.most_common(MOST_FOUND) if uri in book.graph()]


@pages.post("/skills/add")
@needs(permissions.STUDENT)
def claim() -> ResponseReturnValue:
    """One skill with its level; the search stays as it was, so that the next one follows."""

    def work(data: Mapping[str, Any]) -> str:
        holding.claim([{"uri": data["uri"], "level": data["level"]}], g.viewer, clock.now())
        query = request.args.get("q")
        return (
            "/matching/skills" if query is None else links.with_query("/matching/skills/add", q=query or None)
        )

    return forms.submit(schemas.OneClaim(), work, _add)


@pages.post("/skills/<held_id>/remove")
@needs(permissions.STUDENT)
def remove(held_id: str) -> ResponseReturnValue:
    """At once; the page then offers to undo it."""
    gone = holding.take_off(held_id, g.viewer, clock.now())
    level = int(gone.level)
    return redirect(links.with_query("/matching/skills", removed=gone.skill, level=level), 303)


def _drawn(found: Drawing) -> dict[str, Any]:
    """The layout with names, links and what the reader holds."""
    mine = {one.skill for one in holdings.mine(g.viewer)}
    nodes = [
        {**vars(one), "edge": one.edge, "name": reading.name_of(one.uri), "href": reading.place_of(one.uri),
         "held": one.uri in mine}
        for one in found.nodes
    ]  # fmt: skip
    captions = [
        {"text": gettext(words.AROUND[relation]), "y": y, "x": 0 if relation in LEFT else 100,
         "anchor": "start" if relation in LEFT else "end"}
        for relation, _, y in found.captions
    ]  # fmt: skip
    return {**vars(found), "nodes": nodes, "captions": captions, "wide": WIDE, "tall": TALL}


@pages.get("/skills/<path:place>")
@needs(permissions.STUDENT)
def neighbourhood(place: str) -> str:
    uri, graph = reading.uri_of(place), book.graph()
    skill, groups = graph.skill(uri), defaultdict(list)
    neighbours = graph.neighbours(uri)
    for near in neighbours[:MOST_AROUND]:
        around = {
            "name": reading.name_of(near.uri),
            "href": reading.place_of(near.uri),
            "factor": near.factor,
        }
        groups[near.relation].append(around)
    held = holdings.of_skill(g.viewer.person, uri)
    shown = [
        {"title": gettext(title), "rows": groups[relation]}
        for relation, title in words.RELATIONS.items()
        if groups[relation]
    ]
    names = [name for code, name in skill.names.items() if name != reading.name_of(uri)]
    return render_template(
        "matching/skill.html",
        name=reading.name_of(uri),
        uri=uri,
        skill=skill,
        groups=shown,
        picture=_drawn(lay_out(neighbours)) | {"narrow": _drawn(stack(neighbours))} if neighbours else None,
        also=reading.listed(list(dict.fromkeys([*names, *skill.alternatives]))[:8]),
        held=_shown(held) if held else None,
        broader=[{"label": reading.name_of(up), "href": reading.place_of(up)} for up in graph.broader(uri)],
    )
