"""A backup of a stack that works, and what comes of it in an empty one: the same log, the same files, nothing lost."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pymongo
import pytest

from deploy.gateway import ROOT
from deploy.local.process import free_port
from deploy.local.stack import Stack
from shared.messaging.broker import KafkaBroker
from tests import actors_portfolio as at_portfolio
from tests.actors import Actor
from tests.actors_projects import brief_terms, may_have_many_briefs
from tests.contract.waiting import until
from tests.faults.foreground import typed
from tests.faults.killing import INSIDE, RIPE_SECONDS, SETTLE_SECONDS, token_of
from tests.faults.ledger import Books, Ledger
from tests.journey import loop
from tests.journey.loop import People
from tests.journey.stages import WholeStack, environment

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack"), pytest.mark.soak]

SOME = 100
SETTINGS = environment(GATEWAY_RATE="5000", PYTHONPATH=str(INSIDE), SABOTEUR="")


@pytest.fixture
def stacks(tmp_path: Path) -> Iterator[tuple[Stack, Stack]]:
    """One after the other at the same address: another address is another installation with another log."""
    port = free_port()
    both = Stack(tmp_path / "first", port, SETTINGS), Stack(tmp_path / "second", port, SETTINGS)
    both[0].up(tied_to_caller=True)
    yield both
    for one in both:
        one.down()


def test_under_load_it_holds_one_moment_from_which_an_empty_stack_goes_on(
    stacks: tuple[Stack, Stack], tmp_path: Path
) -> None:
    first, second = stacks
    stage, saved, kept = WholeStack(first, RIPE_SECONDS), tmp_path / "saved.tar.gz", tmp_path / "checkpoint"
    people = loop.everybody_comes_in(stage)
    credential = credentials(stage, people)[0]
    proved = audited(first)
    kept.write_text(stage.browser().call("GET", "/portfolio/log/checkpoint").text, encoding="utf-8")
    ledger = ledger_of(first, people)

    before = backed_up_under_load(first, ledger, saved)

    assert audited(first, "--from", str(kept)) == proved
    files = content(first.settings.var / "files")
    first.down()
    said = typed(second, "restore", str(saved))
    assert (said.returncode, said.stderr) == (0, ""), said
    assert content(second.settings.var / "files") == files
    second.up(tied_to_caller=True)
    assert audited(second, "--from", str(kept)) == proved, "the log is unchanged"
    visitor = Actor(stage.browser(), "an employer", "")
    assert at_portfolio.looks_up(visitor, credential)["verdict"] == "valid"
    goes_on(second, before)


def credentials(stage: WholeStack, people: People) -> list[str]:
    """The loop up to them: entries of the log, files of the team."""
    brief = loop.a_brief_is_posted_and_approved(stage, people)
    loop.students_bid_and_a_team_is_proposed(stage, people, brief)
    team = loop.everybody_agrees(stage, people, brief)
    loop.the_team_delivers(stage, people, team)
    return loop.the_mentor_accepts_and_signs(stage, people, team)


def audited(stack: Stack, *words: str) -> str:
    """What ``log audit`` says of a whole log: its size and root, how many entries and checkpoints hold."""
    command = [sys.executable, "-m", "services.portfolio", "log", "audit", *words]
    said = subprocess.run(
        command, cwd=ROOT, env=stack.service_env(), capture_output=True, text=True, check=False
    )
    assert (said.returncode, " unchanged, root " in said.stdout) == (0, True), said
    assert not said.stdout.startswith("0 "), "an empty log proves nothing"
    return said.stdout


def ledger_of(stack: Stack, people: People) -> Ledger:
    may_have_many_briefs(people.operator, people.mentor.organisation)
    terms = brief_terms(people.mentor)
    return Ledger(stack.url, token_of(people.operator), token_of(people.mentor), terms)


def backed_up_under_load(stack: Stack, ledger: Ledger, target: Path) -> Ledger:
    """Returns what the clients had been told before it began."""
    with ledger.filling():
        until(lambda: ledger.acknowledged() >= SOME, f"{SOME} commands", 60)
        before = Ledger(stack.url, "", "", {}, *ledger.pages())
        said = typed(stack, "backup", str(target))
        after = ledger.acknowledged()
    assert (said.returncode, said.stderr) == (0, ""), said
    assert after > before.acknowledged(), "nothing was written meanwhile"
    return before


def content(folder: Path) -> Mapping[str, bytes]:
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert found
    return found


def goes_on(stack: Stack, before: Ledger) -> None:
    """The new broker gets everything again: what was on its way arrives, what had arrived is not done twice."""
    env = stack.service_env()
    broker = KafkaBroker(env["KAFKA_BOOTSTRAP_SERVERS"])
    with pymongo.MongoClient(env["MONGODB_URI"], timeoutMS=5000) as client, contextlib.closing(broker):
        books = Books(client)
        until(
            lambda: not books.unsent(broker.cluster_id()) and not books.missing(),
            lambda: f"all events; missing are {books.missing()}",
            SETTLE_SECONDS,
        )
        assert books.faults(before) == []
