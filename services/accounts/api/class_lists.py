"""A list of students as CSV: sent, its columns corrected, looked through, taken in by one call; nobody is mailed before
`invite`."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.accounts import permissions
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.domain import class_list as rules
from services.accounts.domain import table as tables
from services.accounts.domain.class_list import ClassList, Planned
from services.accounts.schemas import class_lists as schemas
from services.accounts.store import class_lists as store
from services.accounts.usecases import class_lists
from shared import clock
from shared.web.errors import said

ONE = "/class-lists/<list_id>"


def _shown(found: ClassList) -> dict[str, Any]:
    values = {name: value for name, value in vars(found).items() if name not in ("content", "people", "bad")}
    return values | {"counts": dict.fromkeys(rules.OUTCOMES, 0) | found.counts}


@blueprint.operation(
    "POST", "/organisations/<organisation_id>/class-lists", permissions.KEEP_CLASSES, takes=schemas.NewList,
    example=examples.CLASS_LIST, gives=schemas.ClassList, status=201, creates=True,
)  # fmt: skip
def send_class_list(data: Mapping[str, str], organisation_id: str) -> Any:
    """Send a list, as CSV in UTF-8; nothing else happens yet"""
    made = class_lists.send(organisation_id, data["rows"].encode(), data["into"], g.viewer, clock.now())
    return _shown(made), 201, {"Location": f"/accounts/api/v1/class-lists/{made.id}"}


@blueprint.operation("GET", ONE, permissions.KEEP_CLASSES, gives=schemas.ClassList)
def show_class_list(list_id: str) -> dict[str, Any]:
    """A list of mine: how it is understood, or how far it is taken in"""
    return _shown(store.one(list_id, g.viewer))


@blueprint.operation(
    "PUT", f"{ONE}/columns", permissions.KEEP_CLASSES, takes=schemas.Understood, example=examples.COLUMNS,
    gives=schemas.ClassList,
)  # fmt: skip
def understand_class_list(data: Mapping[str, Any], list_id: str) -> dict[str, Any]:
    """Say which column is which, counted from 0"""
    return _shown(class_lists.understand(list_id, data, g.viewer))


@blueprint.operation(
    "GET", f"{ONE}/rows", permissions.KEEP_CLASSES, query=schemas.RowQuery, gives=schemas.ListRows
)
def list_rows(query: Mapping[str, Any], list_id: str) -> dict[str, Any]:
    """What each row would do; of a list that was taken in, the rows that were left out"""
    found = store.one(list_id, g.viewer)
    rows = _planned(found) if found.state == "read" else [one | {"outcome": "bad"} for one in found.bad]
    wanted = [
        one for one in rows if one["line"] > query["after"] and query["outcome"] in (None, one["outcome"])
    ]
    page = [
        one | {"reason": said(one["reason"]) if one["reason"] else None} for one in wanted[: query["limit"]]
    ]
    return {"items": page, "next": page[-1]["line"] if len(wanted) > len(page) else None}


def _planned(found: ClassList) -> list[dict[str, Any]]:
    tables.check_columns(found.columns)
    return [_row(one) for one in class_lists.plan(found, class_lists.table_of(found))]


def _row(one: Planned) -> dict[str, Any]:
    return vars(one.row) | {"outcome": one.outcome, "reason": one.reason}


@blueprint.operation("POST", f"{ONE}/take", permissions.KEEP_CLASSES, gives=schemas.ClassList, status=202)
def take_class_list(list_id: str) -> dict[str, Any]:
    """Take it in: accounts are made, students confirmed and moved. The list says how far it is"""
    return _shown(class_lists.take(list_id, g.viewer, clock.now()))


@blueprint.operation("POST", f"{ONE}/invite", permissions.KEEP_CLASSES, gives=schemas.ClassList)
def invite_class_list(list_id: str) -> dict[str, Any]:
    """Mail whoever of it has an address and has not come in, once"""
    class_lists.invite(list_id, g.viewer, clock.now())
    return _shown(store.one(list_id, g.viewer))


@blueprint.operation("DELETE", ONE, permissions.KEEP_CLASSES, gives=schemas.ClassList)
def discard_class_list(list_id: str) -> dict[str, Any]:
    """Delete it; what it did stays"""
    found = store.one(list_id, g.viewer)
    class_lists.discard(list_id, g.viewer)
    return _shown(found)
