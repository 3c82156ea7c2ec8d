"""Messages of robots and to telephones: a sentence, a day, a link; no names, since others read there too."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from babel.support import Translations

from services.accounts import mailer, robots, sms, words
from services.accounts.domain.channel import Channel
from services.accounts.domain.mails import AT_ONCE, DAILY, kind_of
from services.accounts.domain.signing import Item
from services.accounts.domain.sms import SMS, one_part
from services.accounts.jobs.reminders import UNTIL, WAITS
from services.accounts.store import channels as store
from services.accounts.store import organisations, people, waiting_items
from services.accounts.usecases import channels, phones, sessions
from shared.config import Settings
from shared.keys import Keeper
from shared.messages import N_
from shared.messaging.jobs import BACKOFF_SECONDS, Job, Kinds, Work
from shared.web.i18n import LANGUAGES, written_day

PROVES = N_("%(code)s is the code that proves this number. It is good for ten minutes. Tell it to nobody.")
TESTED = N_("This robot now tells what waits. It is a test; nothing is to be done.")


def kinds(settings: Settings) -> Kinds:
    performers = {
        channels.MESSAGE: _message, channels.DAILY_MESSAGE: _daily, channels.TEST: _test, phones.CODE: _code,
    }  # fmt: skip
    return {kind: Work(partial(perform, settings), _sent) for kind, perform in performers.items()}


def _message(settings: Settings, job: Job, now: datetime) -> None:
    """About one item, where its kind comes at once."""
    item, channel = waiting_items.open_item(job.subject), store.known(job.params["channel"])
    if item is None or channel is None or channel.chosen()[kind_of(item.kind)] != AT_ONCE:
        return
    if channel.form == SMS and item.due is None:
        return
    catalogue = words.in_language(_language(channel))
    lines = [_said(item, catalogue)]
    if item.due is not None:
        day = written_day(item.due, channels.zone_of(channel), LANGUAGES[_language(channel)])
        lines.append(words.said(catalogue, UNTIL, {"day": day}))
    _send(channel, [*lines, f"{settings.public_url}{item.url}"], settings, job, now)


def _daily(settings: Settings, job: Job, now: datetime) -> None:
    """How much waits, or nothing at all."""
    channel = store.known(job.subject)
    number = _number(channel, now) if channel is not None else 0
    if channel is not None and number:
        said = words.said(words.in_language(_language(channel)), WAITS, {"num": number})
        _send(channel, [said, f"{settings.public_url}/accounts/inbox"], settings, job, now)


def _number(channel: Channel, now: datetime) -> int:
    if channel.organisation:
        return waiting_items.in_organisation(channel.organisation)
    viewer = sessions.apart_from_sessions(channel.person or "")
    found = waiting_items.items(viewer) if viewer is not None else []
    return sum(
        1 for item in found if item.taken_by in (None, channel.person) and _comes_daily(item, channel, now)
    )


def _comes_daily(item: Item, channel: Channel, now: datetime) -> bool:
    """What is only told, once."""
    kind = kind_of(item.kind)
    told = kind == "reminders" or (item.reminded is not None and item.reminded > now - timedelta(days=1))
    return told and channel.chosen()[kind] == DAILY


def _test(settings: Settings, job: Job, now: datetime) -> None:
    channel = store.known(job.subject)
    if channel is not None:
        text = words.said(words.in_language(_language(channel)), TESTED, {})
        _send(channel, [text, settings.public_url], settings, job, now, again=False)


def _code(settings: Settings, job: Job, now: datetime) -> None:
    """The code that proves a telephone number; the one message that goes to one that is not proven."""
    channel, gateway = store.known(job.subject), sms.gateway(settings)
    if channel is None or gateway is None or channel.asked is None or not _stands(channel):
        return
    to, code = phones.opened(channel, _keeper(settings))
    text = words.said(words.in_language(_language(channel)), PROVES, {"code": code})
    _noted(channel, lambda: gateway.send(to, "".join(_branded([text], _language(channel)))), job, now, False)


def _keeper(settings: Settings) -> Keeper:
    return Keeper.open(settings.keys_dir / settings.service, "channels")


def _send(
    channel: Channel, lines: list[str], settings: Settings, job: Job, now: datetime, *, again: bool = True
) -> None:
    if not _stands(channel) or channel.silent():
        return
    said = list(_branded(lines, _language(channel)))
    if channel.form == SMS:
        gateway, (to, _) = sms.gateway(settings), phones.opened(channel, _keeper(settings))
        text = one_part("", said[0], f" {settings.public_url}/accounts/inbox")
        if gateway is not None:
            _noted(channel, lambda: gateway.send(to, text), job, now, again)
        return
    url, secret = channels.opened(channel, _keeper(settings))
    text = "\n".join(said)
    _noted(channel, lambda: robots.send(channel.form, url, secret, text, settings, now), job, now, again)


def _noted(channel: Channel, sending: Callable[[], None], job: Job, now: datetime, again: bool) -> None:
    """Its owner reads on the page that nothing comes and why, and alone can mend it: the last try ends the job."""
    try:
        sending()
    except robots.NotSent as error:
        store.did_not_come(channel.id, error.reason, error.code, now)
        if again and error.reason != robots.NOT_ALLOWED and job.attempt <= len(BACKOFF_SECONDS):
            raise
    else:
        store.came(channel.id, now)


def _branded(lines: list[str], language: str) -> Iterator[str]:
    """The product's name first: DingTalk and Feishu let a robot be bound to a word in its messages."""
    yield f"[{mailer.BRAND.get(language, 'Shixun')}] {lines[0]}"
    yield from lines[1:]


def _stands(channel: Channel) -> bool:
    if channel.person:
        return not people.is_suspended(channel.person)
    found = organisations.organisations_by_id([channel.organisation or ""])
    return bool(found) and not found[0].suspended


def _language(channel: Channel) -> str:
    return people.person(channel.person).language if channel.person else channel.language


def _said(item: Item, catalogue: Translations) -> str:
    somebody = catalogue.gettext(N_("somebody"))
    return words.said(catalogue, item.message, item.params | dict.fromkeys(item.people, somebody))


def _sent(job: Job, result: None, now: datetime) -> None:
    """The message is out; there is nothing to write."""
