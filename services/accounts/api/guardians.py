"""Who is under age, and what their guardians answer."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.accounts import permissions, schemas
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.domain.minority import Minority
from services.accounts.pages import reader
from services.accounts.store import minorities
from services.accounts.usecases import guardians, placements
from shared import clock
from shared.errors import NotFound
from shared.messages import N_

STUDENT = "/memberships/<membership_id>"


@blueprint.operation("GET", f"{STUDENT}/guardian", permissions.KEEP_GUARDIANS, gives=schemas.Minority)
def show_guardian(membership_id: str) -> Any:
    """Whether a student of mine is under age, and what the guardian answered"""
    _, found = minorities.of_membership(membership_id, g.viewer)
    if found is None:
        raise NotFound(N_("Nothing is kept of this student's age."))
    return vars(found) | {"placements": _placements(found)}


def _placements(minority: Minority) -> list[dict[str, Any]]:
    return [
        one.placement.terms | {
            "id": one.placement.id, "state": one.placement.state, "due": one.placement.due,
            "company": one.company, "mentor": one.mentor,
        }
        for one in placements.shown(minority)
    ]  # fmt: skip


@blueprint.operation(
    "PUT",
    f"{STUDENT}/age",
    permissions.KEEP_GUARDIANS,
    takes=schemas.Age,
    example=examples.AGE,
    gives=schemas.Minority,
)
def tell_age(data: Mapping[str, Any], membership_id: str) -> Any:
    """Say when a student was born: kept is only from when they act alone, and nothing for who does so already"""
    return guardians.tell_age(membership_id, data["born"], g.viewer, clock.now()) or {}


@blueprint.operation(
    "POST",
    f"{STUDENT}/guardian",
    permissions.KEEP_GUARDIANS,
    takes=schemas.Guardian,
    example=examples.GUARDIAN,
    gives=schemas.Minority,
)
def ask_guardian(data: Mapping[str, Any], membership_id: str) -> Any:
    """Ask the guardian; the code to hand out is in this answer only"""
    made, secret, code = guardians.ask(membership_id, data["guardian"], data["mail"], g.viewer, clock.now())
    link = {} if data["mail"] else {"link": f"{reader.settings().public_url}/accounts/guardian/{secret}"}
    return vars(made) | {"code": code} | link


@blueprint.operation(
    "POST",
    f"{STUDENT}/guardian/paper",
    permissions.KEEP_GUARDIANS,
    takes=schemas.Paper,
    example=examples.PAPER,
    gives=schemas.Minority,
)
def note_paper(data: Mapping[str, Any], membership_id: str) -> Any:
    """I saw the guardian's answer on paper, signed"""
    return guardians.note_paper(membership_id, data["decision"], data["placement"], g.viewer, clock.now())


@blueprint.operation("GET", "/guardian/<secret>", permissions.PUBLIC, gives=schemas.ToConsent)
def read_request(secret: str) -> Any:
    """What a guardian is asked, by the link"""
    found = guardians.asked(secret, clock.now())
    if found is None:
        raise NotFound(guardians.BAD_LINK)
    return {
        "student": found.student, "school": found.school, "state": found.minority.state,
        "until": found.minority.of_age, "placements": _placements(found.minority),
    }  # fmt: skip


@blueprint.operation(
    "POST",
    "/guardian/<secret>",
    permissions.PUBLIC,
    takes=schemas.GuardiansAnswer,
    example=examples.ANSWER,
    gives=schemas.Done,
)
def answer(data: Mapping[str, Any], secret: str) -> Any:
    """Consent, refuse, withdraw a consent, or ask the school; with the code that the school handed out"""
    guardians.answer(secret, data["decision"], data["code"], data["question"], clock.now(), data["placement"])
    return {}
