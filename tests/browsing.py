"""A browser, or a program, without a network: what it asks, and what it is answered."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from werkzeug.test import Client, TestResponse

ID = re.compile(r'<[a-z][^<>]* id="([^"]+)"')
"""Of a label's or a link's aim: it must lead to one place alone."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Any
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True)
class Heard:
    """What an API answered to somebody."""

    method: str
    path: str
    answer: Answer


class Browser:
    """HTTP without a network; the same calls as ``tests.actors.Network`` makes over one. ``heard``: where it notes what
    APIs answer."""

    def __init__(self, client: Client, heard: list[Heard]) -> None:
        self.client, self.heard = client, heard

    def __deepcopy__(self, memo: Any) -> "Browser":
        """Another browser with the same cookies, at the same services."""
        twin = Browser(Client(self.client.application), self.heard)
        twin.client._cookies = dict(self.client._cookies or {})
        return twin

    def call(
        self, method: str, path: str, *, body: Any = None, form: Any = None, headers: Any = None
    ) -> Answer:
        options: dict[str, Any] = {"headers": headers or {}, "data": form}
        if body is not None:
            options = {"headers": headers or {}, "json": body}
        response: TestResponse = self.client.open(path, method=method, **options)
        text = response.get_data().decode("utf-8", "replace")  # a picture or a PDF among them
        answer = Answer(response.status_code, response.headers, text)
        response.close()
        if "/api/" in path:
            self.heard.append(Heard(method, path, answer))
        if response.mimetype == "text/html":
            twice = sorted(one for one, times in Counter(ID.findall(text)).items() if times > 1)
            assert not twice, f"{method} {path}: ids that stand twice on the page: {twice}"
        return answer
