"""An OpenAPI description as rows that a page shows: what to send, what comes back, and a line to try it with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Field:
    """``kind`` is the JSON type with its choices or bounds."""

    name: str
    kind: str
    required: bool


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    summary: str
    public: bool
    parameters: list[Field]
    body: list[Field]
    answer: list[Field]
    statuses: list[tuple[str, str]]
    command: str


def operations(spec: Mapping[str, Any], address: str) -> list[Operation]:
    """In order of paths; ``address`` is where the product answers."""
    schemas = spec.get("components", {}).get("schemas", {})
    return [
        _operation(method, path, described, schemas, address)
        for path, methods in sorted(spec["paths"].items())
        for method, described in methods.items()
        if method in METHODS
    ]


def _operation(
    method: str, path: str, described: Mapping[str, Any], schemas: Mapping[str, Any], address: str
) -> Operation:
    body = described.get("requestBody", {}).get("content", {}).get("application/json", {})
    good: Mapping[str, Any] = next(
        (one for status, one in described["responses"].items() if status.startswith("2")), {}
    )
    answer = good.get("content", {}).get("application/json", {})
    parameters = [
        Field(one["name"], f"{one['in']}: {_kind(one.get('schema', {}))}", one.get("required", False))
        for one in described.get("parameters", [])
        if "name" in one
    ]
    return Operation(
        method=method.upper(), path=path, summary=described.get("summary", ""),
        public=described.get("security") == [], parameters=parameters, body=_fields(body, schemas),
        answer=_fields(answer, schemas), command=_command(method, path, described, body, address),
        statuses=[(status, HTTPStatus(int(status)).phrase) for status in sorted(described["responses"])],
    )  # fmt: skip


def _fields(content: Mapping[str, Any], schemas: Mapping[str, Any]) -> list[Field]:
    schema = content.get("schema", {})
    schema = schemas.get(schema.get("$ref", "").rsplit("/", 1)[-1], schema)
    required = schema.get("required", [])
    return [Field(name, _kind(one), name in required) for name, one in schema.get("properties", {}).items()]


def _kind(schema: Mapping[str, Any]) -> str:
    """As "string", "list of string", "active, pending", "integer 1–500"."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if "enum" in schema:
        return ", ".join(str(one) for one in schema["enum"])
    kind = schema.get("type", "object")
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    bounds = [
        schema.get(low, schema.get(other))
        for low, other in (("minimum", "minLength"), ("maximum", "maxLength"))
    ]
    text = kind if isinstance(kind, str) else " or ".join(kind)
    return text if bounds[1] is None else f"{text} {bounds[0] or 0}–{bounds[1]}"


def _command(
    method: str, path: str, described: Mapping[str, Any], body: Mapping[str, Any], address: str
) -> str:
    lines = [f"curl -X {method.upper()} {address}{path}"]
    if described.get("security") != []:
        lines.append('-H "Authorization: Bearer $TOKEN"')
    if any(one.get("name") == "If-Match" for one in described.get("parameters", [])):
        lines.append("-H 'If-Match: \"v1\"'")
    if body:
        example = json.dumps(body.get("example", {}), ensure_ascii=False)
        lines += ['-H "Content-Type: application/json"', f"-d '{example}'"]
    return " \\\n  ".join(lines)
