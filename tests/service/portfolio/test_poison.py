"""Fifty documents that were made to be slow, all at once: whoever checks an honest credential does not notice."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psutil
import pytest
import requests

from services.portfolio.usecases import verifying
from shared import clock, mongo
from shared.errors import Unavailable
from tests.service.portfolio.conftest import Stage

POISON, GOOD = 50, 100
MEGABYTE = 1 << 20


@pytest.fixture
def served(stage: Stage) -> Iterator[str]:
    """Portfolio as it is run: one process with eight threads."""
    settings = stage.world.settings["portfolio"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = os.environ | {
        "MONGODB_URI": settings.mongodb_uri, "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "NAME_PREFIX": "t_",
        "KEYS_DIR": str(settings.keys_dir), "FILES_DIR": str(settings.files_dir), "PUBLIC_URL": settings.public_url,
        "TERMS_VERSION": "2040-01-01", "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "8", "--bind"]
    server = subprocess.Popen([*command, f"127.0.0.1:{port}", "services.portfolio.wsgi:app"], env=env)
    url = f"http://127.0.0.1:{port}/portfolio"
    try:
        _until_ready(url)
        yield url
    finally:
        server.terminate()
        server.wait(20)


def _until_ready(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if requests.get(f"{url}/readyz", timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError("the server is not ready after a minute")


def poison(document: dict[str, Any], number: int) -> str:
    """Its blank nodes are alike, its objects many: as slow as the limits let one be, and none like another."""

    def twin(depth: int) -> dict[str, Any]:
        if depth == 0:
            return {"type": ["Evidence"], "name": f"x{number}"}
        return {"type": ["VerifiableCredential"], "evidence": [twin(depth - 1) for _ in range(3)]}

    return json.dumps(document | {"evidence": [*document["evidence"], *(twin(2) for _ in range(25))]})


def ask(url: str, text: str, number: int) -> tuple[float, int, str]:
    """Seconds, status, verdict; each from an address of its own, as people come."""
    begun = time.perf_counter()
    headers = {"X-Forwarded-For": f"10.{number // 250}.{number % 250}.1"}
    answer = requests.post(f"{url}/api/v1/verify", json={"text": text}, headers=headers, timeout=60)
    return time.perf_counter() - begun, answer.status_code, answer.json().get("verdict", "")


def memory() -> int:
    """Of the server with its processes, in bytes."""
    ours = psutil.Process().children(recursive=True)
    return sum(one.memory_info().rss for one in ours if "gunicorn" in " ".join(one.cmdline()))


@pytest.mark.soak
@pytest.mark.alone
def test_fifty_poisons_at_once_keep_nobody_waiting(stage: Stage, served: str) -> None:
    document = stage.student.get(f"/portfolio/api/v1/credentials/{stage.issues()}")
    good = [json.dumps(document) + " " * n for n in range(GOOD + 1)]
    assert ask(served, good[GOOD], 1)[2] == "valid"
    before, most = memory(), [0]
    finished = threading.Event()

    def watch() -> None:
        while not finished.wait(0.1):
            most[0] = max(most[0], memory())

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(POISON) as crowd, ThreadPoolExecutor(2) as people:
        poisons = [crowd.submit(ask, served, poison(document, n), 1000 + n) for n in range(POISON)]
        honest = [people.submit(ask, served, good[n], 2000 + n) for n in range(GOOD)]
        bad, fine = [one.result() for one in poisons], [one.result() for one in honest]
    finished.set()
    watcher.join()
    slowest, p99 = max(one[0] for one in bad), sorted(one[0] for one in fine)[int(GOOD * 0.99) - 1]
    grown = (most[0] - before) / MEGABYTE
    told = {status: sum(1 for one in bad if one[1] == status) for status in {one[1] for one in bad}}
    print(f"poison: {told}, slowest {slowest:.2f} s; honest p99 {p99:.2f} s; memory +{grown:.0f} MiB")
    assert {one[2] for one in fine} == {"valid"}
    assert set(told) <= {200, 503}
    assert not [one for one in bad if one[2] == "valid"]
    assert slowest <= 10
    assert p99 <= 2
    assert grown <= 200


def test_what_is_in_the_log_passes_while_the_gate_is_closed(stage: Stage) -> None:
    document = stage.student.get(f"/portfolio/api/v1/credentials/{stage.issues()}")
    settings, now = stage.world.settings["portfolio"], clock.now()
    changed = json.dumps(document | {"name": "Professor"})
    with mongo.serving("portfolio"):
        for _ in range(verifying.UNLOGGED_AT_ONCE):
            verifying._gate.acquire()
        try:
            assert verifying.verify_text(json.dumps(document), settings, now).verdict.word == "valid"
            assert verifying.verify_text("junk", settings, now).verdict.word == "not_checkable"
            with pytest.raises(Unavailable):
                verifying.verify_text(changed, settings, now)
        finally:
            for _ in range(verifying.UNLOGGED_AT_ONCE):
                verifying._gate.release()
        assert verifying.verify_text(changed, settings, now).verdict.word == "invalid"
