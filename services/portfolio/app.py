"""What the web server and the worker of portfolio are made of."""

from functools import partial
from pathlib import Path

from flask import Flask

from services.portfolio import store, subscriptions, timers
from services.portfolio.api import blueprint as api
from services.portfolio.pages import BLUEPRINTS
from services.portfolio.store import exporting as export
from services.portfolio.store import migrations
from services.portfolio.usecases import anchoring, blocking, installing, issuing, recording, schoolkeys
from shared import directory, exporting
from shared.config import Settings
from shared.messaging import replaying
from shared.service import Service
from shared.web.app import new_app


def create_app(settings: Settings) -> Flask:
    return new_app(settings, Path(__file__).parent, BLUEPRINTS, api, keys=installing.keys(settings))


def service(settings: Settings) -> Service:
    on_event = directory.HANDLERS | exporting.handlers() | subscriptions.handlers(settings)
    return Service(
        name="portfolio",
        models=store.MODELS,
        indexes=directory.INDEXES | store.INDEXES,
        migrations=migrations.MIGRATIONS,
        on_event=on_event,
        obeys=replaying.HANDLERS,
        on_timer=timers.HANDLERS,
        keeps=store.KEEPS,
        tidies=partial(blocking.drop_over, settings.credit_terms),
        work={
            **issuing.kinds(settings),
            **anchoring.kinds(settings),
            **recording.kinds(settings),
            **schoolkeys.KINDS,
            **exporting.work(export.of),
            **replaying.work(on_event),
        },
        prepare=installing.prepare,
        keys=installing.keys(settings),
    )
