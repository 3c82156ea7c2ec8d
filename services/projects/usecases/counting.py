"""What a company holds against its limits: refused beyond them, and told to accounts, which shows it."""

from datetime import datetime

from services.projects.domain import quota
from services.projects.store import counting as store
from shared import directory, merged
from shared.events import projects as events
from shared.messaging import outbox, timers
from shared.messaging.timers import Timer

COUNTED = "organisation.counted"


def room_for_a_brief(organisation: str) -> None:
    """Raises Conflict when the company has as many open briefs as it may."""
    quota.check_briefs(store.open_briefs(organisation), _limits(organisation)[0])


def room_for_a_file(organisation: str, size: int) -> None:
    """Raises OutOfSpace when the files of the company's teams fill what it may hold."""
    quota.check_bytes(store.total_bytes(organisation), size, _limits(organisation)[1])


def _limits(organisation: str) -> tuple[int, int]:
    """(open briefs, megabytes) that hold now."""
    found = directory.organisation(organisation)
    if found is None:
        return quota.BRIEFS, quota.MEGABYTES
    return found.most_briefs or quota.BRIEFS, found.most_megabytes or quota.MEGABYTES


def tell(organisation: str, now: datetime) -> None:
    """Soon, once for all that happens until then: were each act to tell it, all of a company would wait for each other.

    In the transaction that changed it.
    """
    organisation = merged.current(organisation)
    if not timers.waits(organisation, COUNTED):
        timers.put(organisation, COUNTED, now)


def counted(timer: Timer, now: datetime) -> None:
    organisation = merged.current(timer.subject)
    most_briefs, most_megabytes = _limits(organisation)
    found = events.OrganisationCounted(
        organisation=organisation, open_briefs=store.open_briefs(organisation), most_briefs=most_briefs,
        briefs=store.briefs(organisation), teams=store.teams(organisation), bytes=store.total_bytes(organisation),
        most_megabytes=most_megabytes,
    )  # fmt: skip
    outbox.append(found, now)
