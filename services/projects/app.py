"""What the web server and the worker of projects are made of."""

from pathlib import Path

from flask import Flask

from services.projects import jobs, store, subscriptions, timekeeping
from services.projects.api import blueprint as api
from services.projects.pages import BLUEPRINTS
from services.projects.store import exporting as export
from shared import directory, exporting, tokens
from shared.config import Settings
from shared.messaging import replaying
from shared.service import Service
from shared.web.app import new_app


def create_app(settings: Settings) -> Flask:
    return new_app(settings, Path(__file__).parent, BLUEPRINTS, api, keys=tokens.purposes(settings))


def _prepare(settings: Settings) -> None:
    """The key by which the others know that a request to sign comes from here."""
    tokens.make_service_key(settings)


def service(settings: Settings) -> Service:
    on_event = directory.HANDLERS | exporting.handlers() | subscriptions.handlers(settings)
    return Service(
        name="projects",
        models=store.MODELS,
        indexes=directory.INDEXES | store.INDEXES,
        on_event=on_event,
        obeys=replaying.HANDLERS,
        on_timer=timekeeping.handlers(settings),
        work={**jobs.kinds(settings), **exporting.work(export.of), **replaying.work(on_event)},
        prepare=_prepare,
        keys=tokens.purposes(settings),
    )
