"""How far the loading of the demo is, in a folder that the first page and the supervisor read too.

``wish`` is there once somebody asked for the demo; ``progress.json`` says the rest.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOADING, LOADED, FAILED = "loading", "loaded", "failed"


@dataclass(frozen=True)
class Progress:
    folder: Path

    @property
    def wished(self) -> bool:
        return (self.folder / "wish").is_file()

    @property
    def state(self) -> str | None:
        """One of LOADING, LOADED, FAILED; None before it began."""
        try:
            return str(json.loads((self.folder / "progress.json").read_text(encoding="utf-8"))["state"])
        except FileNotFoundError:
            return None

    def loads(self, done: int, of: int) -> None:
        """So many days of the story are told."""
        self._say(state=LOADING, done=done, of=of)

    def loaded(self, password: str, accounts: Sequence[Mapping[str, str]]) -> None:
        """``accounts``: as in demo.json; what is secret in them stays there."""
        people = [
            {"persona": one["persona"], "name": one["name"], "mail": one["mail"], "code": "key" in one}
            for one in accounts
        ]
        self._say(state=LOADED, password=password, people=people)

    def failed(self, why: str) -> None:
        self._say(state=FAILED, why=why)

    def _say(self, **values: Any) -> None:
        """Whole or not at all: others read it at any moment."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / "progress.json.new"
        draft.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
        draft.replace(self.folder / "progress.json")
