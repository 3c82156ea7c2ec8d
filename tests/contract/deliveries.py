"""Good and bad messages on their way to a reader."""

from datetime import datetime

from shared.ids import new_id
from shared.messaging import cloudevents
from shared.messaging.cloudevents import Delivery
from shared.messaging.consuming import Consuming
from shared.messaging.transport import Record
from tests.contract.desk import NOW, Desk, LetterSent


def never() -> dict:
    def never(delivery: Delivery, now: datetime) -> None:
        raise AssertionError("it was known")

    return {LetterSent: never}


def delivered(desk: Desk, reader: Consuming) -> None:
    desk.relay().run_once()
    while reader.run_once(0):
        pass


def row_of_a_letter(desk: Desk) -> cloudevents.Row:
    letter = new_id()
    return cloudevents.Row(
        new_id(),
        LetterSent.TYPE,
        LetterSent.TOPIC,
        letter,
        1,
        NOW,
        "-",
        {"letter": letter, "number": 1},
        {},
        0,
    )


def send_bad(desk: Desk, change: dict[str, str], value: bytes | None) -> None:
    topic = desk.settings.topic("letters.letter")
    desk.broker.create_topics([topic], [])
    record = cloudevents.to_record(row_of_a_letter(desk), topic)
    bad = Record(topic, record.key, record.headers | change, value if value is not None else record.value)
    assert desk.broker.producer().send([bad]) == [True]
