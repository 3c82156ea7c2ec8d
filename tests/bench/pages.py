"""The list of briefs and the making of one, through nginx, beside a bare page and a bare insert."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Any

import pymongo
import requests

from deploy.gateway import ROOT, Gateway
from deploy.local import parts
from deploy.local.process import Running, free_port, port_answers
from deploy.local.servers import answers
from deploy.local.stack import Stack
from shared.config import SERVICES
from shared.ids import new_id
from tests.actors_projects import API, brief_terms, may_have_many_briefs
from tests.bench.events import Row
from tests.bench.load import Load
from tests.journey.loop import People, everybody_comes_in
from tests.journey.stages import WholeStack, environment

BRIEFS = 10_000
ROWS = 25


@contextmanager
def running(folder: Path) -> Iterator[WholeStack]:
    stack = Stack(folder / "var", free_port(), environment(GATEWAY_RATE="100000"))
    stack.up(tied_to_caller=True)
    try:
        yield WholeStack(stack)
    finally:
        stack.down()


def rows(folder: Path) -> Iterator[Row]:
    with running(folder) as stage:
        people = everybody_comes_in(stage)
        before = bare(folder, stage)
        listed, same, made = _product(stage, people)
        page, insert = (mean(both) for both in zip(before, bare(folder, stage), strict=True))
    yield Row("bare Flask page", page, "requests/s")
    yield Row("bare MongoDB insert", insert, "requests/s")
    yield Row(f"list of {ROWS} out of {BRIEFS} briefs", listed, "requests/s")
    yield Row("list against the bare page", listed / page, "×", at_least=0.10)
    yield Row("list, unchanged (304)", same, "requests/s")
    yield Row("unchanged list against the bare page", same / page, "×", at_least=0.5)
    yield Row("a brief is made", made, "requests/s")
    yield Row("making against the bare insert", made / insert, "×")


def bare(folder: Path, stage: WholeStack) -> tuple[float, float]:
    """(pages, inserts) a second of ``bare_web`` with the stack's settings of gunicorn and nginx. Measured before and
    after the product: a machine that others use is not equally fast for two minutes."""
    port, settings = free_port(), stage.stack.settings
    socket = "unix:run/bare.sock"
    env = {**stage.stack.service_env(), "PYTHONPATH": str(ROOT)}
    part = parts.web(settings, SERVICES[0], env)
    command = [*part.command[:-1], "tests.bench.bare_web:app"]
    command[command.index(f"unix:run/{SERVICES[0]}.sock")] = socket
    web = Running.start(
        replace(part, name="bare", command=command, log=settings.log("bare")),
        lambda: (settings.var / "run" / "bare.sock").exists(),
    )
    gateway = Gateway(
        temp=settings.var / "nginx-bare", files=settings.var / "files", listen=f"127.0.0.1:{port}",
        public_url=f"http://127.0.0.1:{port}", upstreams=dict.fromkeys(SERVICES, socket), rate=100_000,
        trusted_proxy="",
    )  # fmt: skip
    gateway.write()
    nginx = Running.start(
        replace(
            parts.nginx(settings),
            name="bare-nginx",
            command=gateway.command(),
            log=settings.log("bare-nginx"),
        ),
        lambda: port_answers(port) and answers(port, SERVICES[0]),
    )
    try:
        url = f"http://127.0.0.1:{port}"
        page = Load(url, "GET", "/projects/page", 200).per_second()
        return page, Load(url, "POST", "/projects/insert", 201, body={}).per_second()
    finally:
        nginx.stop()
        web.stop()


def _product(stage: WholeStack, people: People) -> tuple[float, float, float]:
    """(lists, unchanged lists, briefs made) a second."""
    mentor = people.mentor
    made = stage.until(lambda: _first_brief(mentor), "a company that projects knows")
    may_have_many_briefs(people.operator, mentor.organisation)
    _copies(stage, made["id"])
    token = mentor.post("/accounts/api/v1/tokens", {"name": "bench"}, status=201)["token"]
    signed_in = {"Authorization": f"Bearer {token}"}
    url, path = stage.stack.url, f"{API}/briefs?limit={ROWS}"
    first = requests.get(url + path, headers=signed_in, timeout=30)
    assert len(first.json()["items"]) == ROWS
    listed = Load(url, "GET", path, 200, signed_in).per_second()
    unchanged = {**signed_in, "If-None-Match": first.headers["ETag"]}
    same = Load(url, "GET", path, 304, unchanged).per_second()
    terms = brief_terms(mentor)
    return listed, same, Load(url, "POST", f"{API}/briefs", 201, signed_in, terms).per_second()


def _first_brief(mentor: Any) -> Any:
    """None before projects knows who the mentor is, and their company."""
    if mentor.http.call("GET", f"{API}/schools").status != 200:
        return None
    sent = {"X-CSRF-Token": mentor.token}
    answer = mentor.http.call("POST", f"{API}/briefs", body=brief_terms(mentor), headers=sent)
    return answer.json if answer.status == 201 else None


def _copies(stage: WholeStack, brief: str) -> None:
    with stage.stack.database() as uri, pymongo.MongoClient(uri) as client:
        briefs = client["shixun_projects"]["briefs"]
        document = briefs.find_one({"_id": brief})
        assert document is not None
        briefs.insert_many([{**document, "_id": new_id()} for _ in range(BRIEFS - 1)])
