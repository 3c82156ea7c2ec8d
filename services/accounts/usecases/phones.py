"""A telephone for reminders: its number given, proven by a code that is sent there."""

import hmac
import json
import secrets
from datetime import datetime, timedelta

from services.accounts.domain.channel import Channel
from services.accounts.domain.mails import NEVER
from services.accounts.domain.sms import SMS, number
from services.accounts.store import audit, people
from services.accounts.store import channels as store
from services.accounts.usecases import throttling
from shared.errors import Conflict
from shared.ids import digest, new_id
from shared.keys import Keeper
from shared.messages import N_
from shared.messaging import jobs
from shared.mongo import transactional
from shared.viewer import Viewer

CODE = "channel_code"
A_DAY, CODES_A_DAY = timedelta(days=1), 5


def add(phone: str, keeper: Keeper, viewer: Viewer, now: datetime) -> Channel:
    """A code goes there; another number takes the place of the one before. Few a day, by person and by number: each
    message costs, and bothers whoever has the number."""
    to = number(phone)
    audit.throttle(f"sms:{viewer.person}", CODES_A_DAY, A_DAY, now)
    audit.throttle(f"sms:{digest(to)}", CODES_A_DAY, A_DAY, now)
    return _added(to, keeper, viewer, now)


@transactional
def _added(to: str, keeper: Keeper, viewer: Viewer, now: datetime) -> Channel:
    if not people.person(viewer.person).mail_confirmed:
        raise Conflict(N_("Confirm your mail address first: the link is in your mail."))
    for before in store.of_person(viewer.person):
        if before.form == SMS:
            store.delete(before.id)
    made = Channel(new_id(), SMS, f"…{to[-4:]}", now, viewer.person, "", person=viewer.person, news=NEVER)
    made.language, made.asked = people.person(viewer.person).language, now
    code = f"{secrets.randbelow(1_000_000):06}"
    made.sealed = keeper.wrap(made.id, json.dumps({"phone": to, "code": code}).encode())
    store.add(made)
    jobs.add(CODE, made.id, now)
    audit.record(N_("Telephone number given"), viewer.person, viewer.person, now)
    return made


def opened(channel: Channel, keeper: Keeper) -> tuple[str, str]:
    """Number and code, for the one message that goes there now."""
    found = json.loads(keeper.unwrap(channel.sealed))
    return found["phone"], found["code"]


def prove(channel_id: str, code: str, keeper: Keeper, viewer: Viewer, now: datetime) -> None:
    throttling.code(viewer.person, now)
    _proven(channel_id, code, keeper, viewer, now)


@transactional
def _proven(channel_id: str, code: str, keeper: Keeper, viewer: Viewer, now: datetime) -> None:
    channel = store.channel(channel_id, viewer)
    sent = opened(channel, keeper)[1] if channel.form == SMS else ""
    channel.prove(hmac.compare_digest(sent.encode(), code.strip().encode()), now)
    store.save(channel)
    audit.record(N_("Telephone number proven"), viewer.person, viewer.person, now)
