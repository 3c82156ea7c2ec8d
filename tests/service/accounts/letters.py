"""What the tests of mails read in them, and do about them."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from shared import clock
from tests.actors import Actor
from tests.service.accounts.others import opens
from tests.world import World

API, PAGE = "/accounts/api/v1/me/mails", "/accounts/mails"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def mails_to(world: World, who: Actor) -> list[EmailMessage]:
    """About what waits; oldest first."""
    world.settle()
    found = [message_from_bytes(text.encode(), policy=policy.default) for text in world.mails()]
    return [mail for mail in found if mail["To"] == who.mail and mail["List-Unsubscribe"]]


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None, f"a mail has no {kind}"
    return str(part.get_content())


def chooses(who: Actor, **choices: str) -> None:
    who.get(API)
    who.patch(API, choices, If_Match=who.seen["headers"]["ETag"])


def reminds(world: World, who: Actor, message: str = "Confirm the proposed team", **facts: timedelta) -> str:
    """Something waits for them and is to be reminded of now; ``due`` is counted from now."""
    due = clock.now() + facts["due"] if "due" in facts else None
    subject = opens(world, person=who.person, message=message, remind=clock.now(), due=due)
    world.settle()
    return subject


def link_in(mail: EmailMessage) -> str:
    """The path of the link by which a mail program ends these mails."""
    found = re.fullmatch(
        r"<http://127\.0\.0\.1:8080(/accounts/mails/leave/[\w-]{32})>", mail["List-Unsubscribe"]
    )
    assert found, mail["List-Unsubscribe"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return found[1]


BOSS_ZONE = "Europe/Dublin"
"""Of a company that signed up in English, and of whoever did it."""


def to_eight(world: World, zone: str) -> datetime:
    """Let the time pass until it is 08:00 and a minute in the zone, the next time that it is; returns that moment."""
    there = clock.now().astimezone(ZoneInfo(zone))
    morning = there.replace(hour=8, minute=1, second=0, microsecond=0)
    if morning <= there:
        morning = (morning + timedelta(days=1)).replace(hour=8)
    world.later(seconds=(morning.astimezone(ZoneInfo("UTC")) - clock.now()).total_seconds())
    return clock.now()
