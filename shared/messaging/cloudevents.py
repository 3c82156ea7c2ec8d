"""CloudEvents 1.0 in the binary mode of its Kafka binding: attributes as ``ce_`` headers, data as the value.

Source: CloudEvents 1.0.2, Kafka Protocol Binding 3.2; ``sequence`` and ``partitionkey`` are documented extensions.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.events.base import Event, EventError, decode
from shared.messaging.broker import Message, Record
from shared.messaging.outbox import Row

HEADERS = ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_subject")


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


def read(message: Message) -> Delivery | None:
    """The delivery, or None for a type that is not declared here. Raises EventError with the reason."""
    missing = [name for name in HEADERS if not message.headers.get(name)]
    if missing:
        raise EventError(f"the headers {', '.join(missing)} are missing")
    headers = message.headers
    try:
        data = json.loads(message.value)
    except ValueError as error:
        raise EventError(f"the value is not JSON: {error}") from error
    event = decode(headers["ce_type"], data)
    return None if event is None else _delivery(event, headers)


def _delivery(event: Event, headers: dict[str, str]) -> Delivery:
    if event.aggregate != headers["ce_subject"]:
        raise EventError("ce_subject is not the aggregate that the event speaks of")
    try:
        sequence = int(headers.get("ce_sequence", ""))
        moment = datetime.fromisoformat(headers["ce_time"]).astimezone(UTC)
    except ValueError as error:
        raise EventError(f"ce_sequence or ce_time cannot be read: {error}") from error
    return Delivery(headers["ce_id"], sequence, moment, headers.get("ce_requestid", "-"), event)


def people(value: bytes) -> list[str]:
    """The people that a message speaks of, as far as it can be read."""
    try:
        return sorted(json.loads(value).get("personal", {}))
    except (ValueError, AttributeError, TypeError):
        return []
