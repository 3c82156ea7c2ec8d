"""The same story in one process: events, jobs and timers are carried while it waits."""

from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import Any

from tests.actors import Http
from tests.world import World


@dataclass
class OneProcess:
    world: World

    def browser(self) -> Http:
        return self.world.client()

    def first_code(self) -> str:
        return self.world.first_code()

    def until(self, look: Callable[[], Any], what: str) -> Any:
        self.world.settle()
        found = look()
        assert found, f"everything has settled, yet there is no sign of {what}"
        return found

    def mail_to(self, address: str) -> str:
        self.world.settle()
        for text in reversed(self.world.mails()):
            mail = message_from_bytes(text.encode(), policy=policy.default)
            if address in str(mail["To"]):
                body = mail.get_body(("plain",))
                return str(body.get_content()) if body is not None else ""
        raise AssertionError(f"no mail to {address}")
