"""What keys a service has, one purpose each: whether they are there, how old they are, and how one is replaced.

Nothing stands still while a key is replaced: what the old one signed or sealed stays good for as long as it lives.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from shared import givenkeys, secretfiles
from shared.keys import Keeper
from shared.secretfiles import KeysError

log = logging.getLogger(__name__)

REQUESTS_END = timedelta(hours=1)
"""So long after a master was replaced nobody who began before is still at work with the old one."""


@dataclass(frozen=True)
class Key:
    """What may be told of a key: never its bytes. ``made``: None of one that is given from outside."""

    id: str
    purpose: str
    made: datetime | None
    state: str


@dataclass(frozen=True)
class Purpose:
    """``check`` raises KeysError naming what is missing. ``rotate`` puts a new key in force and says in a sentence what
    that means; ``retire``, asked every hour, ends what an older one still did. ``compromise``, where somebody else's
    having a key changes what it signed, declares that of one (its id, since when, now); None for an id that is not its
    own."""

    name: str
    check: Callable[[], object]
    listed: Callable[[], list[Key]]
    rotate: Callable[[datetime], str]
    retire: Callable[[datetime], None] = lambda now: None  # noqa: ARG005
    compromise: Callable[[str, datetime, datetime], str | None] = lambda key, since, now: None  # noqa: ARG005


def troubles(checks: Iterable[Callable[[], object]]) -> list[str]:
    """One sentence for each key file that is missing or cannot be used."""
    found = []
    for check in checks:
        try:
            check()
        except KeysError as error:
            found.append(str(error))
    return list(dict.fromkeys(found))


def retire(purposes: Iterable[Purpose], now: datetime) -> None:
    for purpose in purposes:
        try:
            purpose.retire(now)
        except KeysError as error:
            log.error("a key cannot be retired", extra={"purpose": purpose.name, "error": str(error)})


def master(folder: Path, purpose: str, seal_anew: Callable[[Keeper], int]) -> Purpose:
    """The secret that seals all keys of a purpose. ``seal_anew`` goes over them with ``Keeper.sealed_anew`` and says
    how many it changed; whoever dies in the middle begins again, since both masters open until the last is done."""
    path = folder / f"{purpose}.master"

    def listed() -> list[Key]:
        return file_keys(path, f"{purpose}-master", "seals", "opens")

    def rotate(now: datetime) -> str:  # noqa: ARG001 -- the file tells when it was made
        with secretfiles.locked(folder):
            new = secretfiles.replace(path)
            count = seal_anew(Keeper.open(folder, purpose))
        begun = "A new master seals" if new else "The change that was begun before goes on"
        return f"{begun}; sealed anew: {count}. The old one still opens, and goes within two hours."

    def retire(now: datetime) -> None:
        since = secretfiles.changed(path)
        if since is not None and now - since > REQUESTS_END:
            with secretfiles.locked(folder):
                seal_anew(Keeper.open(folder, purpose))
                secretfiles.forget_before(path)

    return Purpose(f"{purpose}-master", lambda: secretfiles.readable(path), listed, rotate, retire)


def file_keys(path: Path, purpose: str, does: str, did: str) -> list[Key]:
    """A secret in a file, and its predecessor while that still counts."""
    if given := givenkeys.secrets_of(path):
        name = givenkeys.variable(path)
        return [
            Key(name, purpose, None, does),
            *([Key(f"{name}_BEFORE", purpose, None, did)] if given[1:] else []),
        ]
    found = [Key(path.name, purpose, secretfiles.made(path), does)]
    if secretfiles.changed(path):
        before = secretfiles.before(path)
        found.append(Key(before.name, purpose, secretfiles.made(before), did))
    return found
