"""My way to a target, and what I would rather be: seen by me alone."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.matching import permissions, schemas
from services.matching.api.blueprint import blueprint
from services.matching.pages import growth_reading
from services.matching.store import growths
from services.matching.usecases import growing
from shared import clock

MOST_FOUND = 20


@blueprint.operation("GET", "/growth", permissions.STUDENT, gives=schemas.Growth)
def show_growth() -> dict[str, Any]:
    """My target, the steps to it with their dates, and what moved last"""
    return growth_reading.growth(growths.mine(g.viewer))


@blueprint.operation(
    "PUT", "/growth", permissions.STUDENT, takes=schemas.Target, gives=schemas.Growth, edits=True
)
def choose_target(data: Mapping[str, Any], expected_version: int) -> dict[str, Any]:
    """Go for an occupation, a skill or a brief; a way that was never written has version 0"""
    growing.choose(
        data["kind"], data["key"], data["level"], data["hours"], expected_version, g.viewer, clock.now()
    )
    return show_growth()


@blueprint.operation("DELETE", "/growth", permissions.STUDENT, gives=schemas.Done)
def give_up_target() -> dict[str, Any]:
    """Go for nothing any more; the way is deleted"""
    growing.give_up(g.viewer, clock.now())
    return {}


@blueprint.operation(
    "GET", "/growth/targets", permissions.STUDENT, query=schemas.TargetQuery, gives=schemas.FoundTargets
)
def find_targets(query: Mapping[str, Any]) -> dict[str, Any]:
    """Occupations and skills that a text names, as targets"""
    return {"items": growth_reading.found_targets(query["q"], MOST_FOUND)}


@blueprint.operation(
    "POST", "/growth/done", permissions.STUDENT, takes=schemas.StepKey, gives=schemas.Growth, also=(404,)
)
def finish_step(data: Mapping[str, Any]) -> dict[str, Any]:
    """Say that a skill is learnt: it stands on my list, and the way is laid out anew"""
    growing.finish(data["key"], g.viewer, clock.now())
    return show_growth()


@blueprint.operation(
    "POST", "/growth/failed", permissions.STUDENT, takes=schemas.StepKey, gives=schemas.Growth, also=(404,)
)
def fail_step(data: Mapping[str, Any]) -> dict[str, Any]:
    """Say that a step did not work out: a skill begins anew, a brief leaves the way"""
    growing.fail(data["key"], g.viewer, clock.now())
    return show_growth()


@blueprint.operation("GET", "/growth/interests", permissions.STUDENT, gives=schemas.Interests)
def show_interests() -> dict[str, Any]:
    """Twelve pairs of occupations, what I chose, and the occupations near that"""
    return growth_reading.choices(growths.mine(g.viewer))


@blueprint.operation(
    "PUT", "/growth/interests", permissions.STUDENT, takes=schemas.Choices, gives=schemas.Interests
)
def choose_interests(data: Mapping[str, Any]) -> dict[str, Any]:
    """Say what I would rather be, of each pair"""
    return growth_reading.choices(growing.answer(data["choices"], g.viewer))
