"""Teams that I form with others, whom I name, and teams that ask me."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.matching import permissions, schemas
from services.matching.api.blueprint import blueprint
from services.matching.domain.companions import Companions
from services.matching.pages import reading_companions as reading
from services.matching.store import briefs, companions
from services.matching.usecases import companions as use
from services.matching.usecases import wishing
from shared import clock

ONE = "/companions/<companions_id>"


@blueprint.operation("GET", "/companions", permissions.STUDENT, gives=schemas.GoingTogether)
def list_companions() -> dict[str, Any]:
    """My teams, whom I named, and who asks me"""
    given = companions.wishes(g.viewer.person)
    return {
        "items": companions.mine(g.viewer), "asks": companions.asks_of_mine(g.viewer),
        "willing": given.willing is not None, "named": given.named,
    }  # fmt: skip


@blueprint.operation(
    "POST",
    "/companions",
    permissions.STUDENT,
    takes=schemas.NewCompanions,
    gives=schemas.Companions,
    status=201,
)
def form_companions(data: Mapping[str, Any]) -> dict[str, Any]:
    """Begin a team for an open brief, as its captain"""
    return _shown(use.form(data["brief"], g.viewer, clock.now()))


def _shown(found: Companions) -> dict[str, Any]:
    return reading.companions_row(found, briefs.brief(found.brief, g.viewer), clock.now())


@blueprint.operation(
    "POST", "/companions/join", permissions.STUDENT, takes=schemas.JoinCode, gives=schemas.Companions
)
def join_companions(data: Mapping[str, Any]) -> dict[str, Any]:
    """Join a team by its code"""
    return _shown(use.join(data["code"], g.viewer, clock.now()))


@blueprint.operation(
    "PUT", "/companions/willing", permissions.STUDENT, takes=schemas.Willing, gives=schemas.Done
)
def let_ask(data: Mapping[str, Any]) -> dict[str, Any]:
    """Agree that teams may ask me, or take it back"""
    use.let_ask(data["willing"], g.viewer, clock.now())
    return {}


@blueprint.operation(
    "POST", "/companions/named", permissions.STUDENT, takes=schemas.Named, gives=schemas.Done
)
def name_companion(data: Mapping[str, Any]) -> dict[str, Any]:
    """Name somebody whom I would like to be with; it counts where both name each other"""
    wishing.name(data["name"], g.viewer)
    return {}


@blueprint.operation("DELETE", "/companions/named/<person>", permissions.STUDENT, gives=schemas.Done)
def drop_companion(person: str) -> dict[str, Any]:
    """Name them no longer"""
    wishing.drop(person, g.viewer)
    return {}


@blueprint.operation("GET", ONE, permissions.STUDENT, gives=schemas.Companions)
def show_companions(companions_id: str) -> dict[str, Any]:
    """One team of mine: what it covers, what it lacks"""
    return _shown(companions.one_of_mine(companions_id, g.viewer))


@blueprint.operation("POST", f"{ONE}/code", permissions.STUDENT, gives=schemas.Code, status=201)
def make_code(companions_id: str) -> dict[str, Any]:
    """A new invitation code; it is in this answer only"""
    return {"code": use.make_code(companions_id, g.viewer, clock.now())}


@blueprint.operation("POST", f"{ONE}/apply", permissions.STUDENT, gives=schemas.Companions)
def apply_as_one(companions_id: str) -> dict[str, Any]:
    """Apply for all members, as the captain"""
    return _shown(use.apply(companions_id, g.viewer, clock.now()))


@blueprint.operation(
    "POST", f"{ONE}/ask", permissions.STUDENT, takes=schemas.AskFor, gives=schemas.Companions
)
def ask_for(data: Mapping[str, Any], companions_id: str) -> dict[str, Any]:
    """Ask the one of the willing who would fill this need best"""
    use.ask(companions_id, data["skill"], g.viewer, clock.now())
    return _shown(companions.one_of_mine(companions_id, g.viewer))


@blueprint.operation("POST", f"{ONE}/leave", permissions.STUDENT, gives=schemas.Done)
def leave_companions(companions_id: str) -> dict[str, Any]:
    """Leave a team; my own bid stays as it is"""
    use.leave(companions_id, g.viewer, clock.now())
    return {}


@blueprint.operation("POST", "/companions/asks/<ask_id>/agree", permissions.STUDENT, gives=schemas.Companions)
def agree(ask_id: str) -> dict[str, Any]:
    """Join the team that asks me"""
    return _shown(use.agree(ask_id, g.viewer, clock.now()))


@blueprint.operation("POST", "/companions/asks/<ask_id>/decline", permissions.STUDENT, gives=schemas.Done)
def decline_ask(ask_id: str) -> dict[str, Any]:
    """Say no to the team that asks me; it costs nothing, and they do not learn who it was"""
    use.decline(ask_id, g.viewer, clock.now())
    return {}
