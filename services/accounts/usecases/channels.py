"""Robots besides mail: added with an address that is never shown again, chosen for, tried, removed."""

import json
from collections.abc import Mapping
from datetime import datetime

from services.accounts.domain.channel import Channel, check_new
from services.accounts.domain.mails import DAILY, next_morning
from services.accounts.domain.sms import SMS
from services.accounts.store import audit, organisations, people
from services.accounts.store import channels as store
from shared.errors import NotFound
from shared.ids import new_id
from shared.keys import Keeper
from shared.messages import N_
from shared.messaging import jobs, timers
from shared.messaging.timers import Timer
from shared.mongo import transactional
from shared.viewer import Viewer

MESSAGE, MORNING, DAILY_MESSAGE, TEST = "channel_message", "channels.morning", "channel_daily", "channel_test"


@transactional
def add(
    form: str, url: str, host: str, secret: str, organisation: str | None, keeper: Keeper, viewer: Viewer,
    now: datetime,
) -> Channel:  # fmt: skip
    """``organisation``: the robot of its group, added by an administrator; else one's own. ``host`` is one that the
    operator allows."""
    there = of(organisation, viewer)
    check_new(form, secret, len(there))
    made = Channel(new_id(), form, host, now, viewer.person, people.person(viewer.person).language)
    made.person, made.organisation = (None, organisation) if organisation else (viewer.person, None)
    made.sealed = keeper.wrap(made.id, json.dumps({"url": url, "secret": secret}).encode())
    store.add(made)
    _recorded(N_("Robot added: %(host)s"), made, viewer, now)
    return made


def of(organisation: str | None, viewer: Viewer) -> list[Channel]:
    """One's own, or those of an organisation that one administers; no operator's, since they lead elsewhere."""
    if organisation is None:
        return store.of_person(viewer.person)
    if organisation not in viewer.organisations_as(*organisations.ADMINS):
        raise NotFound(N_("There is no such organisation."))
    return store.of_organisation(organisation)


def opened(channel: Channel, keeper: Keeper) -> tuple[str, str]:
    """Its address and secret, for the one message that goes there now."""
    found = json.loads(keeper.unwrap(channel.sealed))
    return found["url"], found["secret"]


@transactional
def choose(channel_id: str, choices: Mapping[str, str], viewer: Viewer, now: datetime) -> None:
    channel = store.channel(channel_id, viewer)
    channel.choose(
        {kind: choice for kind, choice in choices.items() if channel.form != SMS or choice != DAILY}
    )
    store.save(channel)
    _schedule(channel, now)


def _schedule(channel: Channel, now: datetime) -> None:
    if DAILY in channel.chosen().values():
        timers.put(channel.id, MORNING, next_morning(zone_of(channel), now))
    else:
        timers.cancel(channel.id, MORNING)


def zone_of(channel: Channel) -> str:
    if channel.person:
        return people.person(channel.person).zone
    return organisations.organisations_by_id([channel.organisation or ""])[0].time_zone


def morning(timer: Timer, now: datetime) -> None:
    """In one transaction: the message's job, and the timer of the next."""
    channel = store.known(timer.subject)
    if channel is not None:
        jobs.add(DAILY_MESSAGE, channel.id, now)
        timers.put(channel.id, MORNING, next_morning(zone_of(channel), now, now))


@transactional
def test(channel_id: str, viewer: Viewer, now: datetime) -> None:
    jobs.add(TEST, store.channel(channel_id, viewer).id, now)


@transactional
def remove(channel_id: str, viewer: Viewer, now: datetime) -> None:
    channel = store.channel(channel_id, viewer)
    timers.cancel(channel.id)
    store.delete(channel.id)
    _recorded(N_("Robot removed: %(host)s"), channel, viewer, now)


def _recorded(act: str, channel: Channel, viewer: Viewer, now: datetime) -> None:
    audit.record(act, channel.organisation or viewer.person, viewer.person, now, host=channel.host)


def tell(item_id: str, people_: list[str], organisation: str | None, now: datetime) -> None:
    """A job for each robot of those whom a mail tells of it, and of the organisation's group."""
    found = [channel for person in people_ for channel in store.of_person(person)]
    found += store.of_organisation(organisation) if organisation else []
    for channel in found:
        jobs.add(MESSAGE, item_id, now, channel=channel.id)
