"""Robots of people and of organisations' groups."""

from datetime import datetime
from typing import Any

from services.accounts.domain.channel import Channel
from services.accounts.store import models
from services.accounts.store.organisations import ADMINS
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.viewer import Viewer


def add(channel: Channel) -> None:
    mongo.insert(models.Channel, channel)


def save(channel: Channel) -> None:
    mongo.replace(models.Channel, channel)


def delete(channel_id: str) -> None:
    mongo.collection("channels").delete_one({"_id": channel_id})


def channel(channel_id: str, viewer: Viewer) -> Channel:
    """One's own, or of an organisation that one administers; no operator's from outside, since it leads elsewhere."""
    whose = [{"person": viewer.person}, {"organisation": {"$in": viewer.organisations_as(*ADMINS)}}]
    found = mongo.collection("channels").find_one({"_id": channel_id, "$or": whose})
    if found is None:
        raise NotFound(N_("There is no such robot."))
    return mongo.load(Channel, found)


def known(channel_id: str) -> Channel | None:
    """For jobs and timers."""
    found = mongo.collection("channels").find_one({"_id": channel_id})
    return mongo.load(Channel, found) if found else None


def of_person(person: str) -> list[Channel]:
    return _found({"person": person})


def of_organisation(organisation: str) -> list[Channel]:
    return _found({"organisation": organisation})


def came(channel_id: str, now: datetime) -> None:
    """The last message has come; the version stays, since nobody edits that."""
    _note({"_id": channel_id}, sent=now, failed=None, reason="", code="")


def did_not_come(channel_id: str, reason: str, code: str, now: datetime) -> None:
    _note({"_id": channel_id, "failed": None}, failed=now)
    _note({"_id": channel_id}, reason=reason, code=code)


def _note(wanted: dict[str, Any], **facts: Any) -> None:
    mongo.collection("channels").update_one(wanted, {"$set": facts})


def forget(person: str) -> None:
    """In the erasing transaction; a group's robot stays with its organisation."""
    mongo.collection("channels").delete_many({"person": person})


def _found(wanted: dict[str, Any]) -> list[Channel]:
    found = mongo.collection("channels").find(wanted).sort("_id", 1).limit(20)
    return [mongo.load(Channel, document) for document in found]
