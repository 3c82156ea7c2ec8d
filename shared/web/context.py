"""What every page can use: the reader, the navigation, dates and names in the reader's way."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from babel.dates import format_timedelta
from babel.numbers import format_decimal
from flask import Flask, g, request
from flask_babel import get_locale, gettext, ngettext

from shared import directory, mongo
from shared.config import Settings
from shared.messages import MANY, N_
from shared.skillnames import english_label, skill_name
from shared.viewer import Viewer
from shared.web import csrf, once
from shared.web.i18n import language, preferences, written_day, written_moment, written_short
from shared.web.nav import RECRUITERS, guide, navigation
from shared.web.tongue import foreign

STATIC = Path(__file__).parent / "static"

SAID = {"saved": N_("Saved."), "decided": N_("Your decision is recorded; those it concerns see it.")}

T = TypeVar("T")
Names = Callable[[Iterable[str]], Mapping[str, str]]


@dataclass(frozen=True)
class Organised:
    """One of the reader's organisations, as the switcher shows it."""

    id: str
    name: str
    kind: str
    demo: bool
    known: bool = False
    """A person has looked at who it is, and it is not suspended."""


Organisations = Callable[[Viewer], Sequence[Organised]]


@dataclass(frozen=True)
class Me:
    id: str
    name: str
    roles: frozenset[str]
    organisations: list[dict[str, Any]]
    organisation_name: str
    finds: bool = False
    """Whoever else recruits looks for people only when this is true, and is not led there before."""


class LastSaid(Generic[T]):
    """What ``read`` finds in the database: without the database as it said last, since a page that needs nothing else
    of it is shown all the same."""

    def __init__(self, read: Callable[[], T], known: T) -> None:
        self.read, self.known = read, known

    def __call__(self) -> T:
        if not g.get("database_away"):
            try:
                self.known = self.read()
            except Exception as error:
                if not mongo.is_away(error):
                    raise
        return self.known


def as_the_reader_may(names: Names) -> Names:
    """An operator reads the names of colleagues and of people whose data they have opened; of others the id."""

    def found(people: Iterable[str]) -> Mapping[str, str]:
        ids, viewer = set(people), g.get("viewer")
        if viewer is None or not viewer.operator:
            return names(ids)
        known = ids & (viewer.looks_at | {viewer.person})
        known |= directory.colleagues(ids - known, viewer.organisations)
        return {person: person for person in ids - known} | dict(names(known))

    return found


def register(app: Flask, settings: Settings, names: Names, organisations: Organisations) -> None:
    invented, run_by = LastSaid(directory.only_demo, False), LastSaid(directory.platform, None)

    @app.context_processor
    def frame() -> dict[str, Any]:
        chosen = preferences()
        me, demo = _me(names, organisations) if g.get("viewer") else (None, False)
        visits = me.name if me and g.viewer.only else None
        me = None if visits else me
        demo = demo or invented()
        return {
            "visits": visits,
            "lang": language(), "between": between(), "theme": chosen.theme, "zone": chosen.zone,
            "me": me, "demo": demo,
            "nav": navigation(me.roles if me else frozenset(), request.path, me is not None and me.finds),
            "help_at": guide(me.roles if me else frozenset()), "csrf_token": csrf.token,
            "form_number": once.number,
            "static": static_url, "request_path": request.path, "here": _here(),
            "flashes": _said(), "query": request.args, "inbox_count": None,
            "inbox_poll": "/accounts/inbox/count" if me else None, "run_by": run_by(), "local": settings.is_local,
            "site": settings.public_url,
            "saves_no_files": "MicroMessenger/" in request.user_agent.string,
        }  # fmt: skip

    app.jinja_env.filters |= {
        "day": day, "moment": moment, "number": number, "age": age, "msg": sentence, "skill": skill,
        "short_day": short_day, "tongue": foreign, "person": lambda person: _name(person, names),
    }  # fmt: skip


def between() -> str:
    """What stands between things that are listed, in the reader's language."""
    return "、" if language().startswith("zh") else ", "


def _said() -> list[dict[str, str]]:
    """What the last action did, by the key that its redirect carries in ``said``: nothing is kept, nothing written by
    anybody but us is shown."""
    message = SAID.get(request.args.get("said", ""))
    return [{"kind": "ok", "message": message}] if message else []


def _here() -> str:
    """Where a form of the frame leads back to: after a form that was refused, the page on which it stands."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    came = urlsplit(request.referrer or "")
    same = came.netloc == request.host
    return (came.path + (f"?{came.query}" if came.query else "")) if same and came.path else request.path


def _me(names: Names, organisations: Organisations) -> tuple[Me, bool]:
    viewer: Viewer = g.viewer
    found = list(organisations(viewer))
    chosen = request.cookies.get("organisation")
    current = next((one for one in found if one.id == chosen), found[0] if found else None)
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "roles": sorted(viewer.roles.get(one.id, ())),
            "current": one is current,
        }
        for one in found
    ]
    held = viewer.roles.get(current.id, frozenset()) if current else frozenset()
    name = names([viewer.person]).get(viewer.person, "")
    known = any(one.known and viewer.roles.get(one.id, frozenset()) & RECRUITERS for one in found)
    me = Me(viewer.person, name, held, rows, current.name if current else "", known and viewer.confirmed)
    return me, any(one.demo for one in found)


def _name(person: str | None, names: Names) -> str:
    """The person's name, read once a page; a neutral word where there is none any more."""
    known: dict[str, str] = g.setdefault("names", {})
    if person and person not in known:
        known[person] = names([person]).get(person, "")
    return known.get(person or "") or gettext("somebody")


def sentence(stored: Any) -> str:
    """A stored message in the reader's language: an English sentence or {message, params, people}."""
    if isinstance(stored, str):
        return gettext(stored)
    params = dict(stored.get("params") or {})
    known: Names = g.names_of
    found = known(list((stored.get("people") or {}).values()))
    for name, person in (stored.get("people") or {}).items():
        params[name] = found.get(person) or gettext("somebody")
    if "skill" in params:
        params["skill"] = skill(params["skill"])
    message = stored["message"]
    if message in MANY and "num" in params:
        return ngettext(message, MANY[message], params.pop("num"), **params)
    return gettext(message, **params) if params else gettext(message)


def skill(label: str) -> str:
    """In the reader's language, in whichever of the three it was written."""
    return skill_name(english_label(label), language())


def day(at: datetime | str) -> str:
    """As "Fri 12 June 2026" in the reader's zone and language; a day as text ("2026-06-12") is that day everywhere."""
    if isinstance(at, str):
        return written_day(datetime.fromisoformat(at).replace(tzinfo=UTC), "UTC", get_locale())
    return written_day(at, preferences().zone, get_locale())


def short_day(at: datetime) -> str:
    return written_short(at, preferences().zone, get_locale())


def moment(at: datetime) -> str:
    return written_moment(at, preferences().zone, get_locale())


def age(since: datetime, now: datetime) -> str:
    """As "3 hours" or "3小时": how long something has waited."""
    return format_timedelta(now - since, locale=get_locale(), threshold=1.0)


def number(value: float) -> str:
    return format_decimal(value, locale=get_locale())


def static_url(name: str) -> str:
    """The file's address with its content in it, so that browsers may keep it for a year."""
    return f"/static/{name}?v={_version(name)}"


@lru_cache(maxsize=128)
def _version(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
