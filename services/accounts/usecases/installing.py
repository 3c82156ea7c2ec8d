"""Before the first request: the key that signs identities, and the code of the first operator."""

import os

from services.accounts.store import organisations
from shared import tokens
from shared.config import Settings
from shared.ids import new_secret
from shared.web import csrf


def prepare(settings: Settings) -> None:
    tokens.service_key(settings)
    csrf.secret(settings.keys_dir)
    if not organisations.has_operator() and first_code(settings) is None:
        path = settings.keys_dir / "first-operator-code"
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as file:
            file.write(new_secret())


def first_code(settings: Settings) -> str | None:
    """The one-time code as it was printed at the first start; None once it was used."""
    path = settings.keys_dir / "first-operator-code"
    return path.read_text(encoding="ascii").strip() if path.exists() else None


def forget_first_code(settings: Settings) -> None:
    (settings.keys_dir / "first-operator-code").unlink(missing_ok=True)
