"""What the worker and the commands of projects are made of: they load no page and no API."""

from services.projects import jobs, store, subscriptions, timekeeping
from services.projects.store import exporting as export
from shared import directory, exporting, tokens
from shared.config import Settings
from shared.messaging import replaying
from shared.service import Service


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
