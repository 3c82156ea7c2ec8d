"""Forms that keep what was typed: read by the same schemas as the API, errors by field."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import redirect, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema, ValidationError
from marshmallow.fields import Field, List, Nested

from shared.errors import Invalid
from shared.text import Secret
from shared.web.csrf import FIELD
from shared.web.errors import flatten, said
from shared.web.once import FIELD as NUMBER

_INDEX = re.compile(r"0|[1-9][0-9]{0,3}")


@dataclass(frozen=True)
class Form:
    """``values`` as typed (by flat name, "skills.0.level"), ``errors`` by the same names, ``data`` once it is valid."""

    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)

    def wrong(self, error: Invalid) -> "Form":
        return replace(self, errors={name: said(sentence) for name, sentence in error.errors.items()})


def filled(values: Mapping[str, Any]) -> Form:
    """A form that shows these values, nested ones under flat names."""
    return Form(values=flat(values))


def flat(value: Any, path: str = "") -> dict[str, Any]:
    if isinstance(value, Mapping):
        pairs = [(f"{path}.{name}" if path else str(name), inner) for name, inner in value.items()]
    elif isinstance(value, list) and any(isinstance(inner, Mapping) for inner in value):
        pairs = [(f"{path}.{index}", inner) for index, inner in enumerate(value)]
    else:
        return {path: value}
    found: dict[str, Any] = {}
    for name, inner in pairs:
        found |= flat(inner, name)
    return found


def submit(
    schema: Schema, work: Callable[[Mapping[str, Any]], str], again: Callable[[Form], str]
) -> ResponseReturnValue:
    """Read the form, do the work, and go (303) where the result is seen; what is wrong shows the form ``again``."""
    return show(schema, lambda data: redirect(work(data), 303), again)


def show(
    schema: Schema,
    work: Callable[[Mapping[str, Any]], ResponseReturnValue],
    again: Callable[[Form], str],
) -> ResponseReturnValue:
    """The same where ``work`` makes the whole answer, say with something that is shown once."""
    form = typed(schema)
    try:
        return work(_load(schema))
    except Invalid as error:
        return again(form.wrong(error)), 422


def typed(schema: Schema) -> Form:
    """What was sent, to be shown again; passwords are not."""
    values: dict[str, Any] = {}
    for name in request.form:
        texts = request.form.getlist(name)
        many = isinstance(schema.fields.get(name), List)
        if name not in (FIELD, NUMBER) and not isinstance(schema.fields.get(name), Secret):
            values[name] = texts if many else texts[0]
    return Form(values=values)


def _load(schema: Schema) -> Mapping[str, Any]:
    try:
        return dict(schema.load(_nested(schema)))
    except ValidationError as error:
        raise Invalid(flatten(error.messages)) from error


def _nested(schema: Schema) -> dict[str, Any]:
    """What was sent, in the schema's shape; empty fields are left out, so that defaults and "required" speak."""
    return {
        name: value
        for name, member in schema.fields.items()
        if not member.dump_only and (value := _value(name, member)) not in (None, "", [])
    }


def _value(name: str, member: Field) -> Any:
    if isinstance(member, List) and isinstance(member.inner, Nested):
        return [row for row in _rows(name, member.inner.schema) if row]
    if isinstance(member, List):
        return [text.strip() for text in request.form.getlist(name) if text.strip()]
    if isinstance(member, Nested):
        return {
            inner: value for inner in member.schema.fields if (value := request.form.get(f"{name}.{inner}"))
        }
    text = request.form.get(name)
    return text if text is None or isinstance(member, Secret) else text.strip()


def _rows(name: str, schema: Schema) -> list[dict[str, str]]:
    prefix = f"{name}."
    indexes = {key[len(prefix) :].split(".", 1)[0] for key in request.form if key.startswith(prefix)}
    numbers = sorted(int(index) for index in indexes if _INDEX.fullmatch(index))
    return [
        {
            inner: text
            for inner in schema.fields
            if (text := request.form.get(f"{name}.{number}.{inner}", "").strip())
        }
        for number in numbers
    ]
