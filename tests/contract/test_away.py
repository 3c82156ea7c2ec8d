"""Without its database the product answers in time: 503, when to come again, and nobody waits in a queue for ever."""

import http.client
import json
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.gateway import ROOT
from deploy.local.mongod import Mongod
from deploy.local.process import Part, Running, free_port, port_answers
from tests.contract.waiting import until

AT_ONCE = 50
IN_TIME = 3.0


@dataclass
class Web:
    """accounts behind gunicorn with the threads it has in the stack, over a mongod that can be stopped."""

    port: int
    folder: Path
    database: Mongod

    def sign_in(self) -> tuple[int, dict[str, str], float]:
        """(status, headers, seconds) of a request that needs the database."""
        begun = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = json.dumps({"mail": "nobody@x.example", "password": "a long sentence"})
        try:
            headers = {"Content-Type": "application/json"}
            connection.request("POST", "/accounts/api/v1/sign-in", body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, dict(answer.getheaders()), time.monotonic() - begun
        finally:
            connection.close()

    def many(self) -> list[tuple[int, dict[str, str], float]]:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(lambda _: self.sign_in(), range(AT_ONCE)))


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    database, port = Mongod.start(tmp_path), free_port()
    env = {
        **os.environ, "MONGODB_URI": database.uri, "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "KEYS_DIR": str(tmp_path / "keys"), "FILES_DIR": str(tmp_path / "files"), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--threads", "8", "services.accounts.wsgi:app"]
    part = Part("web", command, tmp_path, tmp_path / "web.log", env)
    running = Running.start(part, lambda: port_answers(port))
    made = Web(port, tmp_path, database)
    try:
        yield made
    finally:
        running.stop()
        made.database.stop()


@pytest.mark.soak
@pytest.mark.alone
def test_many_at_once_are_told_in_time_to_come_again_and_then_can(web: Web) -> None:
    until(lambda: web.sign_in()[0] == 422, "with its database it knows that nobody is called so")
    web.database.stop()

    for wave in ("when it has just gone", "while it is away"):
        answers = web.many()
        assert {status for status, _, _ in answers} == {503}, wave
        assert all(int(headers["Retry-After"]) > 0 for _, headers, _ in answers)
        slowest = max(seconds for _, _, seconds in answers)
        assert slowest <= IN_TIME, f"{wave}, the slowest of {AT_ONCE} took {slowest:.1f} s"

    web.database = Mongod.start(web.folder, web.database.port)
    back = until(lambda: web.sign_in()[0] == 422, "it answers again")
    assert back < 5
