"""Erasing a person on the whole stack: before, no log, header or key names them; afterwards nothing anywhere does.

One service is down while it happens, and the broker loses its memory afterwards.
"""

import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from shared.config import SERVICES
from tests import actors_portfolio as at_portfolio
from tests import canary
from tests.actors import Actor
from tests.contract.waiting import until
from tests.faults.erasing import Haunted, addresses_of_mails, secret_of
from tests.journey import marked
from tests.journey.marked import Marked

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

DOWN = "portfolio"


@pytest.fixture
def haunted(tmp_path: Path) -> Iterator[Haunted]:
    one = Haunted.up(tmp_path / "var")
    yield one
    one.down()


@pytest.fixture
def on_apache_kafka(tmp_path: Path) -> Iterator[Haunted]:
    one = Haunted.up(tmp_path / "var", KAFKA="apache", KAFKA_RETENTION_CHECK_MS="500")
    yield one
    one.down()


def test_nothing_of_an_erased_person_is_left_on_the_stack(haunted: Haunted) -> None:
    story = marked.walks_the_loop(haunted.stage)
    haunted.parks_something_about(story.student.person)
    _it_is_there_but_not_where_it_must_not_be(haunted)
    url = _erased_while_one_service_is_down(haunted, story)
    _it_is_told(haunted, story, url)
    assert haunted.in_databases() == []
    assert haunted.in_folders() == []
    _nobody_reads_it(haunted, story)
    before = haunted.hashes()
    haunted.comes_back_empty()
    after = haunted.hashes()
    assert [name for name in before if before[name] != after.get(name)] == []
    assert haunted.in_databases() == []
    assert [one for one in haunted.messages() if canary.is_in(one.value or b"")] == []
    assert haunted.log_is_whole()


def _it_is_there_but_not_where_it_must_not_be(haunted: Haunted) -> None:
    """In databases and files, and in the bodies of messages; not in logs, keys, headers."""
    databases = {one.split(".")[0] for one in haunted.in_databases()}
    assert databases == {f"shixun_{name}" for name in SERVICES}
    folders = {path.split("/")[0] for path in haunted.in_folders()}
    assert folders == {"files", "mail"}, f"the word stands in {haunted.in_folders()}"
    messages = haunted.messages()
    assert [one for one in messages if canary.is_in(one.value or b"")], "no message holds the word"
    heads = [f"{one.topic} {one.key} {one.headers}" for one in messages]
    assert [head for head in heads if canary.is_in(head)] == []


def _erased_while_one_service_is_down(haunted: Haunted, story: Marked) -> str:
    """The page says which one is outstanding; when it is back, it happens."""
    haunted.stack.kill(f"{DOWN}-worker", signal.SIGSTOP)
    try:
        url = marked.asks_to_be_erased(story.student)
        nobody, secret = Actor(haunted.stage.browser(), "nobody", ""), secret_of(url)
        api = f"/accounts/api/v1/erasures/{secret}"
        until(
            lambda: nobody.get(api)["outstanding"] == [DOWN],
            lambda: f"only {DOWN} to be missing: {nobody.get(api)}",
        )
        page = nobody.page(f"/accounts/erased/{secret}")
        assert page.count("Outstanding") == 1
        assert page.count("Erased") == len(SERVICES) - 1
        time.sleep(0.5)
        assert nobody.get(api)["outstanding"] == [DOWN]
    finally:
        haunted.stack.kill(f"{DOWN}-worker", signal.SIGCONT)
    until(lambda: nobody.get(api)["finished"] is not None, f"{DOWN} to have done it too")
    return url


def _it_is_told(haunted: Haunted, story: Marked, url: str) -> None:
    """The two last mails lie in the folder that stands for the mailbox; they name nobody but in their address."""
    folder = haunted.stack.var / "mail"
    lines = [f"To: {story.student.mail}"] * 2
    until(lambda: addresses_of_mails(folder) == lines, lambda: f"the two mails: {addresses_of_mails(folder)}")
    until(lambda: haunted.of("accounts")["erasures"].find_one()["mail"] == "", "the address to be deleted")
    for path in canary.in_files(folder):
        (folder / path).unlink()


def _nobody_reads_it(haunted: Haunted, story: Marked) -> None:
    visitor = Actor(haunted.stage.browser(), "nobody", "")
    people = story.people
    everybody = [people.operator, people.teacher, people.mentor, people.students[1], visitor, story.student]
    assert haunted.read_by(story, everybody) == []
    at_portfolio.opens_share(visitor, story.token, status=404)
    assert at_portfolio.verifies(visitor, story.document)["verdict"] == "revoked"


@pytest.mark.soak
@pytest.mark.kafka
def test_apache_kafka_forgets_an_erased_person(on_apache_kafka: Haunted) -> None:
    """One service is down for it too; with a retention of a second, nothing of the person can then be read from the
    beginning of any topic."""
    haunted = on_apache_kafka
    story = marked.walks_the_loop(haunted.stage)
    assert [one for one in haunted.messages() if canary.is_in(one.value or b"")], "no message holds the word"
    _erased_while_one_service_is_down(haunted, story)
    _keep_for_a_second(haunted)
    _two_days_pass(haunted)
    until(lambda: not _topics_that_know(haunted), lambda: f"nothing in {_topics_that_know(haunted)}", 120)
    assert haunted.in_databases() == []


def _keep_for_a_second(haunted: Haunted) -> None:
    soon = {"segment.ms": "1000", "file.delete.delay.ms": "1"}
    kept = {"retention.ms": "1000"} | soon
    compacted = {
        "cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.01", "max.compaction.lag.ms": "1000",
        "delete.retention.ms": "1000",
    } | soon  # fmt: skip
    admin = KafkaAdminClient(bootstrap_servers=haunted.broker.servers)
    resources = [
        ConfigResource(
            ConfigResourceType.TOPIC, name, configs=compacted if name == "accounts.person" else kept
        )
        for name in haunted.topics()
    ]
    admin.alter_configs(resources)
    admin.close()


def _two_days_pass(haunted: Haunted) -> None:
    """The erasure is sent once more; by then a new segment begins with it, so that the old one is compacted."""
    time.sleep(1.2)
    (haunted.stack.var / "clock").write_text(str(timedelta(days=2, minutes=1).total_seconds()))


def _topics_that_know(haunted: Haunted) -> list[str]:
    return sorted({one.topic for one in haunted.messages() if canary.is_in(one.value or b"")})
