"""CloudEvents 1.0 in the binary mode of its Kafka binding: attributes as ``ce_`` headers, data as the value.

Source: CloudEvents 1.0.2, Kafka Protocol Binding 3.2; ``sequence`` and ``partitionkey`` are documented extensions.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.events.base import REGISTER, Event, EventError, decode
from shared.messaging.outbox import Row
from shared.messaging.transport import Message, Record

HEADERS = ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_subject")

_IDS = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Delivery:
    """An event as a handler gets it. ``n`` counts the events of one aggregate from 1."""

    id: str
    n: int
    time: datetime
    request_id: str
    event: Any

    @property
    def type(self) -> str:
        return str(self.event.TYPE)


def to_record(row: Row, topic: str) -> Record:
    service = row.type.split(".", 1)[0]
    headers = {
        "ce_specversion": "1.0",
        "ce_id": row.id,
        "ce_source": f"/{service}",
        "ce_type": row.type,
        "ce_time": row.time.astimezone(UTC).isoformat(timespec="milliseconds"),
        "ce_subject": row.aggregate,
        "ce_partitionkey": row.aggregate,
        "ce_sequence": str(row.n),
        "ce_requestid": row.request_id,
        "content-type": "application/json",
    }
    value = json.dumps(row.data | {"personal": row.personal}, ensure_ascii=False, separators=(",", ":"))
    return Record(topic, row.aggregate, headers, value.encode())


def event_id(message: Message) -> str:
    """The id under which the inbox knows the message; its place where it names none."""
    return message.headers.get("ce_id") or f"{message.topic}/{message.partition}/{message.offset}"


def tombstone(topic: str, key: str) -> Record:
    """Deletes what a compacted topic holds of the key. It is no event."""
    return Record(topic, key, {}, None)


def read(message: Message) -> Delivery | None:
    """The delivery, or None for a tombstone or a type that is not declared here. Raises EventError with the reason."""
    if message.value is None:
        return None
    headers = message.headers
    missing = [name for name in HEADERS if not headers.get(name)]
    if missing:
        raise EventError(f"the headers {', '.join(missing)} are missing")
    if headers["ce_specversion"] != "1.0":
        raise EventError("ce_specversion is not 1.0")
    if headers["ce_type"] not in REGISTER:
        return None
    try:
        data = json.loads(message.value)
    except ValueError as error:
        raise EventError("the value is not JSON") from error
    event = decode(headers["ce_type"], data)
    return None if event is None else _delivery(event, headers)


def _delivery(event: Event, headers: dict[str, str]) -> Delivery:
    if event.aggregate != headers["ce_subject"]:
        raise EventError("ce_subject is not the aggregate that the event speaks of")
    try:
        sequence = int(headers.get("ce_sequence", ""))
        moment = datetime.fromisoformat(headers["ce_time"])
    except ValueError as error:
        raise EventError("ce_sequence or ce_time cannot be read") from error
    if moment.tzinfo is None:
        raise EventError("ce_time names no time zone")
    return Delivery(
        headers["ce_id"], sequence, moment.astimezone(UTC), headers.get("ce_requestid", "-"), event
    )


def people(value: bytes) -> list[str]:
    """The people that a message speaks of; where it cannot be read, whoever it might speak of."""
    try:
        return sorted(json.loads(value)["personal"])
    except (ValueError, LookupError, TypeError):
        return sorted({found.decode() for found in _IDS.findall(value)})


def without(value: bytes, person: str) -> bytes | None:
    """The message's value with the person cut out; None when it cannot be read."""
    try:
        data = json.loads(value)
        data["personal"].pop(person, None)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
