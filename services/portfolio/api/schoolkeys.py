"""Keys of schools' own domains."""

from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import gettext

from services.portfolio import keyring, permissions
from services.portfolio.api.blueprint import blueprint
from services.portfolio.domain.schoolkeys import SchoolKey
from services.portfolio.pages import reader
from services.portfolio.schemas import schoolkeys as schemas
from services.portfolio.store import schoolkeys as store
from services.portfolio.usecases import schoolkeys, schoolsigning
from shared import clock
from shared.web.api import PageQuery

SEES, KEEPS, OPERATES = permissions.SEE_SCHOOL_KEYS, permissions.SCHOOL_KEYS, permissions.OPERATE


def _shown(key: SchoolKey) -> dict[str, Any]:
    problem = gettext(key.problem, **key.problem_params) if key.problem else ""
    return vars(key) | {"did": key.did, "method": key.method, "problem": problem}


def _whole(key: SchoolKey) -> dict[str, Any]:
    return _shown(key) | {"document": schoolsigning.document(key)}


@blueprint.operation("GET", "/school-keys", SEES, query=PageQuery, gives=schemas.SchoolKeys)
def list_school_keys(query: Mapping[str, Any]) -> dict[str, Any]:
    """Keys of my schools' own domains, or of all schools for operators; the newest first"""
    page = store.of_schools(g.viewer, query["after"], query["limit"])
    return {"items": [_shown(one) for one in page.items], "next": page.next}


@blueprint.operation(
    "POST", "/school-keys", KEEPS, takes=schemas.NewSchoolKey, gives=schemas.SchoolKey, status=201, creates=True,
    example={"domain": "school.example"},
)  # fmt: skip
def connect_school_key(data: Mapping[str, Any]) -> Any:
    """Connect my school's own domain, or have another key take the place of the one in force"""
    keeper = keyring.schools(reader.settings())
    made = schoolkeys.ask(data, keeper, reader.settings().public_url, g.viewer, clock.now())
    return _whole(made), 201, {"Location": f"/portfolio/api/v1/school-keys/{made.id}"}


@blueprint.operation("GET", "/school-keys/<key_id>", SEES, gives=schemas.SchoolKey)
def show_school_key(key_id: str) -> dict[str, Any]:
    """One of them, with the document that the school publishes"""
    return _whole(store.readable(key_id, g.viewer))


@blueprint.operation("POST", "/school-keys/<key_id>/look", KEEPS, gives=schemas.SchoolKey)
def look_for_school_key(key_id: str) -> dict[str, Any]:
    """Have the platform look now whether the key stands at the domain; what it finds is shown a little later"""
    return _whole(schoolkeys.look_now(key_id, g.viewer, clock.now()))


@blueprint.operation(
    "POST", "/school-keys/<key_id>/decide", OPERATES, takes=schemas.DomainDecision, gives=schemas.SchoolKey,
    example={"confirmed": True},
)  # fmt: skip
def decide_school_key(data: Mapping[str, Any], key_id: str) -> dict[str, Any]:
    """Say whether the domain is the school's; only then is it called"""
    return _whole(schoolkeys.decide(key_id, data["confirmed"], g.viewer, clock.now()))


@blueprint.operation("POST", "/school-keys/<key_id>/end", KEEPS, gives=schemas.SchoolKey)
def end_school_key(key_id: str) -> dict[str, Any]:
    """Take the connection back; what was signed stays good"""
    return _whole(schoolkeys.take_back(key_id, g.viewer, clock.now()))


@blueprint.operation(
    "POST", "/school-keys/<key_id>/compromised", KEEPS, takes=schemas.Compromise, gives=schemas.SchoolKey,
    example={"since": "2027-03-01"},
)  # fmt: skip
def declare_school_key_compromised(data: Mapping[str, Any], key_id: str) -> dict[str, Any]:
    """Declare from which day on somebody else may have had the key"""
    return _whole(schoolkeys.declare_compromised(key_id, data["since"], g.viewer, clock.now()))
