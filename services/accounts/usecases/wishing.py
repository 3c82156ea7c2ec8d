"""The demo, asked for on the first page: a wish in a folder that the supervisor of the one-machine stack looks into.

Only there, only while nobody but this machine can reach the product, and only by who can read the printed code.
"""

import json
from pathlib import Path
from typing import Any

from services.accounts.store import organisations
from services.accounts.usecases import installing, starting
from shared.config import Settings
from shared.errors import NotFound
from shared.messages import N_


def can_wish(settings: Settings) -> bool:
    """Whether somebody stands ready to load it."""
    return settings.is_local and settings.demo_dir is not None


def is_wished(settings: Settings) -> bool:
    return can_wish(settings) and progress(settings) is not None


def wish(settings: Settings, code: str) -> None:
    """Ask for the demo; asking twice asks once. Raises NotFound where it cannot be had, Conflict where the installation
    is not empty, Invalid for a wrong code."""
    folder = _folder(settings)
    starting.check_first(code, installing.first_code(settings))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "wish").touch(mode=0o600)


def progress(settings: Settings) -> dict[str, Any] | None:
    """How far it is: ``state`` is wished, loading (``done``, ``of``), loaded (``password``, ``people``: persona, name,
    mail, whether a ``code`` is asked for) or failed (``why``). None where nobody has asked. Raises NotFound."""
    folder = _folder(settings)
    if not (folder / "wish").is_file():
        return None
    try:
        found: dict[str, Any] = json.loads((folder / "progress.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {"state": "wished"}
    return found


def _folder(settings: Settings) -> Path:
    if settings.demo_dir is None or not settings.is_local:
        raise NotFound(N_("The demo cannot be loaded from here."))
    return settings.demo_dir


def is_empty() -> bool:
    return not organisations.has_operator()
