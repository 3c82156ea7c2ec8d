"""A client that writes down what it was told, and what the databases say about it afterwards."""

import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pymongo
import requests
from pymongo.database import Database

from tests.actors import Network

COPIES = ("projects", "matching", "portfolio")
CLIENTS = 6
PATH = "/accounts/api/v1/organisations"


@dataclass
class Ledger:
    """Commands by their Idempotency-Key: True once a 2xx answer was read, False while nobody knows."""

    url: str
    token: str
    answered: dict[str, bool] = field(default_factory=dict)
    in_flight: int = 0
    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Several clients send commands until the block ends."""
        threads = [threading.Thread(target=self._send_many) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()

    def acknowledged(self) -> int:
        with self.lock:
            return sum(self.answered.values())

    def _send_many(self) -> None:
        http = Network(self.url)
        while not self.stop.is_set():
            key = uuid.uuid4().hex
            with self.lock:
                self.answered[key] = False
            # every second command is tried again with its key, the others never
            for _ in range(3 if int(key[0], 16) % 2 else 1):
                if self._send(http, key) or self.stop.wait(0.2):
                    break

    def _send(self, http: Network, key: str) -> bool:
        """Whether it was answered for good: with 2xx, or by our own mistake, which is an error of the test."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key}
        body = {"name": f"Fault {key}", "kind": "school", "region": "cn"}
        with self.lock:
            self.in_flight += 1
        try:
            status = http.call("POST", PATH, body=body, headers=headers).status
        except requests.RequestException:
            return False
        finally:
            with self.lock:
                self.in_flight -= 1
        assert status == 201 or status >= 500, f"a command was answered {status}"
        if status == 201:
            with self.lock:
                self.answered[key] = True
        return status == 201


@dataclass
class Books:
    """What the four databases hold of the commands."""

    client: pymongo.MongoClient

    def of(self, service: str) -> Database:
        return self.client[f"shixun_{service}"]

    def unsent(self, cluster: str | None = None) -> int:
        """Rows that wait for the relay; with ``cluster`` also those that this broker has yet to get again."""
        accounts = self.of("accounts")
        state = accounts["messaging_state"].find_one({"_id": "relay"}) or {"epoch": 0, "cluster": ""}
        epoch = state["epoch"] if cluster is not None else 1
        lost = cluster is not None and state["cluster"] != cluster
        return lost + accounts["outbox"].count_documents({"epoch": {"$lt": epoch}}, limit=10)

    def progress(self, service: str) -> tuple[int, int]:
        """(effects there, organisations made)."""
        made = self.of("accounts")["organisations"].count_documents({"name": {"$regex": "^Fault "}})
        return self.of(service)["effects"].count_documents({}), made

    def effects(self, service: str) -> Counter[str]:
        return Counter(row["subject"] for row in self.of(service)["effects"].find({}, {"subject": 1}))

    def made(self) -> dict[str, list[str]]:
        """Idempotency-Key → ids of the organisations that it made."""
        found: dict[str, list[str]] = {}
        wanted = {"name": {"$regex": "^Fault "}}
        for row in self.of("accounts")["organisations"].find(wanted, {"name": 1}):
            found.setdefault(row["name"].removeprefix("Fault "), []).append(row["_id"])
        return found

    def missing(self) -> dict[str, int]:
        """Commands whose effect has not arrived everywhere yet, by service."""
        made = {one for ids in self.made().values() for one in ids}
        left = {service: len(made - set(self.effects(service))) for service in COPIES}
        return {service: count for service, count in left.items() if count}

    def faults(self, ledger: Ledger) -> list[str]:
        """What is wrong: an acknowledged command has exactly one effect everywhere, any other at most one."""
        made, found = self.made(), []
        for key, answered in ledger.answered.items():
            count = len(made.get(key, ()))
            if count != 1 and (answered or count > 1):
                found.append(
                    f"{key}: {'acknowledged' if answered else 'not acknowledged'}, made {count} times"
                )
        ids = {one for several in made.values() for one in several}
        audited = Counter(
            row["object"] for row in self.of("accounts")["audit"].find({"object": {"$in": list(ids)}})
        )
        found += [f"{one}: {audited[one]} audit rows" for one in ids if audited[one] != 1]
        for service in COPIES:
            effects = self.effects(service)
            copies = {row["_id"] for row in self.of(service)["organisations"].find({}, {"_id": 1})}
            found += [f"{one}: {effects[one]} effects in {service}" for one in ids if effects[one] != 1]
            found += [f"{one}: no copy in {service}" for one in ids - copies]
        return found
