"""Each API does what its description says: whatever is sent to it, by whomever, the answer is one of those described.

Schemathesis makes the requests out of the description. In their paths stand ids that exist, since a guessed one gets no
further than 404. Whatever else is asked here while the world is made and changed is compared too.
"""

import random
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from shared.config import SERVICES
from tests.security.described import Described
from tests.security.matrix import ready
from tests.security.matrix.stage import Caller, Stage
from tests.security.matrix.table import Row
from tests.security.reaching import WAYS

pytestmark = [pytest.mark.soak, pytest.mark.xdist_group("security")]

EXAMPLES = 4
"""Of each operation, for each who asks: valid and invalid requests each."""
BRIEFLY = settings(
    max_examples=EXAMPLES, database=None, deadline=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
REFUSED = (200, 409, 412, 422, 428, 404, 403, 401)
"""From nearly done to unknown."""


@pytest.fixture(scope="module")
def apis(stage: Stage) -> dict[str, Described]:
    return {service: Described(stage, service) for service in SERVICES}


@pytest.fixture(scope="module")
def number() -> int:
    made = random.getrandbits(32)
    print(f"seed {made}")
    return made


@pytest.mark.parametrize("service", SERVICES)
def test_no_request_gets_an_answer_that_is_not_described(
    stage: Stage, apis: dict[str, Described], number: int, service: str
) -> None:
    api = apis[service]
    for label, operation in api.operations.items():
        stage.rewind()
        for row in api.rows[label]:
            _asks(api, row)
        for row in api.rows[label][:1]:
            first, *others = _callers(stage, row)
            with suppress(Unsatisfiable):  # it takes nothing that could be wrong
                _tries(api, operation, row, first, GenerationMode.NEGATIVE, number)
            for who in first, *others:
                _tries(api, operation, row, who, GenerationMode.POSITIVE, number)
    assert not api.faults, f"seed {number}:\n" + "\n\n".join(sorted(api.faults))


def test_every_operation_is_reached(stage: Stage, apis: dict[str, Described]) -> None:
    """By a row of the matrix, while the world was made, or on a way of its own."""
    heard = list(stage.heard)
    for way in WAYS:
        ready.begin(stage)
        way(stage.world, stage.cast.halves["a"])
        heard += stage.world.heard
    ready.begin(stage)
    for api in apis.values():
        for label, found in api.rows.items():
            for row in found if label not in api.reached else ():
                _asks(api, row)
        for one in heard:
            api.hears(one.method, one.path, one.answer.status, one.answer.headers, one.answer.text)
    missed = [label for api in apis.values() for label in api.operations if label not in api.reached]
    assert not missed, f"nobody ever reaches {missed}"
    faults = sorted(fault for api in apis.values() for fault in api.faults)
    assert not faults, "\n\n".join(faults)


def _callers(stage: Stage, row: Row) -> list[Caller]:
    """For whom the row's request comes nearest to being done, one who may not, and nobody."""
    mine = [one for one in stage.callers if one.half in ("", "a")]
    refused = [one for one in mine if row.cells[one.role][0] == 403]
    nobody = [one for one in mine if one.role == "signed_out"]
    first = min(
        mine,
        key=lambda one: REFUSED.index(row.cells[one.role][0]) if row.cells[one.role][0] in REFUSED else 0,
    )
    return list({one.name: one for one in (first, *refused[:1], *nobody)}.values())


def _asks(api: Described, row: Row) -> None:
    """The row's own request; where it needs a version, of the one that the caller has just read."""
    who = _callers(api.stage, row)[0]
    if row.method in ("PUT", "PATCH"):
        read = api.stage.call(replace(row, method="GET", json="", raw="", headers={}), who, "a")
        row = replace(row, headers={"If-Match": read.headers.get("ETag", '"v1"')})
    seen = api.stage.call(row, who, "a")
    api.hears(row.method, api.stage.filled(row.path, "a"), seen.status, seen.headers, seen.text)
    if row.method != "GET":
        api.stage.put_back()


def _tries(api: Described, operation: Any, row: Row, who: Caller, mode: GenerationMode, number: int) -> None:
    _, inside = api.meant(row.method, api.stage.filled(row.path, "a"))
    sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in who.cookies.items()), "X-CSRF-Token": who.token}

    @seed(number)
    @BRIEFLY
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=inside or None))
    def run(case: Any) -> None:
        response = case.call(headers=sent)
        api.compares(case, response)
        if row.method != "GET" and response.status_code < 400:
            api.stage.put_back((api.service,))

    run()
