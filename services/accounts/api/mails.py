"""Which mails I get."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.accounts import permissions, schemas
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.domain.mails import ALWAYS
from services.accounts.domain.person import Person
from services.accounts.store import people
from services.accounts.usecases import mails
from shared import clock


def _shown(person: Person) -> dict[str, Any]:
    always = [{"mail": mail, "reason": reason} for mail, reason in ALWAYS]
    return {**person.chosen_mails(), "always": always, "version": person.version}


@blueprint.operation("GET", "/me/mails", permissions.SIGNED_IN, gives=schemas.MyMails)
def show_mails() -> dict[str, Any]:
    """When mails of each kind come, and which ones always do"""
    return _shown(people.person(g.viewer.person))


@blueprint.operation(
    "PATCH", "/me/mails", permissions.SIGNED_IN, takes=schemas.Mails, gives=schemas.MyMails, edits=True,
    example=examples.MAILS,
)  # fmt: skip
def choose_mails(data: Mapping[str, str], expected_version: int) -> dict[str, Any]:
    """Choose for each kind: at once, once a day, or never"""
    return _shown(mails.choose(g.viewer, data, expected_version, clock.now()))
