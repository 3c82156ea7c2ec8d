"""Every way of changing one thing in a JSON document: each leaf, each key, each list, each type."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

KINDS = ("leaf", "key removed", "key added", "array order", "type", "duplicate key")


@dataclass(frozen=True)
class Mutation:
    """``place``: the way to what was changed. ``text``: the whole document as JSON."""

    kind: str
    place: str
    text: str


def mutations(document: Any) -> Iterator[Mutation]:
    for path in _paths(document):
        place, value = "/" + "/".join(map(str, path)), _at(document, path)
        for kind, changed in _changes(value):
            yield Mutation(kind, place, json.dumps(_with(document, path, changed), ensure_ascii=False))
        if path and isinstance(path[-1], str):
            yield Mutation("key removed", place, json.dumps(_without(document, path), ensure_ascii=False))
            yield Mutation("duplicate key", place, _twice(document, path))


def _changes(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield (
            "key added",
            value | {"description": "Professor"} if "description" not in value else value | {"x": "y"},
        )
        yield "type", "text"
        yield "type", [value]
    elif isinstance(value, list):
        if len(value) > 1 and value != value[::-1]:
            yield "array order", value[::-1]
        yield "type", value[0]
    elif isinstance(value, str):
        yield "leaf", f"{value}x"
        yield "type", [value]
        yield "type", 1
    else:
        yield "leaf", not value if isinstance(value, bool) else value + 1
        yield "type", str(value)


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in inner:
        yield from _paths(item, (*path, name))


def _at(document: Any, path: tuple[str | int, ...]) -> Any:
    for name in path:
        document = document[name]
    return document


def _with(document: Any, path: tuple[str | int, ...], value: Any) -> Any:
    if not path:
        return value
    made = deepcopy(document)
    _at(made, path[:-1])[path[-1]] = value
    return made


def _without(document: Any, path: tuple[str | int, ...]) -> Any:
    made = deepcopy(document)
    del _at(made, path[:-1])[path[-1]]
    return made


def _twice(document: Any, path: tuple[str | int, ...]) -> str:
    """The member stands twice, the second time with another value: some readers take the first, some the last."""
    marked = _with(document, path, "\0")
    name, value = json.dumps(path[-1]), json.dumps(_at(document, path), ensure_ascii=False)
    text = json.dumps(marked, ensure_ascii=False)
    return text.replace(f'{name}: "\\u0000"', f'{name}: {value}, {name}: "Professor"', 1)
