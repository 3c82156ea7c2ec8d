"""Accounts of students without a mail address, for their school."""

from collections.abc import Mapping
from typing import Any

from flask import Response, g

from services.accounts import permissions, schemas
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.api.myself import entered
from services.accounts.domain.slip import Row, checked_rows
from services.accounts.pages import reader
from services.accounts.usecases import slips
from shared import clock
from shared.web.api import PageQuery

LIST = "/organisations/<organisation_id>/students"


@blueprint.operation("GET", LIST, permissions.TEACH, query=PageQuery, gives=schemas.Students)
def list_students(query: Mapping[str, Any], organisation_id: str) -> dict[str, Any]:
    """My school's students who have a student number here, by number"""
    found, following = slips.students(organisation_id, g.viewer, query["after"], query["limit"])
    return {"items": found, "next": following}


@blueprint.operation(
    "POST", LIST, permissions.TEACH, takes=schemas.NewStudents, gives=schemas.StudentsMade,
    example=examples.STUDENTS,
)  # fmt: skip
def make_students(data: Mapping[str, Any], organisation_id: str) -> dict[str, int]:
    """Make accounts without a mail address; who is there already, by number and name, is passed over"""
    rows = checked_rows([Row(**one) for one in data["students"]])
    return {"made": slips.make_accounts(organisation_id, rows, g.viewer, clock.now())}


@blueprint.operation(
    "POST", f"{LIST}/slips", permissions.TEACH, takes=schemas.ForSlips, gives=schemas.Slips,
    example=examples.FOR_SLIPS,
)  # fmt: skip
def make_slips(data: Mapping[str, Any], organisation_id: str) -> dict[str, Any]:
    """New slips: their codes are in this answer only, and those of before open nothing any more"""
    printed = slips.to_print(organisation_id, data["membership"], g.viewer)
    slips.keep(organisation_id, printed, g.viewer, clock.now())
    return {"items": printed}


@blueprint.operation(
    "POST", "/sign-in/number", permissions.PUBLIC, takes=schemas.SignInByNumber, gives=schemas.SignedIn,
    example=examples.BY_NUMBER,
)  # fmt: skip
def sign_in_by_number(data: Mapping[str, str]) -> Response:
    """Sign in by school, student number and password; 409 for the code of a slip, which slips/use takes first"""
    entry = slips.sign_in(
        data["organisation"], data["number"], data["password"], reader.address(), agent=reader.agent(),
        now=clock.now(),
    )  # fmt: skip
    return entered(entry, 200)


@blueprint.operation(
    "POST", "/slips/use", permissions.PUBLIC, takes=schemas.CodeAndPassword, gives=schemas.SignedIn,
    example=examples.SLIP,
)  # fmt: skip
def use_slip(data: Mapping[str, str]) -> Response:
    """Change the code of a slip for a password, and come in"""
    entry = slips.use(data["code"], data["password"], reader.address(), agent=reader.agent(), now=clock.now())
    return entered(entry, 200)
