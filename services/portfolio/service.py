"""What the worker and the commands of portfolio are made of: they load no page and no API."""

from functools import partial

from services.portfolio import store, subscriptions, timers
from services.portfolio.store import exporting as export
from services.portfolio.store import migrations
from services.portfolio.usecases import anchoring, blocking, installing, issuing, recording, schoolkeys
from shared import directory, exporting
from shared.config import Settings
from shared.messaging import replaying
from shared.service import Service


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
