"""Where the story is played: on the whole running stack, over its network, as anybody could."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from deploy.local import logfiles
from deploy.local.stack import Stack
from tests.actors import Http, Network

PATIENCE_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 0.1


@dataclass
class WholeStack:
    """Everything real: nginx, gunicorn, workers, MongoDB, a broker."""

    stack: Stack
    patience: float = PATIENCE_SECONDS

    def browser(self) -> Http:
        return Network(self.stack.url)

    def first_code(self) -> str:
        return (self.stack.var / "keys" / "first-operator-code").read_text()

    def until(self, look: Callable[[], Any], what: str) -> Any:
        """Look again and again until ``look`` finds something; events take their time."""
        deadline = time.monotonic() + self.patience
        while not (found := look()):
            assert time.monotonic() < deadline, f"after {self.patience:.0f} s still waiting for {what}"
            time.sleep(LOOK_AGAIN_SECONDS)
        return found

    def mail_to(self, address: str) -> str:
        """The text of the newest mail to that address; in local mode mails are files."""
        try:
            return str(self.until(lambda: _newest(self.stack.var / "mail", address), f"a mail to {address}"))
        except AssertionError as error:
            error.add_note(self._left_behind())
            raise

    def logs_with(self, request_id: str) -> set[str]:
        """The parts of the stack in whose log a line bears that id; all of them write JSON."""
        lines = (
            (path.stem, line) for path in (self.stack.var / "log").glob("*.log") for line in _lines(path)
        )
        return {
            part
            for part, line in lines
            if request_id in line and json.loads(line)["request_id"] == request_id
        }

    def _left_behind(self) -> str:
        """What the worker that sends mails has said last, and what lies in the folder of mails."""
        said = logfiles.tail(self.stack.settings.log("accounts-worker"), 20)
        mails = sorted(path.name for path in (self.stack.var / "mail").glob("*"))
        return f"accounts-worker at {datetime.now(UTC)}:\n{said}mails: {mails}"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def _newest(folder: Path, address: str) -> str | None:
    for path in sorted(folder.glob("*.eml"), key=lambda found: found.stat().st_mtime_ns, reverse=True):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        if address in str(mail["To"]):
            body = mail.get_body(("plain",))
            return str(body.get_content()) if body is not None else None
    return None


def environment(**changes: str) -> dict[str, str]:
    """The environment of a stack for tests: none of the settings of whoever runs them."""
    ours = ("MONGODB_URI", "KAFKA_BOOTSTRAP_SERVERS", "PUBLIC_URL", "VAR", "PORT", "MAIL_URL", "KAFKA")
    return {name: value for name, value in os.environ.items() if name not in ours} | changes
