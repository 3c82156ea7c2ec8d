"""What the worker and the commands of accounts are made of: they load no page and no API."""

from functools import partial

from services.accounts import jobs, store, subscriptions, tidying
from services.accounts.usecases import installing
from shared.config import Settings
from shared.messaging import replaying
from shared.service import Service


def service(settings: Settings) -> Service:
    on_event = subscriptions.handlers(settings)
    return Service(
        name="accounts",
        models=store.MODELS,
        indexes=store.INDEXES,
        keeps=store.KEEPS,
        tidies=partial(tidying.tidy, settings),
        on_event=on_event,
        obeys=replaying.HANDLERS,
        on_timer=subscriptions.TIMERS,
        work={**jobs.kinds(settings), **replaying.work(on_event)},
        prepare=installing.prepare,
        keys=installing.keys(settings),
    )
