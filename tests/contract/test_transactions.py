"""MongoDB's traps: what is tried again is written, what is in the way is said, what is away is answered in time."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pymongo
import pytest
from mongoengine.errors import NotUniqueError, OperationError
from pymongo.errors import AutoReconnect, DuplicateKeyError, ExecutionTimeout, OperationFailure

from shared import mongo, mongo_migrations
from shared.errors import Conflict, Stale
from shared.ids import new_id
from shared.messaging import outbox
from shared.service import SHARED_INDEXES
from tests.contract.desk import NOW, Desk, Item, LetterSent, Thing
from tests.contract.servers import Failing


def test_a_transaction_keeps_state_and_event_or_neither(desk: Desk) -> None:
    item = Item(new_id(), "one")

    def work(fail: bool) -> None:
        mongo.insert(Thing, item)
        outbox.append(LetterSent(letter=item.id, number=1), NOW)
        if fail:
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        mongo.run_in_transaction(lambda: work(True))
    assert desk.count("things") == desk.count("outbox") == 0
    mongo.run_in_transaction(lambda: work(False))
    assert desk.count("things") == desk.count("outbox") == 1


def test_what_is_read_back_equals_what_was_written(desk: Desk) -> None:
    item = Item(new_id(), "one", ["a", "b"], NOW, "note")
    empty = Item(new_id(), "two")
    for one in (item, empty):
        mongo.run_in_transaction(lambda one=one: mongo.insert(Thing, one))
    for one in (item, empty):
        one.version = 1
        assert mongo.load(Item, _found(one.id)) == one


@pytest.mark.parametrize("how", ["refused", "unknown"])
def test_a_commit_that_fails_the_first_time_is_tried_again_and_all_is_there(
    failing: Failing, how: str
) -> None:
    """MongoEngine's save() would have written nothing the second time: insert and replace write whole documents."""
    desk = failing.desk
    old = Item(new_id(), "old")
    mongo.run_in_transaction(lambda: mongo.insert(Thing, old))
    new_item, tried = new_id(), []

    @mongo.transactional
    def use_case() -> None:
        tried.append(1)
        mongo.insert(Thing, Item(new_item, "new", ["x"]))
        changed = mongo.load(Item, _found(old.id))
        changed.words.append("changed")
        mongo.replace(Thing, changed)
        outbox.append(LetterSent(letter=old.id, number=1), NOW)

    failing.next_commit_fails(how)
    use_case()
    assert len(tried) == (2 if how == "refused" else 1)
    assert _found(new_item)["words"] == ["x"]
    assert (_found(old.id)["words"], _found(old.id)["version"]) == (["changed"], 2)
    assert desk.count("outbox") == 1


def test_forty_who_write_one_document_at_once_all_succeed(desk: Desk) -> None:
    """As a class that answers one proposal in the same second: hardly anybody tries a third time."""
    item, tried = Item(new_id(), "one"), []
    mongo.run_in_transaction(lambda: mongo.insert(Thing, item))
    together = threading.Barrier(40)

    @mongo.transactional
    def confirm(number: int) -> None:
        tried.append(number)
        for _ in range(20):  # as long as a use case takes
            _found(item.id)
        changed = mongo.load(Item, _found(item.id))
        changed.words.append(str(number))
        mongo.replace(Thing, changed)
        outbox.append(LetterSent(letter=item.id, number=number), NOW)

    def one_of_them(number: int) -> None:
        with desk.serving():
            together.wait()
            confirm(number)

    with ThreadPoolExecutor(40) as pool:
        for done in [pool.submit(one_of_them, number) for number in range(40)]:
            done.result()
    assert sorted(_found(item.id)["words"], key=int) == [str(number) for number in range(40)]
    assert desk.count("outbox") == 40
    assert len(tried) <= 120


def test_a_write_that_was_in_the_way_is_no_error(desk: Desk) -> None:
    """The first attempt meets a document that another transaction has changed since: it runs again, whole."""
    item = Item(new_id(), "one")
    mongo.run_in_transaction(lambda: mongo.insert(Thing, item))
    tried: list[int] = []

    def work() -> None:
        found = mongo.load(Item, _found(item.id))
        if not tried:
            _elsewhere(desk, {"_id": item.id}, {"$set": {"note": "by another"}, "$inc": {"version": 1}})
        tried.append(found.version)
        found.words.append("mine")
        mongo.replace(Thing, found)

    mongo.run_in_transaction(work)
    assert tried == [1, 2]
    assert (_found(item.id)["note"], _found(item.id)["words"]) == ("by another", ["mine"])


def test_mongoengines_wrapping_does_not_hide_what_must_be_tried_again(desk: Desk) -> None:
    item = Item(new_id(), "one")
    mongo.run_in_transaction(lambda: mongo.insert(Thing, item))
    tried: list[int] = []

    def by_mongoengine() -> None:
        Thing.objects(id=item.id).first()
        if not tried:
            _elsewhere(desk, {"_id": item.id}, {"$set": {"note": "by another"}})
        tried.append(1)
        Thing.objects(id=item.id).update_one(set__words=["mine"])

    mongo.run_in_transaction(by_mongoengine)
    assert len(tried) == 2
    assert _found(item.id)["words"] == ["mine"]


def test_a_unique_key_twice_is_a_conflict_and_not_tried_again(desk: Desk) -> None:
    mongo.run_in_transaction(lambda: mongo.insert(Thing, Item(new_id(), "taken")))
    other = Item(new_id(), "free")
    mongo.run_in_transaction(lambda: mongo.insert(Thing, other))
    tried: list[int] = []

    def again(work: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            tried.append(1)
            work()

        return run

    with pytest.raises(Conflict, match="exists already"):
        mongo.run_in_transaction(again(lambda: mongo.insert(Thing, Item(new_id(), "taken"))))
    with pytest.raises(Conflict, match="exists already"):
        mongo.run_in_transaction(again(lambda: mongo.replace(Thing, Item(other.id, "taken", version=1))))
    with pytest.raises(NotUniqueError):
        mongo.run_in_transaction(again(lambda: Thing(id=new_id(), name="taken").save()))
    assert len(tried) == 3


def test_a_stale_edit_is_refused(desk: Desk) -> None:
    item = Item(new_id(), "one")
    mongo.run_in_transaction(lambda: mongo.insert(Thing, item))
    mine, theirs = (mongo.load(Item, _found(item.id)) for _ in range(2))
    mongo.run_in_transaction(lambda: mongo.replace(Thing, theirs))
    with pytest.raises(Stale):
        mongo.run_in_transaction(lambda: mongo.replace(Thing, mine))

    current = mongo.load(Item, _found(item.id))
    mongo.expect_version(current, 2)
    mongo.expect_version(current, None)
    with pytest.raises(Stale):
        mongo.expect_version(current, 1)


def test_a_use_case_within_a_use_case_joins_it(desk: Desk) -> None:
    @mongo.transactional
    def inner() -> None:
        mongo.insert(Thing, Item(new_id(), "inner"))

    @mongo.transactional
    def outer() -> None:
        inner()
        mongo.run_in_transaction(inner_twice)
        raise ValueError("all of it")

    def inner_twice() -> None:
        mongo.insert(Thing, Item(new_id(), "inner twice"))

    with pytest.raises(ValueError, match="all of it"):
        outer()
    assert desk.count("things") == 0
    assert not mongo.in_transaction()


def test_the_schema_is_checked_before_anything_is_written(desk: Desk) -> None:
    with pytest.raises(Exception, match="name"):
        mongo.run_in_transaction(lambda: mongo.insert(Thing, Item(new_id(), name=None)))
    assert desk.count("things") == 0


def test_options_under_which_no_session_can_be_bound_are_left_out_of_the_uri(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    uri = "mongodb+srv://u:p%40@h.example/?w=majority&journal=true&readPreference=secondaryPreferred&replicaSet=rs0"
    assert mongo.transactional_uri(uri) == "mongodb+srv://u:p%40@h.example/?replicaSet=rs0"
    assert "journal, readPreference, w left out" in caplog.text
    assert "p%40" not in caplog.text, "a URI holds a password"


def test_transactions_work_with_a_hosted_servers_uri(failing: Failing) -> None:
    desk = failing.reopened("&w=majority&journal=true&readPreference=secondaryPreferred")
    with desk.serving():
        mongo.run_in_transaction(lambda: mongo.insert(Thing, Item(new_id(), "one")))
        assert desk.count("things") == 1


def test_faults_are_told_from_absence() -> None:
    busy = OperationFailure("WriteConflict", 112, {"errorLabels": ["TransientTransactionError"]})
    assert mongo.is_away(busy)
    assert mongo.is_away(AutoReconnect("gone"))
    assert mongo.is_away(ExecutionTimeout("too long", 50))
    for fault in (
        DuplicateKeyError("twice"),
        OperationFailure("bad query", 2),
        OperationError("x"),
        ValueError(),
    ):
        assert not mongo.is_away(fault)


def test_migrate_can_be_repeated_and_runs_each_step_once(desk: Desk) -> None:
    ran: list[int] = []
    steps = [mongo_migrations.Migration(number, str(number), lambda _: ran.append(1)) for number in (2, 1)]
    for _ in range(2):
        mongo_migrations.migrate([Thing], SHARED_INDEXES, steps, NOW)
    assert len(ran) == 2
    assert [mark["_id"] for mark in mongo.database()["migrations"].find().sort("_id", 1)] == [1, 2]


def test_a_step_that_failed_is_run_again(desk: Desk) -> None:
    failures = [ValueError("killed in the middle")]

    def run(_: Any) -> None:
        if failures:
            raise failures.pop()

    step = mongo_migrations.Migration(1, "one", run)
    with pytest.raises(ValueError, match="middle"):
        mongo_migrations.migrate([], {}, [step], NOW)
    mongo_migrations.migrate([], {}, [step], NOW)
    assert mongo.database()["migrations"].count_documents({"_id": 1}) == 1


def test_one_process_migrates_at_a_time(desk: Desk) -> None:
    seen: list[type] = []

    def meanwhile(_: Any) -> None:
        with pytest.raises(Conflict) as refused:
            mongo_migrations.migrate([], {}, [], NOW, patience=0.2)
        seen.append(refused.type)

    mongo_migrations.migrate([], {}, [mongo_migrations.Migration(1, "one", meanwhile)], NOW)
    assert seen == [Conflict]


def _found(item_id: str) -> dict[str, Any]:
    found = Thing._get_collection().find_one({"_id": item_id})
    assert found is not None
    return dict(found)


def _elsewhere(desk: Desk, wanted: dict[str, Any], change: dict[str, Any]) -> None:
    """In a thread of its own, so that it is no part of the running transaction."""

    def write() -> None:
        with pymongo.MongoClient(desk.settings.mongodb_uri) as client:
            client[desk.settings.database_name]["things"].update_one(wanted, change)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(write).result()
