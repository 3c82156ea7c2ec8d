"""Organisations and the checks of them; accounts' standing, for operators."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.accounts import permissions, schemas
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.store import organisations
from services.accounts.usecases import organising, people
from shared import clock
from shared.web.api import PageQuery


@blueprint.operation(
    "GET", "/organisations", permissions.OPERATE, query=PageQuery, gives=schemas.Organisations
)
def list_organisations(query: Mapping[str, Any]) -> Any:
    """All organisations, by name"""
    return organisations.all_organisations(g.viewer, query["after"], query["limit"])


@blueprint.operation(
    "POST", "/organisations", permissions.OPERATE, takes=schemas.NewOrganisation, gives=schemas.Organisation,
    status=201, creates=True, example=examples.SCHOOL,
)  # fmt: skip
def create_organisation(data: Mapping[str, Any]) -> Any:
    """Make an organisation, as a rule a school"""
    made = organising.create(data, g.viewer, clock.now())
    return vars(made) | {"version": 1}, 201, {"Location": f"/accounts/api/v1/organisations/{made.id}"}


@blueprint.operation(
    "GET", "/organisations/<organisation_id>", permissions.SIGNED_IN, gives=schemas.Organisation
)
def show_organisation(organisation_id: str) -> Any:
    """One of my organisations"""
    return organisations.organisation(organisation_id, g.viewer)


@blueprint.operation(
    "PATCH", "/organisations/<organisation_id>", permissions.ADMINISTER, takes=schemas.OrganisationChanges,
    gives=schemas.Organisation, edits=True, example=examples.FACTS,
)  # fmt: skip
def change_organisation(data: Mapping[str, Any], organisation_id: str, expected_version: int) -> Any:
    """Change the facts of my organisation"""
    return organising.edit(organisation_id, data, expected_version, g.viewer, clock.now())


@blueprint.operation(
    "POST", "/organisations/<organisation_id>/checks", permissions.OPERATE, takes=schemas.Check,
    gives=schemas.Organisation, example=examples.CHECK,
)  # fmt: skip
def record_check(data: Mapping[str, str], organisation_id: str) -> Any:
    """Note what was checked of an organisation"""
    return organising.record_check(organisation_id, data["check"], data["result"], g.viewer, clock.now())


@blueprint.operation(
    "POST", "/organisations/<organisation_id>/standing", permissions.OPERATE, takes=schemas.Standing,
    gives=schemas.Done, example=examples.STANDING,
)  # fmt: skip
def change_organisation_standing(data: Mapping[str, Any], organisation_id: str) -> Any:
    """Suspend an organisation, or lift it"""
    organising.suspend(organisation_id, data["suspended"], data["reason"], g.viewer, clock.now())
    return {}


@blueprint.operation(
    "GET", "/organisations/<organisation_id>/limits", permissions.ADMINISTER, gives=schemas.Limits
)
def show_limits(organisation_id: str) -> Any:
    """What my organisation uses of its limits"""
    return organising.used(organisations.administered(organisation_id, g.viewer))


@blueprint.operation(
    "PUT", "/organisations/<organisation_id>/limits", permissions.OPERATE, takes=schemas.NewLimits,
    gives=schemas.Organisation, example=examples.LIMITS,
)  # fmt: skip
def set_limits(data: Mapping[str, Any], organisation_id: str) -> Any:
    """Set the limits of an organisation; what is left out is the usual"""
    return organising.set_limits(organisation_id, data, g.viewer, clock.now())


@blueprint.operation(
    "POST", "/people/<person_id>/standing", permissions.OPERATE, takes=schemas.Standing, gives=schemas.Done,
    example=examples.STANDING,
)  # fmt: skip
def change_standing(data: Mapping[str, Any], person_id: str) -> Any:
    """Suspend an account, or lift it"""
    people.change_standing(person_id, data["suspended"], data["reason"], g.viewer, clock.now())
    return {}
