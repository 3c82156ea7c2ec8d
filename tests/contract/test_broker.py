"""What every broker must do: the one in memory, the embedded one and Apache Kafka."""

import threading

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from shared.messaging import kafka_receiving
from shared.messaging.broker import PARTITIONS, Consumer, KafkaBroker, Record
from tests.contract.conftest import Kafka, Post, texts
from tests.contract.waiting import until


def test_what_is_sent_arrives_with_key_headers_and_value(post: Post) -> None:
    record = Record(post.topic, "key-1", {"ce_id": "1", "ce_subject": "林梅"}, "值".encode())
    assert post.send(record) == [True]

    [message] = post.read(post.consumer(), 1)
    assert (message.topic, message.key, message.value) == (post.topic, "key-1", "值".encode())
    assert message.headers == {"ce_id": "1", "ce_subject": "林梅"}


def test_a_tombstone_arrives_as_one(post: Post) -> None:
    assert post.send(Record(post.topic, "key-1", {}, None)) == [True]
    [message] = post.read(post.consumer(), 1)
    assert message.value is None


def test_records_of_a_key_keep_their_order(post: Post) -> None:
    producer = post.broker.producer()
    sent = [post.record(f"key-{number % 7}", f"{number}") for number in range(300)]
    assert producer.send(sent) == [True] * 300
    producer.close()

    came: dict[str, list[int]] = {}
    for message in post.read(post.consumer(), 300):
        came.setdefault(message.key, []).append(int(texts([message])[0]))
    assert came == {f"key-{rest}": list(range(rest, 300, 7)) for rest in range(7)}


def test_each_group_gets_everything(post: Post) -> None:
    post.send(post.record("a", "1"), post.record("a", "2"))
    assert texts(post.read(post.consumer("first." + post.group), 2)) == ["1", "2"]
    assert texts(post.read(post.consumer("second." + post.group), 2)) == ["1", "2"]


def test_only_what_is_finished_is_committed(post: Post) -> None:
    """A worker that dies after two of five gets the other three again, and perhaps more, but never fewer."""
    post.send(*[post.record("a", str(number)) for number in range(5)])
    first = post.consumer()
    polled = post.read(first, 5)
    first.commit(polled[:2])
    first.close()

    assert texts(post.read(post.consumer(), 3)) == ["2", "3", "4"]


def test_what_was_not_committed_comes_again(post: Post) -> None:
    post.send(post.record("a", "1"))
    first = post.consumer()
    post.read(first, 1)
    first.close()
    assert texts(post.read(post.consumer(), 1)) == ["1"]


def test_a_consumer_that_left_can_come_back(post: Post) -> None:
    post.send(post.record("a", "1"), post.record("a", "2"))
    consumer = post.consumer()
    consumer.commit(post.read(consumer, 2)[:1])
    consumer.close()
    assert texts(post.read(consumer, 1)) == ["2"]


def test_who_leaves_on_the_way_into_a_group_can_come_back(post: Post) -> None:
    """The embedded broker lets somebody in after three seconds; whoever leaves before must not break the group."""
    post.send(post.record("a", "1"))
    hasty = post.consumer()
    hasty.poll(0.5)
    hasty.close()
    assert texts(post.read(hasty, 1)) == ["1"]


def test_two_consumers_share_the_work_and_one_takes_over(post: Post) -> None:
    """Together they get everything; when one leaves, the other gets what comes then, of all keys."""
    with Reading(post.consumer()) as first:
        with Reading(post.consumer()) as second:
            post.send(*[post.record(f"key-{number}", str(number)) for number in range(30)])
            wanted = {str(number) for number in range(30)}
            until(
                lambda: first.seen | second.seen >= wanted,
                lambda: f"{wanted - first.seen - second.seen} came",
            )
        post.send(*[post.record(f"key-{number}", f"more-{number}") for number in range(30)])
        more = {f"more-{number}" for number in range(30)}
        until(lambda: first.seen >= more, lambda: f"the one that stayed got {more - first.seen}")


class Reading:
    """A consumer at work in its own thread, as a worker is."""

    def __init__(self, consumer: Consumer) -> None:
        self.consumer, self.seen, self.stop = consumer, set[str](), threading.Event()
        self.thread = threading.Thread(target=self._read)

    def _read(self) -> None:
        while not self.stop.is_set():
            messages = self.consumer.poll(0.2)
            self.seen.update(texts(messages))
            self.consumer.commit(messages)
        self.consumer.close()

    def __enter__(self) -> "Reading":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join()


def test_topics_are_made_once_and_missing_ones_are_named(post: Post) -> None:
    other = post.topic + ".other"
    until(lambda: post.broker.missing([post.topic, other]) == {other}, "the one that was made is known")
    post.send(post.record("a", "1"))

    post.broker.create_topics([post.topic, other], [other])
    until(lambda: post.broker.missing([post.topic, other]) == set(), "both are known")
    assert texts(post.read(post.consumer(), 1)) == ["1"], "a topic that is there is left as it is"


def test_a_topic_that_is_not_there_takes_nothing_and_is_not_made_by_the_way(post: Post) -> None:
    other = post.topic + ".never"
    consumer = post.consumer(topics=[other])
    assert consumer.poll(0.2) == []
    assert post.broker.missing([other]) == {other}


def test_a_topic_that_comes_late_is_read_like_the_others(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its producer was down for longer than anybody waits: what is there is read, and it too once it is there."""
    monkeypatch.setattr(kafka_receiving, "TOPICS_SECONDS", 0.0)
    late = post.topic + ".late"
    consumer = post.consumer(topics=[post.topic, late])
    post.send(post.record("a", "1"))
    first = post.read(consumer, 1)
    consumer.commit(first)
    assert texts(first) == ["1"]

    post.broker.create_topics([late], [])
    assert post.send(Record(late, "b", {}, b"2")) == [True]
    assert texts(post.read(consumer, 1)) == ["2"]


def test_the_cluster_id_stays_until_the_broker_comes_back_empty(post: Post) -> None:
    before = post.broker.cluster_id()
    assert post.server.broker().cluster_id() == before
    post.server.come_back_empty()

    after: list[str] = []
    until(lambda: not after.append(post.broker.cluster_id()), "the broker answers again")
    assert after[-1] != before
    assert post.broker.missing([post.topic]) == {post.topic}
    post.broker.create_topics([post.topic], [])
    assert post.broker.missing([post.topic]) == set()


def test_after_a_wipe_a_new_producer_sends_and_readers_begin_at_the_start(post: Post) -> None:
    """Also when the new log is already longer than what they had read of the old one."""
    consumer = post.consumer()
    post.send(*[post.record("a", f"old-{number}") for number in range(3)])
    consumer.commit(post.read(consumer, 3))

    post.server.come_back_empty()
    until(lambda: post.broker.create_topics([post.topic], []) is None, "the broker answers again")
    assert post.send(*[post.record("a", f"new-{number}") for number in range(6)]) == [True] * 6

    found: set[str] = set()

    def everything() -> bool:
        messages = consumer.poll(0.2)
        consumer.commit(messages)
        found.update(texts(messages))
        return found >= {f"new-{number}" for number in range(6)}

    until(everything, lambda: f"the reader got all of the new log; it has {sorted(found)}")


@pytest.mark.parametrize("server", ["tansu"], indirect=True)
def test_an_embedded_broker_makes_topics_with_partitions(post: Post) -> None:
    assert _partitions(post) == PARTITIONS


@pytest.mark.kafka
@pytest.mark.xdist_group("apache")
@pytest.mark.parametrize("server", ["apache"], indirect=True)
def test_apache_kafka_keeps_transport_for_a_week_and_compacts_people(post: Post) -> None:
    people = post.topic + ".people"
    post.broker.create_topics([people], [people])
    assert _partitions(post) == PARTITIONS
    day = 24 * 3600 * 1000
    until(lambda: "cleanup.policy" in _settings(post, people), "a broker that knows the new topic's settings")
    transport, compacted = _settings(post, post.topic), _settings(post, people)
    assert (transport["cleanup.policy"], transport["retention.ms"]) == ("delete", str(7 * day))
    assert transport["segment.ms"] == str(day)
    assert (compacted["cleanup.policy"], compacted["max.compaction.lag.ms"]) == ("compact", str(day))


def _admin(post: Post) -> KafkaAdminClient:
    assert isinstance(post.broker, KafkaBroker)
    assert isinstance(post.server, Kafka)
    return KafkaAdminClient(bootstrap_servers=post.broker.servers)


def _partitions(post: Post) -> int:
    admin = _admin(post)
    try:
        return len(admin.describe_topics([post.topic])[0]["partitions"])
    finally:
        admin.close()


def _settings(post: Post, topic: str) -> dict[str, str]:
    admin = _admin(post)
    try:
        found = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)], config_filter="all")
    finally:
        admin.close()
    return {name: str(setting["value"]) for name, setting in found["topic"][topic].items()}
