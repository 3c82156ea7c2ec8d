"""The chained trail: nothing lost, nothing forked, and whoever changes it by hand is found."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from shared import audit, mongo
from shared.ids import new_id
from tests.contract.desk import NOW, Desk

OLD = "01900000-0000-7000-8000-000000000000"


def acts(number: int, **facts: Any) -> None:
    for _ in range(number):
        mongo.run_in_transaction(lambda: audit.record("Done", "object", "somebody", NOW, **facts))


def rows() -> Any:
    return mongo.collection("audit")


def chained(number: int = 5) -> None:
    acts(number, to="person", said={"reason": "a word"}, count=3)
    while audit.chain(NOW):
        pass


def change_a_fact() -> None:
    rows().update_one({"number": 3}, {"$set": {"params.count": 4}})


def change_who() -> None:
    rows().update_one({"number": 3}, {"$set": {"by": "another"}})


def change_what_was_said() -> None:
    rows().update_one({"number": 3}, {"$set": {"said.reason": "another word"}})


def delete() -> None:
    rows().delete_one({"number": 3})


def delete_and_close_the_gap() -> None:
    rows().delete_one({"number": 3})
    for number in (4, 5):
        rows().update_one({"number": number}, {"$set": {"number": number - 1}})


def put_in_with_a_number() -> None:
    row = rows().find_one({"number": 3})
    rows().delete_one({"number": 3})
    rows().insert_one(row | {"_id": new_id(), "by": "another"})


def put_in_without_a_number() -> None:
    row = rows().find_one({"number": 3})
    kept = {name: row[name] for name in row if name not in ("number", "hash", "previous")}
    rows().insert_one(kept | {"_id": OLD})


def put_in_and_let_the_worker_run() -> None:
    put_in_without_a_number()
    audit.chain(NOW)


def take_from_the_end() -> None:
    rows().delete_one({"number": 5})


@pytest.mark.parametrize(
    "by_hand",
    [
        change_a_fact, change_who, change_what_was_said, delete, delete_and_close_the_gap, put_in_with_a_number,
        put_in_without_a_number, put_in_and_let_the_worker_run, take_from_the_end,
    ],
)  # fmt: skip
def test_what_is_changed_by_hand_is_found(desk: Desk, by_hand: Callable[[], None]) -> None:
    chained()
    assert audit.check().broken is None
    by_hand()
    broken = audit.check().broken
    assert broken is not None
    in_the_chain = by_hand not in (put_in_without_a_number, put_in_and_let_the_worker_run, take_from_the_end)
    assert broken.number == (3 if in_the_chain else 5), broken
    assert (broken.row == OLD) == (by_hand in (put_in_without_a_number, put_in_and_let_the_worker_run))


def test_an_earlier_head_shows_what_was_taken_from_the_end_with_the_head(desk: Desk) -> None:
    chained()
    known = audit.check().head
    acts(2)
    audit.chain(NOW)
    assert audit.check(known).broken is None
    rows().delete_many({"number": {"$gte": 5}})
    fourth = rows().find_one({"number": 4})
    head = {"number": 4, "hash": fourth["hash"], "row": fourth["_id"]}
    mongo.collection("audit_head").update_one({"_id": "head"}, {"$set": head})
    assert audit.check().broken is None
    assert audit.check(known).broken is not None
    assert audit.check("nonsense").broken is not None


def test_an_erased_word_leaves_the_chain_whole(desk: Desk) -> None:
    chained()
    audit.scrub("person")
    assert "a word" not in str(list(rows().find()))
    assert audit.check().broken is None
    assert {row["params"]["reason"] for row in audit.history("object")} == {"–"}


def test_many_write_and_several_number_at_once_and_nothing_is_lost_or_forked(desk: Desk) -> None:
    stop = threading.Event()

    def write() -> None:
        with desk.serving():
            acts(25)

    def number() -> None:
        with desk.serving():
            while audit.chain(NOW, limit=7) or not stop.is_set():
                pass

    writers = [threading.Thread(target=write) for _ in range(4)]
    workers = [threading.Thread(target=number) for _ in range(2)]
    for thread in (*writers, *workers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in workers:
        thread.join()
    while audit.chain(NOW):
        pass
    report = audit.check()
    assert (report.rows, report.waiting, report.broken) == (100, 0, None)


def test_writing_an_act_touches_no_other_acts_document(desk: Desk) -> None:
    """Two transactions, each open while the other commits: neither has to be tried again."""
    tries: list[str] = []

    def outer() -> None:
        tries.append("outer")
        audit.record("Done", "one", "somebody", NOW)
        if len(tries) == 1:
            inner = threading.Thread(target=other)
            inner.start()
            inner.join()

    def other() -> None:
        with desk.serving():
            tries.append("inner")
            acts(1)
            audit.chain(NOW)

    mongo.run_in_transaction(outer)
    assert tries == ["outer", "inner"]
    while audit.chain(NOW):
        pass
    assert audit.check().rows == 2
