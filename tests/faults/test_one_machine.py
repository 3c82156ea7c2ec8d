"""A stack over servers of one's own, beside another with its embedded ones: what runs where, what is left after Ctrl-C;
a gateway that is killed, processes that are told to end, servers that are away for a while."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pymongo
import pytest

from deploy.local import parts
from deploy.local.process import born, free_port, port_answers
from deploy.local.servers import answers
from deploy.local.stack import Stack
from shared.config import SERVICES
from tests.actors import Network, Reply
from tests.contract.waiting import until
from tests.faults.foreground import Terminal, left, typed
from tests.faults.half_sent import HalfSent
from tests.faults.killing import SETTLE_SECONDS, Faulty, end, faulty
from tests.faults.ledger import BRIEFS, COPIES, ORGANISATIONS
from tests.faults.own_servers import OwnServers
from tests.journey.stages import environment

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

SOME = 20
IN_TIME = 3.0
DRAINED = 10.0
NEED_NO_DATABASE = (
    "/accounts/healthz", "/", "/accounts/sign-in", "/help/student", "/portfolio/verify", "/portfolio/verify/offline",
)  # fmt: skip


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServers]:
    servers = OwnServers.start(tmp_path_factory.mktemp("own"))
    yield servers
    servers.stop()


@pytest.fixture(scope="module")
def one(own: OwnServers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    running = faulty(tmp_path_factory.mktemp("one"), seed=0, **own.settings)
    yield running
    end(running)


def some_commands(one: Faulty) -> None:
    """So many are acknowledged from now on."""
    enough = one.ledger.acknowledged() + SOME
    until(lambda: one.ledger.acknowledged() >= enough, f"{SOME} commands that are acknowledged")


def everything_arrives_once(one: Faulty) -> None:
    def arrived() -> bool:
        return not one.books.unsent(one.broker.cluster_id()) and not one.books.missing()

    until(arrived, lambda: f"all events; missing are {one.books.missing()}", SETTLE_SECONDS)
    assert one.books.faults(one.ledger) == []


def asked(one: Faulty, path: str, token: str = "", accept: str = "application/json") -> tuple[Reply, float]:
    """The answer through the gateway, and the seconds that it took."""
    headers = {"Accept": accept} | ({"Authorization": f"Bearer {token}"} if token else {})
    begun = time.monotonic()
    answer = Network(one.stack.url).call("GET", path, headers=headers)
    return answer, time.monotonic() - begun


def test_servers_of_one_s_own_take_the_place_of_the_embedded_ones(one: Faulty, own: OwnServers) -> None:
    """What a request writes is in that database, and its event comes by that broker."""
    with one.ledger.filling():
        some_commands(one)
    everything_arrives_once(one)
    running = {part.name for part in one.stack.status()}
    assert running == {"supervisor", *parts.names()} - {"mongod", "broker"}
    assert not (one.stack.var / "mongo").exists()
    with pymongo.MongoClient(own.mongod.uri) as client:
        names = set(client["shixun_accounts"]["organisations"].distinct("name"))
    assert names >= {f"Fault {key}" for key, answered in one.ledger.organisations.items() if answered}
    assert one.broker.missing(["accounts.organisation", "projects.waiting"]) == set()


@pytest.mark.soak
def test_another_lives_beside_it_says_that_it_runs_and_leaves_nothing_after_ctrl_c(
    one: Faulty, tmp_path: Path
) -> None:
    beside = Stack(tmp_path / "var", free_port(), environment())
    terminal = Terminal.up(beside)
    state = terminal.waits_for(lambda state: state.ready)
    elsewhere = Stack(beside.var, free_port(), beside.env)
    for again in (typed(beside, "up"), typed(elsewhere, "up", "--detach")):
        said = f"Already running at {beside.url} (pid {state.pid})\n"
        assert (again.returncode, again.stdout, again.stderr) == (0, said, "")
    assert beside.running() == state, "whoever asks again changes nothing"
    with beside.database() as uri, pymongo.MongoClient(uri) as client:
        assert client["shixun_accounts"]["organisations"].count_documents({}) == 0, "it is empty"
    processes = terminal.processes()
    assert {part.pid for part in state.parts.values()} < processes.keys()

    assert terminal.interrupt() == 0

    assert left(processes) == []
    assert [port for port in (beside.port, *state.ports.values()) if port_answers(port)] == []
    assert terminal.said().endswith("Stopping …\nEverything is stopped.\n")
    assert typed(beside, "status").stdout == f"Nothing runs in {beside.var}.\n"
    assert answers(one.stack.port, "accounts")


def test_ctrl_c_while_it_starts_leaves_nothing_either(tmp_path: Path) -> None:
    stack = Stack(tmp_path / "var", free_port(), environment())
    terminal = Terminal.up(stack)
    terminal.waits_for(lambda state: {"nginx", "mongod", "broker"} <= state.parts.keys())
    processes = terminal.processes()
    assert terminal.interrupt() == 0
    assert left(processes) == []
    assert "Shixun is at" not in terminal.said()


def test_a_gateway_that_was_killed_answers_again_and_nothing_is_lost(one: Faulty) -> None:
    before = one.stack.running()
    assert before is not None
    with one.ledger.filling():
        one.kill("nginx")
        some_commands(one)
    everything_arrives_once(one)
    after = one.stack.running()
    assert after is not None
    assert after.parts["nginx"].restarts == before.parts["nginx"].restarts + 1
    assert after.parts["accounts-web"] == before.parts["accounts-web"], "nothing else was started again"


def ends_in_time(one: Faulty, name: str, pid: int, begun: float) -> None:
    until(lambda: born(pid) is None, f"the end of {name}", DRAINED - (time.monotonic() - begun))
    said = f"{name} ended with status 0; it starts again"
    until(lambda: said in one.stack.settings.log("stack").read_text(), said)


def test_a_service_that_is_told_to_end_answers_what_it_has_begun(one: Faulty) -> None:
    with one.ledger.filling():
        some_commands(one)
        halves = [HalfSent.begin(one.stack, one.ledger) for _ in range(3)]
        begun = time.monotonic()
        pid = one.stack.kill("accounts-web", signal.SIGTERM)
        until(lambda: not (one.stack.settings.run / "accounts.sock").exists(), "nobody to be let in any more")
        for half in halves:
            status, made = half.end()
            assert (status, made["name"]) == (201, half.name)
            one.ledger.organisations[half.name.removeprefix("Fault ")] = True
        ends_in_time(one, "accounts-web", pid, begun)
    until(lambda: answers(one.stack.port, "accounts"), "another in its place")
    everything_arrives_once(one)


@pytest.mark.soak
def test_a_service_that_is_told_to_end_waits_for_nobody_for_ever(one: Faulty) -> None:
    """What never came whole is not done; who sent it is told nothing, and asks again with the same key."""
    half = HalfSent.begin(one.stack, one.ledger)
    begun = time.monotonic()
    pid = one.stack.kill("accounts-web", signal.SIGTERM)
    ends_in_time(one, "accounts-web", pid, begun)
    assert half.connection.recv(1024) == b""
    half.connection.close()
    until(lambda: answers(one.stack.port, "accounts"), "another in its place")
    everything_arrives_once(one)


@pytest.mark.parametrize("name", ["accounts-worker", pytest.param("matching-worker", marks=pytest.mark.soak)])
def test_a_worker_that_is_told_to_end_loses_nothing(one: Faulty, name: str) -> None:
    with one.ledger.filling():
        some_commands(one)
        begun = time.monotonic()
        pid = one.stack.kill(name, signal.SIGTERM)
        ends_in_time(one, name, pid, begun)
    everything_arrives_once(one)


def test_without_the_broker_all_is_answered_and_its_events_come_when_it_is_back(
    one: Faulty, own: OwnServers
) -> None:
    own.broker.stop()
    with one.ledger.filling():
        some_commands(one)
        for path, token in ((ORGANISATIONS, one.ledger.operator), (BRIEFS, one.ledger.mentor)):
            answer, seconds = asked(one, path, token)
            assert (answer.status, seconds < IN_TIME) == (200, True)
        for service in SERVICES:
            answer, seconds = asked(one, f"/{service}/readyz")
            assert (answer.status, answer.json, seconds < IN_TIME) == (200, {"status": "ready"}, True)
    assert one.books.unsent() > 0
    assert set(one.books.missing()) >= set(COPIES)
    own.broker_comes_back()
    everything_arrives_once(one)


def test_without_mongodb_the_rest_says_when_to_come_again_and_what_was_accepted_stays(
    one: Faulty, own: OwnServers
) -> None:
    with one.ledger.filling():
        some_commands(one)
        own.mongod.stop()
        for path in (ORGANISATIONS, BRIEFS, *(f"/{service}/readyz" for service in SERVICES)):
            answer, seconds = asked(one, path, one.ledger.operator)
            assert (answer.status, answer.json["status"], seconds < IN_TIME) == (503, 503, True), path
            assert int(answer.headers["Retry-After"]) > 0
        for path in NEED_NO_DATABASE:
            answer, seconds = asked(one, path, accept="text/html")
            assert (answer.status, seconds < IN_TIME) == (200, True), path
        own.mongod_comes_back()
        some_commands(one)
    everything_arrives_once(one)
