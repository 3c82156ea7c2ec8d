"""Before the first request: the key that signs identities, and the code of the first operator."""

import os
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from services.accounts.store import organisations, sealed
from services.accounts.usecases import signing
from shared import keychain, secretfiles, tokens
from shared.config import Settings
from shared.errors import Conflict
from shared.ids import new_secret
from shared.keychain import Purpose
from shared.keys import Keeper, KeysError
from shared.web import csrf

SEALED = {
    "second-factors": sealed.SECOND_FACTORS,
    "endorsements": sealed.REVIEWERS_KEYS,
    "channels": sealed.CHANNELS,
}
"""What lies sealed in the database, by the purpose of its master."""
BOUNCES = "bounces"
"""The purpose of a master that seals nothing: it proves whose mail a report answers."""


def prepare(settings: Settings) -> None:
    """Raises KeysError when a master is lost that sealed what is kept: a new one would open nothing of it."""
    tokens.make_service_key(settings)
    secretfiles.make(csrf.file(settings))
    for purpose, place in SEALED.items():
        if not secretfiles.there(_folder(settings) / f"{purpose}.master") and sealed.any_in(place):
            raise KeysError(f"accounts/{purpose}.master is missing, and what it sealed is in the database")
        Keeper.prepare(_folder(settings), purpose)
    Keeper.prepare(_folder(settings), BOUNCES)
    if not organisations.has_operator() and first_code(settings) is None:
        path = settings.keys_dir / "first-operator-code"
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as file:
            file.write(new_secret())


def keys(settings: Settings) -> list[Purpose]:
    masters = {
        purpose: keychain.master(_folder(settings), purpose, partial(sealed.seal_anew, place))
        for purpose, place in SEALED.items()
    }
    declared = {"endorsements": replace(masters["endorsements"], compromise=partial(_compromise, settings))}
    bounces = keychain.master(_folder(settings), BOUNCES, lambda keeper: 0)  # noqa: ARG005
    return [*tokens.purposes(settings), csrf.purpose(settings), *(masters | declared).values(), bounces]


def _compromise(settings: Settings, name: str, since: datetime, now: datetime) -> str | None:
    try:
        key = signing.declare_compromised(name, since, tokens.service_key(settings), now)
    except Conflict as error:
        raise KeysError(f"{name}: {error.message}") from error
    if key is None:
        return None
    return (
        f"{key.id} is compromised since {since.isoformat()}. What it signed before stays good; credentials that were"
        " issued on what it signed since are suspended until somebody of the school has looked at them."
    )


def _folder(settings: Settings) -> Path:
    return settings.keys_dir / settings.service


def first_code(settings: Settings) -> str | None:
    """The one-time code as it was printed at the first start; None once it was used."""
    path = settings.keys_dir / "first-operator-code"
    return path.read_text(encoding="ascii").strip() if path.exists() else None


def forget_first_code(settings: Settings) -> None:
    (settings.keys_dir / "first-operator-code").unlink(missing_ok=True)
