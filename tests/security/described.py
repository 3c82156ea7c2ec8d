"""One service's API beside its OpenAPI document: what is sent, what came back, and where the two differ."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import requests
import schemathesis
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from werkzeug.exceptions import HTTPException

from tests.security.matrix.stage import Stage, service_of
from tests.security.matrix.table import Row, rows

CHECKS: list[CheckFunction] = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
]  # fmt: skip
VARIABLE = re.compile(r"<(?:[^<>]*:)?(\w+)>")
ADDRESS = "http://127.0.0.1:8080"


@dataclass
class Described:
    """``reached``: the operations that have answered 2xx; ``faults``: answers that the document does not describe."""

    stage: Stage
    service: str
    reached: set[str] = field(default_factory=set)
    faults: set[str] = field(default_factory=set)

    @cached_property
    def operations(self) -> dict[str, Any]:
        """By "METHOD /path"."""
        place = f"/{self.service}/api/v1/openapi.json"
        document = schemathesis.openapi.from_wsgi(place, self.stage.apps[self.service])
        return {one.ok().label: one.ok() for one in document.get_all_operations()}

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        """Those of the matrix, by the operation that they ask for."""
        found: dict[str, list[Row]] = {label: [] for label in self.operations}
        for row in rows(self.service):
            label, _ = self.meant(row.method, self.stage.filled(row.path, "a"))
            if label in found:
                found[label].append(row)
        return found

    def meant(self, method: str, path: str) -> tuple[str, dict[str, Any]]:
        """The operation of a request, and what stands in its path."""
        adapter = self.stage.apps[self.service].url_map.bind("127.0.0.1")
        try:
            rule, given = adapter.match(path.partition("?")[0], method, return_rule=True)
        except HTTPException:
            return "", {}
        written = VARIABLE.sub(r"{\1}", str(rule.rule))
        return f"{method} {written}", dict(given)

    def hears(self, method: str, path: str, status: int, headers: Any, text: str) -> None:
        """An answer to a request that somebody made for another reason."""
        label, given = self.meant(method, path)
        if service_of(path) != self.service or label not in self.operations or status == 304:
            return
        response = schemathesis.Response(
            status, {name: [value] for name, value in headers.items()}, text.encode(),
            requests.Request(method, ADDRESS + path).prepare(), 0.0, False,
        )  # fmt: skip
        self.compares(self.operations[label].Case(path_parameters=given), response)

    def compares(self, case: Any, response: Any) -> None:
        label = case.operation.label
        if response.status_code < 300:
            self.reached.add(label)
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as found:
            self.faults |= {f"{label} {response.status_code}: {one}" for one in found.exceptions}
