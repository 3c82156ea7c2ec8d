"""A client that writes down what it was told, and what the databases say about it afterwards."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pymongo
import requests
from pymongo.database import Database

from tests.actors import Network

COPIES = ("projects", "matching", "portfolio")
RELAYING = ("accounts", "projects")
CLIENTS = 4
ORGANISATIONS = "/accounts/api/v1/organisations"
BRIEFS = "/projects/api/v1/briefs"

Page = dict[str, bool]


@dataclass
class Ledger:
    """Commands by what they are to make: True once a 2xx answer was read, False while nobody knows.

    An operator makes organisations (an event that every other service takes in), a company's mentor makes briefs and
    submits them (an item in accounts' inbox). ``terms`` is a whole brief without its title.
    """

    url: str
    operator: str
    mentor: str
    terms: dict[str, Any]
    organisations: Page = field(default_factory=dict)
    briefs: Page = field(default_factory=dict)
    submissions: Page = field(default_factory=dict)
    in_flight: int = 0
    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    mistakes: list[str] = field(default_factory=list)

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Several clients send commands until the block ends."""
        self.stop.clear()
        works = [self._make_organisation] * CLIENTS + [self._make_brief] * (CLIENTS // 2)
        threads = [threading.Thread(target=self._work, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()

    def acknowledged(self) -> int:
        return sum(sum(page.values()) for page in self.pages())

    def sent(self) -> int:
        return sum(len(page) for page in self.pages())

    def pages(self) -> tuple[Page, ...]:
        with self.lock:
            return dict(self.organisations), dict(self.briefs), dict(self.submissions)

    def _work(self, work: Callable[[Network], None]) -> None:
        http = Network(self.url)
        while not self.stop.is_set():
            work(http)

    def _make_organisation(self, http: Network) -> None:
        key = uuid.uuid4().hex
        body = {"name": f"Fault {key}", "kind": "school", "region": "cn"}
        self._command(http, self.organisations, key, ORGANISATIONS, self.operator, body)

    def _make_brief(self, http: Network) -> None:
        key = uuid.uuid4().hex
        body = {**self.terms, "title": f"Fault {key}"}
        made = self._command(http, self.briefs, key, BRIEFS, self.mentor, body)
        if made is not None:
            brief = made["id"]
            self._command(http, self.submissions, brief, f"{BRIEFS}/{brief}/submit", self.mentor, {})

    def _command(
        self, http: Network, page: Page, subject: str, path: str, token: str, body: dict[str, Any]
    ) -> Any:
        """The acknowledged answer; None while nobody knows. Every second command is tried again with its key."""
        key = uuid.uuid4().hex
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        with self.lock:
            page[subject] = False
        for tried in range(3 if int(key[0], 16) % 2 else 1):
            answer = self._send(http, path, headers, body, again=tried > 0)
            if answer is not None:
                with self.lock:
                    page[subject] = True
                return answer
            if self.stop.wait(0.2):
                break
        return None

    def _send(
        self, http: Network, path: str, headers: dict[str, str], body: dict[str, Any], again: bool
    ) -> Any:
        """None when nobody knows whether it was done; anything but 2xx and 5xx is a mistake of the product.

        What creates remembers its key. What was submitted, and whose answer was lost, is no draft ``again``.
        """
        with self.lock:
            self.in_flight += 1
        try:
            answer = http.call("POST", path, body=body, headers=headers)
            if answer.status < 500 and not (again and answer.status == 409 and path.endswith("/submit")):
                if answer.status not in (200, 201):
                    self.mistakes.append(f"POST {path} answered {answer.status}: {answer.text[:300]}")
                    return None
                return answer.json
        except (requests.RequestException, ValueError):
            return None
        finally:
            with self.lock:
                self.in_flight -= 1
        return None


@dataclass
class Books:
    """What the four databases hold of the commands."""

    client: pymongo.MongoClient

    def of(self, service: str) -> Database:
        return self.client[f"shixun_{service}"]

    def unsent(self, cluster: str | None = None) -> int:
        """Rows that wait for the relay; with the broker's cluster id also those that this broker has yet to get."""
        return sum(self._unsent(service, cluster) for service in RELAYING)

    def _unsent(self, service: str, cluster: str | None) -> int:
        database = self.of(service)
        state = database["messaging_state"].find_one({"_id": "relay"}) or {"epoch": 0, "cluster": ""}
        epoch = state["epoch"] if cluster is not None else 1
        lost = cluster is not None and state["cluster"] != cluster
        return lost + database["outbox"].count_documents({"epoch": {"$lt": epoch}}, limit=10)

    def progress(self, service: str) -> tuple[int, int]:
        """(effects there, organisations made)."""
        made = self.of("accounts")["organisations"].count_documents({"name": {"$regex": "^Fault "}})
        return self.of(service)["effects"].count_documents({}), made

    def begun(self, service: str) -> bool:
        """Whether something that the client made has had its effect there."""
        made = {one for ids in self.organisations().values() for one in ids}
        return bool(made & set(self.effects(service)))

    def effects(self, service: str) -> Counter[str]:
        return Counter(row["subject"] for row in self.of(service)["effects"].find({}, {"subject": 1}))

    def organisations(self) -> dict[str, list[str]]:
        """Idempotency-Key → ids of the organisations that it made."""
        return _by_key(self.of("accounts")["organisations"], "name")

    def briefs(self) -> dict[str, list[str]]:
        return _by_key(self.of("projects")["briefs"], "title")

    def submitted(self) -> set[str]:
        rows = self.of("projects")["briefs"].find(
            {"title": {"$regex": "^Fault "}, "state": "submitted"}, {"_id": 1}
        )
        return {row["_id"] for row in rows}

    def items(self) -> Counter[str]:
        """Brief → items in accounts' inbox that ask for its review."""
        return Counter(row["subject"] for row in self.of("accounts")["items"].find({}, {"subject": 1}))

    def missing(self) -> dict[str, int]:
        """Commands whose effect has not arrived everywhere yet, by service."""
        made = {one for ids in self.organisations().values() for one in ids}
        left = {service: len(made - set(self.effects(service))) for service in COPIES}
        left["accounts"] = len(self.submitted() - set(self.items()))
        return {service: count for service, count in left.items() if count}

    def faults(self, ledger: Ledger) -> list[str]:
        """What is wrong: an acknowledged command has exactly one effect everywhere, any other at most one."""
        organisations, submitted, items = self.organisations(), self.submitted(), self.items()
        found = [*ledger.mistakes]
        found += _miscounted("organisation", ledger.organisations, organisations)
        found += _miscounted("brief", ledger.briefs, self.briefs())
        found += [
            f"brief {one}: its submission was acknowledged and lost"
            for one, answered in ledger.submissions.items()
            if answered and one not in submitted
        ]
        found += [f"brief {one}: {items[one]} items in the inbox" for one in submitted if items[one] != 1]
        return found + self._copies({one for several in organisations.values() for one in several})

    def _copies(self, ids: set[str]) -> list[str]:
        audit = self.of("accounts")["audit"].find({"object": {"$in": list(ids)}})
        audited = Counter(row["object"] for row in audit)
        found = [f"{one}: {audited[one]} audit rows" for one in ids if audited[one] != 1]
        for service in COPIES:
            effects = self.effects(service)
            copies = {row["_id"] for row in self.of(service)["organisations"].find({}, {"_id": 1})}
            found += [f"{one}: {effects[one]} effects in {service}" for one in ids if effects[one] != 1]
            found += [f"{one}: no copy in {service}" for one in ids - copies]
        return found


def _by_key(rows: Any, field_name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows.find({field_name: {"$regex": "^Fault "}}, {field_name: 1}):
        found.setdefault(row[field_name].removeprefix("Fault "), []).append(row["_id"])
    return found


def _miscounted(what: str, page: Page, made: dict[str, list[str]]) -> list[str]:
    return [
        f"{what} {key}: {'acknowledged' if answered else 'not acknowledged'}, made {len(made.get(key, ()))} times"
        for key, answered in page.items()
        if len(made.get(key, ())) > 1 or (answered and key not in made)
    ]
