"""Duties of teachers in a class."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.accounts import permissions
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.schemas import duties as schemas
from services.accounts.store import classes
from services.accounts.store import duties as store
from services.accounts.usecases import duties
from shared import clock

OF_CLASS = "/classes/<class_id>/duties"


@blueprint.operation("GET", OF_CLASS, permissions.SEE_CLASSES, gives=schemas.Duties)
def list_duties(class_id: str) -> dict[str, Any]:
    """Who has which duty in the class, by the first day; ended ones are left out"""
    return {"items": store.of_class(classes.one(class_id, g.viewer).id)}


@blueprint.operation(
    "POST", OF_CLASS, permissions.KEEP_CLASSES, takes=schemas.NewDuty, example=examples.DUTY, gives=schemas.Duty,
    status=201, creates=True,
)  # fmt: skip
def give_duty(data: Mapping[str, Any], class_id: str) -> Any:
    """Give a teacher a duty in the class"""
    made = duties.give(class_id, data, g.viewer, clock.now())
    return vars(made), 201, {"Location": f"/accounts/api/v1/classes/{class_id}/duties"}


@blueprint.operation("DELETE", "/duties/<duty_id>", permissions.KEEP_CLASSES, gives=schemas.Duty)
def end_duty(duty_id: str) -> Any:
    """End it"""
    return vars(duties.end(duty_id, g.viewer, clock.now()))
