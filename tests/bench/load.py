"""Requests a second, from a few clients that keep their connections."""

import http.client
import json
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

CLIENTS = 4
SECONDS = 8.0


@dataclass
class Load:
    """One kind of request, sent again and again; every answer must have the status ``wanted``."""

    url: str
    method: str
    path: str
    wanted: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    done: int = 0
    failures: list[str] = field(default_factory=list)

    def per_second(self, seconds: float = SECONDS) -> float:
        """Raises AssertionError when an answer was another."""
        self._send_until(time.monotonic() + 1.0)  # warm
        self.done, begun = 0, time.monotonic()
        threads = [threading.Thread(target=self._send_until, args=(begun + seconds,)) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not self.failures, self.failures[0]
        return self.done / (time.monotonic() - begun)

    def _send_until(self, end: float) -> None:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        body = None if self.body is None else json.dumps(self.body).encode()
        while time.monotonic() < end and not self.failures:
            headers = {"Content-Type": "application/json", **self.headers}
            if self.method == "POST":
                headers["Idempotency-Key"] = uuid.uuid4().hex
            connection.request(self.method, self.path, body, headers)
            answer = connection.getresponse()
            text = answer.read()
            if answer.status != self.wanted:
                self.failures.append(f"{self.method} {self.path}: {answer.status} {text[:300]!r}")
            self.done += 1
        connection.close()
