"""The skill graph, and the skills that I list."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import g

from services.matching import book, permissions, schemas
from services.matching.api.blueprint import blueprint
from services.matching.pages import reading
from services.matching.store import holdings
from services.matching.usecases import holding
from shared import clock
from shared.web import i18n


@blueprint.operation(
    "GET", "/skills", permissions.SIGNED_IN, query=schemas.SkillQuery, gives=schemas.FoundSkills
)
def search_skills(query: Mapping[str, Any]) -> dict[str, Any]:
    """Skills by any of their names, in any of the languages"""
    found = book.search(query["q"], query["language"] or i18n.language(), query["limit"])
    return {"items": found}


@blueprint.operation(
    "POST", "/skills/mentioned", permissions.SIGNED_IN, takes=schemas.Pasted, gives=schemas.Mentions
)
def find_mentions(data: Mapping[str, Any]) -> dict[str, Any]:
    """Skills that a text names, in Chinese or English; the text is not kept"""
    found = book.mentioned(data["text"])
    return {"items": [asdict(one) | {"name": reading.name_of(one.uri)} for one in found]}


@blueprint.operation("GET", "/holdings", permissions.STUDENT, gives=schemas.HeldSkills)
def list_holdings() -> dict[str, Any]:
    """The skills that I list, and what accepted work has shown"""
    return {"items": [reading.held(one) for one in holdings.mine(g.viewer)]}


@blueprint.operation(
    "POST", "/holdings", permissions.STUDENT, takes=schemas.Claims, gives=schemas.HeldSkills, status=201,
    creates=True, example={"skills": [{"uri": schemas.URI, "level": 3}]},
)  # fmt: skip
def claim_skills(data: Mapping[str, Any]) -> Any:
    """Put skills with their levels on my list"""
    found = holding.claim(data["skills"], g.viewer, clock.now())
    return {"items": [reading.held(one) for one in found]}, 201, {"Location": "/matching/api/v1/holdings"}


@blueprint.operation("DELETE", "/holdings/<held_id>", permissions.STUDENT, gives=schemas.Done)
def take_off(held_id: str) -> dict[str, Any]:
    """Take a skill off my list"""
    holding.take_off(held_id, g.viewer, clock.now())
    return {}
