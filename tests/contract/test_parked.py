"""What a reader put aside: done on a replay, known for good, and without whoever was erased."""

import json
from datetime import datetime, timedelta

from shared import mongo
from shared.ids import new_id
from shared.messaging import consuming, inbox
from shared.messaging.cloudevents import Delivery
from shared.messaging.consuming import Consuming
from tests.contract.deliveries import delivered, never, send_bad
from tests.contract.desk import FILING, NOW, Desk, LetterSent


def test_parked_events_are_not_tried_again_by_themselves(desk: Desk) -> None:
    """A broker that came back empty brings them all again: they must not count as failures in a row."""

    def fails(delivery: Delivery, now: datetime) -> None:
        raise ValueError("a fault of ours")

    desk.sends()
    delivered(desk, desk.consuming({LetterSent: fails}))
    again = desk.broker.consumer("others", [desk.settings.topic("letters.letter")])
    assert Consuming(again, never(), lambda: NOW).run_once(0) == 1
    assert inbox.parked_in_a_row() == 1


def test_a_replay_of_a_named_event_does_it_once(desk: Desk) -> None:
    def fails(delivery: Delivery, now: datetime) -> None:
        raise ValueError("a fault of ours")

    event_id, other = desk.sends(), desk.sends()
    delivered(desk, desk.consuming({LetterSent: fails}))
    [row] = inbox.parked([event_id])
    assert consuming.replay(row, FILING, NOW)
    assert consuming.replay(row, FILING, NOW)
    assert len(desk.filed()) == 1
    assert [row["_id"] for row in inbox.parked()] == [other]


def test_a_person_is_cut_out_of_parked_events_and_the_events_can_still_be_done(desk: Desk) -> None:
    gone, stays = new_id(), new_id()

    def fails(delivery: Delivery, now: datetime) -> None:
        raise ValueError("a fault of ours")

    desk.sends(text={gone: "of the one", stays: "of the other"})
    delivered(desk, desk.consuming({LetterSent: fails}))
    assert mongo.run_in_transaction(lambda: inbox.scrub(gone)) == 1
    [row] = inbox.parked()
    assert json.loads(row["body"])["personal"] == {stays: {"text": "of the other"}}
    assert consuming.replay(row, FILING, NOW)


def test_an_unreadable_event_that_may_speak_of_a_person_goes_with_them(desk: Desk) -> None:
    person, other = new_id(), new_id()
    reader = desk.consuming()
    send_bad(desk, {"ce_id": "1"}, f'{{"personal": {{"{person}": {{"text": "in confid'.encode())
    send_bad(desk, {"ce_id": "2"}, f'{{"personal": {{"{other}": '.encode())
    reader.run_once(0)
    assert mongo.run_in_transaction(lambda: inbox.scrub(person)) == 1
    assert [row["_id"] for row in inbox.parked()] == ["2"]


def test_a_parked_event_is_given_up_after_thirty_days_and_stays_known(desk: Desk) -> None:
    send_bad(desk, {"ce_id": "bad"}, b"{")
    desk.consuming().run_once(0)
    inbox.sweep(NOW + timedelta(days=29), keep_days=3680, parked_days=30)
    assert inbox.open_parked() == 1
    inbox.sweep(NOW + timedelta(days=31), keep_days=3680, parked_days=30)
    assert inbox.open_parked() == 0
    assert inbox.known(["bad"]) == {"bad"}
