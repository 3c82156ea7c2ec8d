"""What every service does alike when a person asks for what is held of them: gather, cut into parts, publish."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from shared import mongo
from shared.events import accounts
from shared.events.exporting import PART
from shared.messaging import erased, jobs, outbox
from shared.messaging.cloudevents import Delivery
from shared.messaging.consuming import Handlers
from shared.messaging.jobs import Job, Kinds, Work

KIND = "export.part"
MOST_BYTES = 400_000
"""Of one part, well below what an event may hold."""

Sections = dict[str, list[dict[str, Any]]]
CHAIN = ("sealed", "salt", "hash", "previous", "number", "late")
"""Of a row of a trail: how it is chained to the others."""
_OURS = frozenset({"_id", "schema_version", "version", "n", "people"})


def plain(document: Mapping[str, Any], *but: str) -> dict[str, Any]:
    """The document as JSON values: moments as text, without bytes, what is our bookkeeping, and what ``but`` names."""
    left_out = _OURS | set(but)
    found = {} if "_id" in but else {"id": document.get("_id")}
    found |= {name: value for name, value in document.items() if name not in left_out}
    return {name: _plain(value) for name, value in found.items() if value not in (None, "", [], {})}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items() if inner not in (None, "", [], {})}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, str | int | float | bool) or value is None else None


def parts(sections: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Sections]:
    """The sections cut so that none has more than ``MOST_BYTES``; at least one, which may be empty."""
    found: list[Sections] = [{}]
    size = 0
    for title, row in _rows(sections):
        bytes_of_row = len(json.dumps(row, ensure_ascii=False).encode()) + len(title.encode())
        if size and size + bytes_of_row > MOST_BYTES:
            found.append({})
            size = 0
        found[-1].setdefault(title, []).append(dict(row))
        size += bytes_of_row
    return found


def _rows(
    sections: Mapping[str, Sequence[Mapping[str, Any]]],
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for title, rows in sections.items():
        for row in rows:
            yield title, row


def handlers() -> Handlers:
    return {accounts.ExportAsked: _asked, accounts.ExportEnded: _ended}


def _asked(delivery: Delivery, now: datetime) -> None:
    event = delivery.event
    if not erased.is_erased(event.person):
        jobs.add(KIND, event.export, now, person=event.person)


def _ended(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    outbox.strip(delivery.event.export)


def work(gather: Callable[[str], Sections]) -> Kinds:
    """``gather`` reads all that the service holds of the person, in no transaction."""

    def perform(job: Job, now: datetime) -> list[Sections]:  # noqa: ARG001
        return parts(gather(job.params["person"]))

    def finish(job: Job, found: list[Sections], now: datetime) -> None:
        person, part = job.params["person"], PART[mongo.current_service()]
        for number, sections in enumerate(found, start=1):
            personal = {person: {"sections": sections}}
            event = part(export=job.subject, person=person, number=number, of=len(found), personal=personal)
            outbox.append(event, now)

    return {KIND: Work(perform, finish)}
