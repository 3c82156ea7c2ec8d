"""``python -m shared.events`` prints docs/events.md: every event there is, as its declaration says it."""

import inspect
import sys
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, get_args, get_origin, get_type_hints

from shared.events import accounts, base, matching, portfolio, projects

PRODUCERS = {"accounts": accounts, "projects": projects, "matching": matching, "portfolio": portfolio}

HEAD = """# Events

Written by `python -m shared.events`; a test fails when it is stale. Change the declarations in `shared/events/`.

Events leave a service through its outbox and travel as CloudEvents 1.0 (binary mode of the Kafka binding): attributes
in `ce_` headers, the fields below as a JSON object. All events of one aggregate (the key) arrive in order, each at
least once; between aggregates there is no order. `id` fields are random ids, `fact` fields say nothing about a person.
What does stands in `personal`, a map {person id: {field: value}}, and is cut out of every retained event when the
person is erased: a reader must do without it.
"""


def document() -> str:
    """The whole of docs/events.md."""
    return "\n".join([HEAD, *(line for name in PRODUCERS for line in _producer(name))]).rstrip() + "\n"


def _producer(name: str) -> Iterator[str]:
    events = sorted(event for event in base.REGISTER if event.startswith(f"{name}."))
    yield f"## {name}"
    yield ""
    yield inspect.cleandoc(PRODUCERS[name].__doc__ or "")
    yield ""
    for event in events:
        yield from _event(base.REGISTER[event])


def _event(event: type[base.Event]) -> Iterator[str]:
    yield f"### {event.TYPE}"
    yield ""
    yield f"Topic `{event.TOPIC}`, key `{event.KEY}`."
    yield ""
    # without a docstring of its own, a dataclass gets its signature as one
    said = inspect.cleandoc(event.__doc__ or "")
    if not said.startswith(f"{event.__name__}("):
        yield said
        yield ""
    yield "| Field | Type | Class |"
    yield "|---|---|---|"
    hints, classes = get_type_hints(event), base.classes(event)
    for declared in fields(event):
        if declared.name != "personal":
            yield f"| `{declared.name}` | {_type(hints[declared.name])} | {classes[declared.name]} |"
    for name in event.PERSONAL:
        yield f"| `personal.{name}` | of each person | personal |"
    yield ""


def _type(hint: Any) -> str:
    inner = get_args(hint)
    if type(None) in inner:
        return " or ".join("null" if part is type(None) else _type(part) for part in inner)
    if get_origin(hint) is list:
        return f"list of {_type(inner[0])}"
    if get_origin(hint) is dict:
        return f"map of {_type(inner[1])}"
    names = {
        "str": "text",
        "int": "whole number",
        "float": "number",
        "bool": "true or false",
        "datetime": "moment",
    }
    return "anything" if hint is Any else names[hint.__name__]


if __name__ == "__main__":
    sys.stdout.write(document())
