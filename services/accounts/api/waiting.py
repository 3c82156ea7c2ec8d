"""What waits for me, and what I am asked to sign."""

from typing import Any

from flask import g

from services.accounts import permissions, schemas
from services.accounts.api.blueprint import blueprint
from services.accounts.domain.signing import Item
from services.accounts.pages.signing import keeper, needs_password, own_key
from services.accounts.store import awaited_items, waiting_items
from services.accounts.usecases import items, signing
from shared import clock
from shared.errors import Unauthenticated
from shared.messages import N_


@blueprint.operation("GET", "/items", permissions.SIGNED_IN, gives=schemas.Items)
def list_items() -> dict[str, Any]:
    """What waits for me or a role of mine, soonest due first"""
    return {"items": [_shown(item) for item in waiting_items.items(g.viewer)]}


@blueprint.operation("GET", "/items/awaited", permissions.SIGNED_IN, gives=schemas.Items)
def list_awaited() -> dict[str, Any]:
    """What others owe me or my organisation, soonest due first"""
    return {"items": [_shown(item) for item in awaited_items.awaited(g.viewer)]}


def _shown(item: Item) -> dict[str, Any]:
    return vars(item) | {"late": item.late(clock.now())}


@blueprint.operation("POST", "/items/<item_id>/take", permissions.SIGNED_IN, gives=schemas.Item)
def take_item(item_id: str) -> Any:
    """Say that I do what waits for a role of mine"""
    return _shown(items.take(item_id, g.viewer, clock.now()))


@blueprint.operation("POST", "/items/<item_id>/give-back", permissions.SIGNED_IN, gives=schemas.Item)
def give_back_item(item_id: str) -> Any:
    """Give it back to the others of the role"""
    return _shown(items.give_back(item_id, g.viewer))


@blueprint.operation("GET", "/signing-requests/<request_id>", permissions.SIGN, gives=schemas.SigningRequest)
def show_request(request_id: str) -> Any:
    """What I am asked to sign"""
    return signing.request_of(request_id, g.viewer)


@blueprint.operation("POST", "/signing-requests/<request_id>/sign", permissions.SIGN, gives=schemas.Signed)
def sign(request_id: str) -> dict[str, str]:
    """Sign every record of the request; only in a session whose password was given within 15 minutes"""
    if needs_password():
        raise Unauthenticated(
            N_("Sign in again: a signature needs a password given within the last 15 minutes.")
        )
    return {"event": signing.sign(request_id, g.viewer, keeper(), own_key(), clock.now())}


@blueprint.operation("POST", "/signing-requests/<request_id>/decline", permissions.SIGN, gives=schemas.Signed)
def decline(request_id: str) -> dict[str, str]:
    """Do not sign"""
    return {"event": signing.decline(request_id, g.viewer, clock.now())}
