"""What the web server and the worker of accounts are made of."""

from functools import partial
from pathlib import Path

from flask import Flask

from services.accounts import jobs, store, subscriptions, tidying
from services.accounts.api import blueprint as api
from services.accounts.pages import blueprints
from services.accounts.pages.reader import identify, organised
from services.accounts.store import people
from services.accounts.usecases import installing
from shared.config import Settings
from shared.messaging import replaying
from shared.service import Service
from shared.web.app import new_app


def create_app(settings: Settings) -> Flask:
    return new_app(
        settings,
        Path(__file__).parent,
        blueprints(settings),
        api,
        identify=identify,
        names=people.names,
        organisations=organised,
        keys=installing.keys(settings),
    )


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
