from pathlib import Path

import bson
import pymongo
import pytest

from deploy.local import backup, broker, mongod
from deploy.local.__main__ import main
from deploy.local.errors import StackError
from deploy.local.process import born, free_port, port_answers
from deploy.local.stack import Stack


@pytest.fixture
def stack(tmp_path):
    return Stack(tmp_path / "one", free_port(), {})


def test_a_real_mongod_and_a_real_broker_start_and_leave_no_process(tmp_path):
    server, events = mongod.Mongod.start(tmp_path), broker.start_tansu(tmp_path)
    with pymongo.MongoClient(server.uri) as client, client.start_session() as session:
        with session.start_transaction():
            client["there"]["things"].insert_one({"_id": 1}, session=session)
        assert client["there"]["things"].count_documents({}) == 1
    server.stop()
    events.stop()
    assert not port_answers(server.port)
    assert not port_answers(events.port)
    assert born(server.running.process.pid) is None
    assert born(events.running.process.pid) is None


def test_data_survive_a_move_to_another_port(tmp_path):
    server = mongod.Mongod.start(tmp_path)
    with pymongo.MongoClient(server.uri) as client:
        client["there"]["things"].insert_one({"_id": 1})
    server.running.process.kill()
    server.stop()
    moved = mongod.Mongod.start(tmp_path)
    try:
        with pymongo.MongoClient(moved.uri, serverSelectionTimeoutMS=5000) as client:
            assert client["there"]["things"].find_one() == {"_id": 1}
    finally:
        moved.stop()


def test_what_does_not_start_is_named_with_its_log(tmp_path):
    (tmp_path / "mongo").mkdir()
    (tmp_path / "mongo" / "storage.bson").write_text("no document")
    with pytest.raises(StackError, match=r"mongod ended at once; its log says why: .*mongod\.log"):
        mongod.Mongod.start(tmp_path)


def test_a_backup_comes_back_in_an_empty_stack_with_files_and_keys(stack, tmp_path, capsys):
    moment = bson.datetime_ms.DatetimeMS(1_700_000_000_123)
    with stack.database() as uri, pymongo.MongoClient(uri) as client:
        client["shixun_portfolio"]["log"].insert_many(
            [{"_id": i, "at": moment, "bytes": b"\0\1"} for i in range(1200)]
        )
    for name, text in (("files/ab/cd", "a photo"), ("keys/signing", "a key")):
        path = stack.settings.var / name
        path.parent.mkdir(parents=True)
        path.write_text(text)

    assert backup.backup(stack, tmp_path / "saved.tar.gz")["portfolio"] == 1200
    other = Stack(tmp_path / "two", free_port(), {})
    assert backup.restore(other, tmp_path / "saved.tar.gz")["portfolio"] == 1200

    with other.database() as uri, pymongo.MongoClient(uri) as client:
        log = client["shixun_portfolio"]["log"]
        assert log.count_documents({"bytes": b"\0\1", "at": moment}) == 1200
    assert (other.settings.var / "files/ab/cd").read_text() == "a photo"
    assert (other.settings.var / "keys/signing").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "saved.tar.gz").stat().st_mode & 0o777 == 0o600
    with pytest.raises(StackError, match="goes into an empty stack"):
        backup.restore(other, tmp_path / "saved.tar.gz")


def test_a_backup_shows_one_moment_of_all_databases(stack, tmp_path):
    """Each transaction writes to two databases; a backup in between has both or neither of each."""
    target = tmp_path / "saved.tar.gz"
    with stack.database() as uri, pymongo.MongoClient(uri) as client:
        names = ("shixun_accounts", "shixun_portfolio")
        for name in names:
            client[name]["things"].insert_one({"_id": -1})
        writer = Writer(client, names)
        running = Stack(tmp_path / "client", free_port(), {"MONGODB_URI": uri})
        original = backup._dump_collection

        def write_in_between(*args):
            writer.write(20)
            return original(*args)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(backup, "_dump_collection", write_in_between)
            counts = backup.backup(running, target)
    assert counts["accounts"] == counts["portfolio"] == 21
    assert writer.written == 40


class Writer:
    def __init__(self, client, names):
        self.client, self.names, self.written = client, names, 0

    def write(self, count):
        for _ in range(count):
            with self.client.start_session() as session, session.start_transaction():
                for name in self.names:
                    self.client[name]["things"].insert_one({"_id": self.written}, session=session)
            self.written += 1


@pytest.mark.parametrize("content", [b"", b"nonsense", None])
def test_what_is_no_backup_is_refused_in_a_sentence(stack, tmp_path, content, capsys):
    source = tmp_path / "wrong.tar.gz"
    if content is not None:
        source.write_bytes(content)
    assert main(["--var", str(stack.settings.var), "restore", str(source)]) == 2
    said = capsys.readouterr().err
    assert str(source) in said
    assert said.count("\n") == 1


def test_a_mongod_never_takes_the_place_of_another(tmp_path: Path) -> None:
    """Two that were given the same free port: the second would empty the first's databases."""
    first = mongod.Mongod.start(tmp_path / "first")
    try:
        assert mongod.is_primary(first.port, tmp_path / "first" / "mongo")
        assert not mongod.is_primary(first.port, tmp_path / "second" / "mongo")
        with pytest.raises(StackError, match="mongod"):
            mongod.Mongod.start(tmp_path / "second", first.port)
    finally:
        first.stop()
