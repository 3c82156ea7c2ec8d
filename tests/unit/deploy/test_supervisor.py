import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.gateway import ROOT
from deploy.local.process import Part, born, spawn
from deploy.local.supervisor import FIRST_DELAY, HEALTHY_SECONDS, LONGEST_DELAY, Child, Supervisor


@pytest.fixture
def supervisor():
    supervisor = Supervisor(say=lambda sentence: None)
    yield supervisor
    supervisor.stop()
    supervisor.close()


@pytest.fixture
def part(tmp_path):
    def part(script, name="part", **options):
        return Part(name, ["/bin/sh", "-c", script], tmp_path, tmp_path / f"{name}.log", **options)

    return part


def group_is_gone(leader):
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return True
    return not any(born(pid) for pid in members(leader))


def members(group):
    listed = subprocess.run(["ps", "-eo", "pid=,pgid="], capture_output=True, text=True, check=True).stdout
    return [int(pid) for pid, pgid in (line.split() for line in listed.splitlines()) if int(pgid) == group]


def test_what_dies_is_started_again(supervisor, part, eventually):
    supervisor.start(part("exec sleep 1000"))
    child = supervisor.children["part"]
    first = child.process.pid

    os.kill(first, signal.SIGKILL)

    eventually(lambda: supervisor.tick(0.05) and child.process.pid != first, "another process in its place")
    assert child.restarts == 1


def test_what_runs_once_is_not_started_again(supervisor, part, eventually):
    supervisor.start(part("echo once >> told", once=True))
    child = supervisor.children["part"]
    eventually(lambda: supervisor.tick(0.05) and child.over, "its end")

    for _ in range(3):
        supervisor.tick(0.01)

    assert child.restarts == 0
    assert (child.part.folder / "told").read_text() == "once\n"


def test_what_a_dead_leader_started_ends_before_its_successor_begins(supervisor, part, eventually, tmp_path):
    supervisor.start(part("sleep 1000 & echo $! > grandchild; wait"))
    eventually(
        lambda: (tmp_path / "grandchild").is_file() and (tmp_path / "grandchild").read_text(), "a grandchild"
    )
    grandchild = int((tmp_path / "grandchild").read_text())
    leader = supervisor.children["part"].process.pid

    os.kill(leader, signal.SIGKILL)

    eventually(lambda: supervisor.tick(0.05) and born(grandchild) is None, "the grandchild's end")


def test_who_dies_young_waits_longer_each_time_and_health_is_rewarded(part):
    child = Child(part("true"), process=None, started_at=0.0)
    waits = []
    for _ in range(7):
        child.died(now=1.0)
        waits.append(round(child.restart_at - 1.0, 3))
    assert waits == [FIRST_DELAY, 0.4, 0.8, 1.6, 3.2, LONGEST_DELAY, LONGEST_DELAY]

    child.died(now=HEALTHY_SECONDS)

    assert child.restart_at == pytest.approx(HEALTHY_SECONDS + FIRST_DELAY)


def test_stopping_goes_from_the_highest_stage_down_and_leaves_no_process(
    supervisor, part, tmp_path, eventually
):
    note = "trap 'echo {0} >> order; exit' TERM; echo > {0}.ready; while :; do sleep 0.05; done"
    for name, stage in (("database", 0), ("web", 2), ("broker", 1)):
        supervisor.start(part(note.format(name), name, stage=stage))
    leaders = [child.process.pid for child in supervisor.children.values()]
    eventually(lambda: len(list(tmp_path.glob("*.ready"))) == 3, "all three running")

    supervisor.stop()

    assert (tmp_path / "order").read_text().split() == ["web", "broker", "database"]
    assert all(group_is_gone(leader) for leader in leaders)


def test_what_does_not_heed_the_signal_is_killed_after_its_patience(supervisor, part, tmp_path, eventually):
    supervisor.start(part("trap '' TERM; echo > ready; while :; do sleep 1; done", patience=0.2))
    leader = supervisor.children["part"].process.pid
    eventually((tmp_path / "ready").is_file, "the deaf part running")
    begun = time.monotonic()

    supervisor.stop()

    assert 0.2 <= time.monotonic() - begun < 5
    assert group_is_gone(leader)


def test_a_signal_to_stop_ends_the_waiting(supervisor):
    with supervisor.listening():
        os.kill(os.getpid(), signal.SIGTERM)
        assert supervisor.tick(30) is False


def test_children_end_with_a_killed_supervisor(part, tmp_path, eventually):
    script = (
        "import pathlib, time; from deploy.local.process import Part, spawn; folder = pathlib.Path('.').absolute();"
        "child = spawn(Part('child', ['sleep', '1000'], folder, folder / 'log'));"
        "pathlib.Path('child').write_text(str(child.pid)); time.sleep(1000)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=tmp_path, env=environment)
    eventually(
        lambda: (tmp_path / "child").is_file() and (tmp_path / "child").read_text(), "the child's number"
    )
    child = int((tmp_path / "child").read_text())
    eventually(
        lambda: Path(f"/proc/{child}/cmdline").read_bytes().startswith(b"sleep"),
        "the child tied to its parent",
    )

    parent.kill()
    parent.wait()

    eventually(lambda: born(child) is None, "the child's end")


def test_output_goes_to_the_log_behind_what_stands_there(part, tmp_path):
    (tmp_path / "part.log").write_text("before\n")
    spawn(part("echo out; echo err >&2")).wait()
    assert (tmp_path / "part.log").read_text() == "before\nout\nerr\n"
