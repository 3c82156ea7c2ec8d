"""Classes of my school."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.accounts import permissions
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.schemas import classes as schemas
from services.accounts.schemas.organisations import Member
from services.accounts.store import classes as store
from services.accounts.usecases import classes, members
from shared import clock, mongo
from shared.web.api import PageQuery

ONE = "/classes/<class_id>"


@blueprint.operation(
    "GET",
    "/organisations/<organisation_id>/classes",
    permissions.SEE_CLASSES,
    query=PageQuery,
    gives=schemas.Classes,
)
def list_classes(query: Mapping[str, Any], organisation_id: str) -> Any:
    """The classes of my school that are not closed, by name"""
    return store.of_school(organisation_id, g.viewer, cursor=query["after"], limit=query["limit"])


@blueprint.operation(
    "POST",
    "/classes",
    permissions.KEEP_CLASSES,
    takes=schemas.NewClassAt,
    example=examples.CLASS,
    gives=schemas.SchoolClass,
    status=201,
    creates=True,
)
def create_class(data: Mapping[str, Any]) -> Any:
    """Make a class"""
    facts = {name: value for name, value in data.items() if name != "school"}
    made = classes.create(data["school"], facts, g.viewer, clock.now())
    return mongo.converter.unstructure(made), 201, {"Location": f"/accounts/api/v1/classes/{made.id}"}


@blueprint.operation("GET", ONE, permissions.SEE_CLASSES, gives=schemas.SchoolClass)
def show_class(class_id: str) -> Any:
    """A class and its students"""
    found, students = store.one(class_id, g.viewer), store.students(class_id)
    names = members.names(found.school, students, g.viewer)
    return vars(found) | {"students": [vars(one) | {"name": names.get(one.person)} for one in students]}


@blueprint.operation(
    "PATCH",
    ONE,
    permissions.KEEP_CLASSES,
    takes=schemas.ClassChanges,
    example=examples.CLASS_CHANGES,
    gives=schemas.SchoolClass,
    edits=True,
)
def change_class(data: Mapping[str, Any], class_id: str, expected_version: int) -> Any:
    """Change a class"""
    return classes.change(class_id, data, expected_version, g.viewer, clock.now())


@blueprint.operation(
    "POST",
    f"{ONE}/code",
    permissions.KEEP_CLASSES,
    takes=schemas.Seats,
    example=examples.SEATS,
    gives=schemas.SchoolClass,
)
def make_class_code(data: Mapping[str, Any], class_id: str) -> Any:
    """A join code for the class; it is in this answer only"""
    found, code = classes.make_code(class_id, data["seats"], g.viewer, clock.now())
    return vars(found) | {"code": code}


@blueprint.operation("POST", f"{ONE}/close", permissions.KEEP_CLASSES, gives=schemas.SchoolClass)
def close_class(class_id: str) -> Any:
    """Close a class: nobody joins any more"""
    return classes.close(class_id, g.viewer, clock.now())


@blueprint.operation(
    "PUT",
    "/memberships/<membership_id>/class",
    permissions.KEEP_CLASSES,
    takes=schemas.Move,
    example=examples.MOVE,
    gives=Member,
)
def move_student(data: Mapping[str, Any], membership_id: str) -> Any:
    """Move a student into another class, or out of any"""
    return classes.move(membership_id, data["school_class"], g.viewer, clock.now())
