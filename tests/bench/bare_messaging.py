"""The two bare parts of an event's way: a send by kafka-python, and a transaction over two documents."""

import time

import pymongo
from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient, NewTopic
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern


def sends_per_second(servers: str, count: int, value: bytes) -> float:
    """Records of that size sent by one producer with the relay's guarantees, each batch of 500 waited for."""
    admin = KafkaAdminClient(bootstrap_servers=servers)
    admin.create_topics([NewTopic("bare", 4, 1)])
    admin.close()
    producer = KafkaProducer(bootstrap_servers=servers, enable_idempotence=True, acks="all", linger_ms=2)
    begun = time.monotonic()
    for start in range(0, count, 500):
        for number in range(start, min(start + 500, count)):
            producer.send("bare", key=str(number).encode(), value=value)
        producer.flush()
    seconds = time.monotonic() - begun
    producer.close()
    return count / seconds


def transactions_per_second(uri: str, count: int) -> float:
    """Two inserts in one transaction, one after the other, as plain pymongo does them."""
    with pymongo.MongoClient(uri) as client, client.start_session() as session:
        database = client["bare"]
        for name in ("one", "two"):
            database.create_collection(name)

        def both(session: pymongo.client_session.ClientSession) -> None:
            database["one"].insert_one({"text": "a"}, session=session)
            database["two"].insert_one({"text": "b"}, session=session)

        begun = time.monotonic()
        for _ in range(count):
            session.with_transaction(
                both, read_concern=ReadConcern("snapshot"), write_concern=WriteConcern("majority")
            )
        return count / (time.monotonic() - begun)
