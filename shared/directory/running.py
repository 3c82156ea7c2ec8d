"""Who runs the platform. Every page says it, so that it is remembered: one read in some seconds for all requests."""

from dataclasses import dataclass, fields
from time import monotonic

from shared import mongo

REMEMBERED_SECONDS = 5.0


@dataclass(frozen=True)
class Platform:
    """``contact`` and ``legal``: a line of text each; ``website``: an https address; ``logo``: the SHA-256 of the
    picture. Each "" where it was not given."""

    name: str
    contact: str = ""
    website: str = ""
    legal: str = ""
    logo: str = ""


# service → when it was read last, and what was there
_remembered: dict[str, tuple[float, Platform | None]] = {}
_NAMES = tuple(field.name for field in fields(Platform))


def platform() -> Platform | None:
    """As the copies (in accounts the organisations themselves) said at most ``REMEMBERED_SECONDS`` ago; None while the
    installation is empty."""
    service = mongo.current_service()
    read_at, found = _remembered.get(service, (float("-inf"), None))
    if monotonic() - read_at > REMEMBERED_SECONDS:
        read_at, found = monotonic(), _read()
        _remembered[service] = (read_at, found)
    return found


def platform_changed() -> None:
    """This process has written it; others see it once what they remember is old."""
    _remembered.pop(mongo.current_service(), None)


def forget_platforms() -> None:
    """In tests another world is run by others."""
    _remembered.clear()


def _read() -> Platform | None:
    found = mongo.collection("organisations").find_one({"kind": "operator"}, _NAMES, sort=[("_id", 1)])
    return Platform(**{name: found.get(name) or "" for name in _NAMES}) if found else None
