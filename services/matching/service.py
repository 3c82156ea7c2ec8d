"""What the worker and the commands of matching are made of: they load no page and no API."""

from services.matching import book, jobs, store, subscriptions
from services.matching.store import exporting as export
from services.matching.store import migrations
from services.matching.usecases import graphs
from shared import clock, directory, exporting
from shared.config import Settings
from shared.messaging import replaying
from shared.service import Service


def _prepare(settings: Settings) -> None:  # noqa: ARG001
    """A new version of the skill graph is known before anything is decided with it."""
    graphs.tell(clock.now())


def service(settings: Settings) -> Service:
    book.warm(search_too=False)
    on_event = directory.HANDLERS | exporting.handlers() | subscriptions.handlers(settings)
    return Service(
        name="matching",
        models=store.MODELS,
        indexes=directory.INDEXES | store.INDEXES,
        migrations=migrations.MIGRATIONS,
        on_event=on_event,
        obeys=replaying.HANDLERS,
        on_timer=subscriptions.TIMERS,
        work={**jobs.kinds(), **exporting.work(export.of), **replaying.work(on_event)},
        prepare=_prepare,
    )
