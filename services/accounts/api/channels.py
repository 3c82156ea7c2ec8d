"""Robots in chats, my own and those of my organisation's groups; neither address nor secret comes out again."""

from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import gettext

from services.accounts import permissions, robots, schemas
from services.accounts.api import examples
from services.accounts.api.blueprint import blueprint
from services.accounts.domain.channel import Channel
from services.accounts.pages import reader
from services.accounts.store import channels as store
from services.accounts.usecases import channels
from shared import clock

MINE, OF_ORGANISATION, ONE = (
    "/channels",
    "/organisations/<organisation_id>/channels",
    "/channels/<channel_id>",
)


def _shown(found: Channel) -> dict[str, Any]:
    names = ("id", "form", "host", "made", "organisation", "reminders", "news", "sent", "failed", "version")
    reason = gettext(found.reason, code=found.code) if found.reason else None
    return {name: getattr(found, name) for name in names} | {"reason": reason}


def _add(data: Mapping[str, str], organisation: str | None) -> Any:
    url, secret = data["url"].strip(), data["secret"].strip()
    host = robots.checked(url, reader.settings())
    keeper = reader.channel_keeper()
    made = channels.add(data["form"], url, host, secret, organisation, keeper, g.viewer, clock.now())
    return _shown(made) | {"version": 1}, 201, {"Location": f"/accounts/api/v1/channels/{made.id}"}


@blueprint.operation("GET", MINE, permissions.SIGNED_IN, gives=schemas.Channels)
def list_channels() -> dict[str, Any]:
    """My robots"""
    return {"items": [_shown(one) for one in channels.of(None, g.viewer)]}


@blueprint.operation(
    "POST", MINE, permissions.SIGNED_IN, takes=schemas.NewChannel, example=examples.ROBOT, gives=schemas.Channel,
    status=201, creates=True,
)  # fmt: skip
def add_channel(data: Mapping[str, str]) -> Any:
    """Add a robot by its address, of a host that the operator allows"""
    return _add(data, None)


@blueprint.operation("GET", OF_ORGANISATION, permissions.ADMINISTER, gives=schemas.Channels)
def list_channels_of_organisation(organisation_id: str) -> dict[str, Any]:
    """The robots of my organisation's groups"""
    return {"items": [_shown(one) for one in channels.of(organisation_id, g.viewer)]}


@blueprint.operation(
    "POST", OF_ORGANISATION, permissions.ADMINISTER, takes=schemas.NewChannel, example=examples.ROBOT,
    gives=schemas.Channel, status=201, creates=True,
)  # fmt: skip
def add_channel_of_organisation(data: Mapping[str, str], organisation_id: str) -> Any:
    """Add the robot of a group of my organisation"""
    channels.of(organisation_id, g.viewer)
    return _add(data, organisation_id)


@blueprint.operation("GET", ONE, permissions.SIGNED_IN, gives=schemas.Channel)
def show_channel(channel_id: str) -> dict[str, Any]:
    """One robot: what goes there, and whether it comes"""
    return _shown(store.channel(channel_id, g.viewer))


@blueprint.operation(
    "PATCH", ONE, permissions.SIGNED_IN, takes=schemas.ChannelChoices, example=examples.MAILS,
    gives=schemas.Channel,
)  # fmt: skip
def choose_for_channel(data: Mapping[str, str], channel_id: str) -> dict[str, Any]:
    """Choose which kinds of messages it brings, and when"""
    channels.choose(channel_id, data, g.viewer, clock.now())
    return _shown(store.channel(channel_id, g.viewer))


@blueprint.operation("POST", f"{ONE}/test", permissions.SIGNED_IN, gives=schemas.Channel, status=202)
def test_channel(channel_id: str) -> dict[str, Any]:
    """Send a message there to try it; the robot says afterwards whether it came"""
    channels.test(channel_id, g.viewer, clock.now())
    return _shown(store.channel(channel_id, g.viewer))


@blueprint.operation("DELETE", ONE, permissions.SIGNED_IN, gives=schemas.Channel)
def remove_channel(channel_id: str) -> dict[str, Any]:
    """Remove it"""
    found = store.channel(channel_id, g.viewer)
    channels.remove(channel_id, g.viewer, clock.now())
    return _shown(found)
