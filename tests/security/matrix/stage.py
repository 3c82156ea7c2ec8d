"""The world of the matrix: built once, looked at through hashes, put back after each change."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bson import BSON
from flask import Flask
from werkzeug.test import Client

from shared import mongo
from shared.config import SERVICES
from tests import written
from tests.actors import Actor, hidden
from tests.browsing import Heard
from tests.kept import Kept
from tests.security.matrix.cast import Cast
from tests.security.matrix.table import COLUMNS, SAMPLE, Row
from tests.world import MODULES, World

NOT_STATE = {"throttles", "searches", "migrations", "leases"}
"""Counters of tries, and what is no state of the product."""
CANARY = re.compile(r"Kanari[abc]\w*")


@dataclass
class Caller:
    """A browser as it was when the world was built: cookies and form token, sent with each request, never changed."""

    role: str
    half: str
    own_words: frozenset[str] = frozenset()
    actor: Actor | None = None
    token: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.role} of {self.half}" if self.half else self.role


@dataclass
class Seen:
    status: int
    text: str
    headers: Any


@dataclass
class Stage:
    """``heard``: what APIs answered while the world was made."""

    world: World
    cast: Cast
    apps: dict[str, Flask]
    callers: list[Caller] = field(default_factory=list)
    kept: Kept = field(init=False)
    hashes: dict[str, str] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    touched: set[written.Place] = field(default_factory=written.watch)

    @classmethod
    def set_up(cls, world: World, cast: Cast) -> "Stage":
        apps = {name: MODULES[name].create_app(world.settings[name]) for name in SERVICES}
        stage = cls(world, cast, apps)
        stage.callers = [Caller("signed_out", ""), Caller("operator", "", actor=cast.operator)]
        for half in (cast.halves["a"], cast.abroad):
            for role in (*COLUMNS[1:-1], "minor"):
                if role in half.actors:
                    words = frozenset({half[role].name, half.word("company"), half.word("school")})
                    stage.callers.append(Caller(role, half.name, words, half[role]))
        stage.callers.append(Caller("guardian", "a"))
        for caller in stage.callers:
            stage.know(caller)
        stage.remember()
        stage.heard = list(world.heard)
        return stage

    def know(self, caller: Caller) -> None:
        """The cookies of the caller's browser; one without an account has opened a page with a form."""
        browser: Any = caller.actor.http if caller.actor else self.world.client()
        if caller.actor is not None:
            caller.token = caller.actor.token
        else:
            first = f"/accounts/guardian/{self.cast.halves['a'].samples['guardian_link']}"
            page = browser.call("GET", "/accounts/sign-in" if caller.role == "signed_out" else first)
            caller.token = hidden(page.text, "csrf_token")
        caller.cookies = {one.key: one.value for one in browser.client._cookies.values()}

    def remember(self) -> None:
        """Keep everything, to put it back, and what time it is."""
        self.kept = Kept.of(self.world)
        self.hashes = self.state()

    def state(self, services: tuple[str, ...] = SERVICES) -> dict[str, str]:
        """A hash of each collection, without counters of tries and the time at which a session was used last."""
        return self._hashed({f"{name}.{one}" for name in services for one in self.world.collections[name]})

    def _hashed(self, places: set[str]) -> dict[str, str]:
        found = {}
        for service in SERVICES:
            names = sorted(place.partition(".")[2] for place in places if place.startswith(f"{service}."))
            if not (names := [name for name in names if name not in NOT_STATE]):
                continue
            with mongo.serving(service):
                database = mongo.database()
                hashes = database.command("dbHash", collections=names)["collections"]
                found |= {f"{service}.{name}": hashes.get(name, "") for name in names}
                if "sessions" in names:
                    sessions = database["sessions"].find({}, {"seen": 0}).sort("_id", 1)
                    together = b"".join(BSON.encode(document) for document in sessions)
                    digest = hashlib.md5(together, usedforsecurity=False).hexdigest()
                    found[f"{service}.sessions"] = digest
        return found

    def changed(self, services: tuple[str, ...] = SERVICES) -> list[str]:
        """Names of the collections that are not as they were; none is that nobody wrote to."""
        names = {self.world.settings[name].database_name: name for name in services}
        looked_at = {place for place in self.touched if place[0] in names}
        self.touched -= looked_at
        state = self._hashed({f"{names[database]}.{one}" for database, one in looked_at})
        changed = {name for name, digest in state.items() if digest != self.hashes.get(name, "")}
        self.touched |= {
            (database, one) for database, one in looked_at if f"{names[database]}.{one}" in changed
        }
        return sorted(changed)

    def put_back(self, services: tuple[str, ...] = SERVICES) -> None:
        """``services``: those in which something may have happened."""
        for place in self.changed(services):
            service, name = place.split(".", 1)
            with mongo.serving(service):
                collection = mongo.database()[name]
                collection.delete_many({})
                if kept := self.kept.documents[service].get(name):
                    collection.insert_many(kept)
        with mongo.serving("accounts"):
            if "accounts" in services:
                mongo.collection("throttles").delete_many({})

    def rewind(self) -> None:
        """It is as late as it was when the world was ready."""
        self.kept.rewind(self.world)

    def filled(self, text: str, half: str) -> str:
        """The text with the half's samples in place of their names."""
        samples = self.cast.halves[half].samples
        return SAMPLE.sub(lambda found: samples.get(found[1], found[0]), text)

    def call(self, row: Row, caller: Caller, half: str, app: Flask | None = None) -> Seen:
        """What ``caller`` gets for the row's request about the object of that ``half``."""
        headers = {name: self.filled(text, half) for name, text in row.headers.items()}
        headers |= {
            "X-CSRF-Token": caller.token,
            "Cookie": "; ".join(f"{k}={v}" for k, v in caller.cookies.items()),
        }
        headers["Accept"] = "*/*" if "/api/" in row.path else "text/html"
        data, kind = None, None
        if row.json:
            data, kind = self.filled(row.json, half), "application/json"
        elif row.form or (row.method == "POST" and "/api/" not in row.path):
            data, kind = self.filled(row.form, half), "application/x-www-form-urlencoded"
        elif row.raw:
            data, kind = self.filled(row.raw, half), "application/octet-stream"
        path = self.filled(row.path, half)
        answer = Client(app or self.app_of(row.path), use_cookies=False).open(
            path, method=row.method, data=data, content_type=kind, headers=headers
        )
        seen = Seen(answer.status_code, answer.get_data().decode("utf-8", "replace"), answer.headers)
        answer.close()
        return seen

    def app_of(self, path: str) -> Flask:
        return self.apps[service_of(path)]


def service_of(path: str) -> str:
    """Whose address it is; accounts has what belongs to none."""
    name = path.split("/", 2)[1]
    return name if name in SERVICES else "accounts"


@contextmanager
def unchanged(stage: Stage, what: str) -> Iterator[None]:
    yield
    changed = stage.changed()
    if changed:
        stage.put_back()
    assert not changed, f"{what} changed {changed}"
