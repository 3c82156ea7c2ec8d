"""For whom a share is."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.accounts import permissions, schemas
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.usecases import recipients
from shared import clock


@blueprint.operation(
    "PUT", "/shares/<share_id>/recipient", permissions.SIGNED_IN, takes=schemas.Reset, example=examples.RESET,
    gives=schemas.Done,
)  # fmt: skip
def name_recipient(data: Mapping[str, Any], share_id: str) -> dict[str, Any]:
    """Say by mail address for whom my share for one person is; the same answer whether anybody has the address"""
    recipients.name(share_id, data["mail"], g.viewer, clock.now())
    return {}
