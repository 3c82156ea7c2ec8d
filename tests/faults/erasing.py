"""What a whole stack holds of a person: databases, folders, topics, pages."""

import re
import time
import uuid
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymongo
from kafka import KafkaConsumer, TopicPartition

from deploy.local.process import free_port
from deploy.local.stack import Stack
from shared import clock
from shared.config import SERVICES
from shared.events import base
from shared.messaging import cloudevents
from shared.messaging.broker import KafkaBroker
from shared.messaging.outbox import Row
from tests import canary
from tests.actors import Actor
from tests.contract.waiting import until
from tests.journey import addresses, appealing
from tests.journey.marked import Marked
from tests.journey.stages import WholeStack, environment

PATIENCE_SECONDS = 120.0
"""Apache Kafka takes its time until the first group has its partitions."""

SEVERAL = 3
"""So many looks in a row at which nothing has moved: then it is over."""
MOVING = ("outbox", "messaging_state", "leases", "migrations", "throttles", "sessions", "jobs", "timers")
"""What moves by itself, or writes down that something was sent again."""
MONGOD = ("mongo",)
"""The server's own files keep deleted documents for a while, as a disk and a backup do: see docs/operations.md."""


@dataclass
class Haunted:
    stack: Stack
    stage: WholeStack
    client: pymongo.MongoClient
    broker: KafkaBroker

    @classmethod
    def up(cls, folder: Path, **settings: str) -> "Haunted":
        stack = Stack(folder, free_port(), environment(GATEWAY_RATE="5000", **settings))
        state = stack.up(tied_to_caller=True)
        uri = f"mongodb://127.0.0.1:{state.ports['mongod']}/?directConnection=true"
        broker = KafkaBroker(f"127.0.0.1:{state.ports['broker']}")
        return cls(
            stack, WholeStack(stack, PATIENCE_SECONDS), pymongo.MongoClient(uri, tz_aware=True), broker
        )

    def down(self) -> None:
        self.client.close()
        self.broker.close()
        self.stack.down()

    def of(self, service: str) -> Any:
        return self.client[f"shixun_{service}"]

    def in_databases(self) -> list[str]:
        return canary.in_databases(self.of(name) for name in SERVICES)

    def in_folders(self) -> list[str]:
        """Below var/: logs, files, keys, mails."""
        return canary.in_files(self.stack.var, but=MONGOD)

    def topics(self) -> list[str]:
        """The product's; other tests declare events of their own."""
        found = {event.TOPIC for event in base.REGISTER.values()}
        return sorted(topic for topic in found if topic.partition(".")[0] in SERVICES)

    def messages(self) -> list[Any]:
        """Every record that the broker holds, from the beginning to what is the end now."""
        consumer = KafkaConsumer(
            bootstrap_servers=self.broker.servers, group_id=None, enable_auto_commit=False
        )
        try:
            return list(_from_beginning_to_end(consumer, self.topics()))
        finally:
            consumer.close()

    def parks_something_about(self, person: str) -> None:
        """An event that nobody can have sent: portfolio puts it aside, with what it says of the person."""
        ids = {
            name: str(uuid.uuid4())
            for name in ("contribution", "team", "brief", "milestone", "company", "school")
        }
        facts = {
            "person": person, "reviewer": person, "reviewer_organisation": person, "reviewer_role": "mentor",
            "members": [], "record_hash": "", "endorsement": {}, "statement": "",
            "accepted_at": "2026-05-04T09:30:00.000+00:00",
        }  # fmt: skip
        row = Row(
            id=str(uuid.uuid4()), type="projects.contribution.accepted.v1", topic="projects.contribution",
            aggregate=ids["contribution"], n=1, time=clock.now(), request_id="-", data=ids | facts,
            personal={person: {"record": {"statement": f"{canary.WORD}parked"}}}, epoch=1,
        )  # fmt: skip
        producer = self.broker.producer()
        assert producer.send([cloudevents.to_record(row, row.topic)]) == [True]
        producer.close()
        until(lambda: bool(self.of("portfolio")["parked"].find_one({"_id": row.id})), "the event is parked")

    def read_by(self, story: Marked, everybody: Iterable[Actor]) -> list[str]:
        """Addresses that tell one of the readers something of the person; or that break."""
        said = story.people.mentor.get(f"/projects/api/v1/teams/{story.team}/milestones/1")["contributions"]
        known = {
            "team_id": [story.team], "person_id": [story.student.person], "brief_id": [story.brief],
            "organisation_id": [story.people.teacher.organisation, story.people.mentor.organisation],
            "credential_id": [story.credential], "contribution_id": [one["id"] for one in said],
        }  # fmt: skip
        paths = list(addresses.readable(known))
        with ThreadPoolExecutor() as pool:
            found = pool.map(lambda one: _telling(one, paths), everybody)
        return [line for lines in found for line in lines]

    def hashes(self) -> dict[str, str]:
        """What there is, but for what moves by itself."""
        found = {}
        for name in SERVICES:
            parts = self.of(name).command("dbHash")["collections"]
            found |= {f"{name}.{one}": digest for one, digest in parts.items() if one not in MOVING}
        return found

    def comes_back_empty(self) -> None:
        """The broker loses its memory; returns when all was sent again and nothing moves any more."""
        epochs = {name: self._epoch(name) for name in SERVICES}
        self.stack.kill("broker")
        until(lambda: all(self._sent_again(name, epochs[name]) for name in SERVICES), "all is sent again", 60)
        before, same = self.hashes(), 0
        while same < SEVERAL:
            time.sleep(0.5)
            after = self.hashes()
            before, same = after, same + 1 if after == before else 0

    def _epoch(self, service: str) -> int:
        return int(self.of(service)["messaging_state"].find_one({"_id": "relay"})["epoch"])

    def _sent_again(self, service: str, before: int) -> bool:
        epoch = self._epoch(service)
        return epoch > before and not self.of(service)["outbox"].count_documents({"epoch": {"$lt": epoch}})

    def log_is_whole(self) -> bool:
        """Whether the public log's leaves still make the root that its checkpoint names."""
        return appealing.log_is_whole(self.stage)


def _telling(reader: Actor, paths: list[str]) -> list[str]:
    found = []
    for path in paths:
        answer = reader.http.call("GET", path, headers={"Accept": "text/html"})
        if answer.status >= 500 or canary.is_in(answer.text):
            found.append(f"{path} as {reader.name}: {answer.status}")
    return found


def _from_beginning_to_end(consumer: KafkaConsumer, topics: list[str]) -> Iterator[Any]:
    places = [
        TopicPartition(name, one) for name in topics for one in consumer.partitions_for_topic(name) or ()
    ]
    consumer.assign(places)
    consumer.seek_to_beginning(*places)
    ends = consumer.end_offsets(places)
    while any(consumer.position(one) < ends[one] for one in places):
        for records in consumer.poll(timeout_ms=500).values():
            yield from records


def addresses_of_mails(folder: Path) -> list[str]:
    """Lines of the mails in the folder that hold the word."""
    found = []
    for path in sorted(folder.glob("*.eml")):
        found += [line for line in path.read_text(encoding="utf-8").splitlines() if canary.is_in(line)]
    return found


def secret_of(url: str) -> str:
    found = re.search(r"/accounts/erased/([A-Za-z0-9_-]+)$", url)
    assert found, url
    return found[1]
