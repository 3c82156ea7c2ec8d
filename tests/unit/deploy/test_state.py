import os
import subprocess
import sys

import pytest

from deploy.local.process import born
from deploy.local.state import Lock, PartState, State, clear_left_over


@pytest.fixture
def run(tmp_path):
    (tmp_path / "run").mkdir()
    return tmp_path / "run"


@pytest.fixture
def sleeper():
    process = subprocess.Popen(["sleep", "1000"], start_new_session=True)
    yield process
    process.kill()
    process.wait()


def state_with(part):
    return State(pid=1, birth="long ago", address="http://127.0.0.1:1", ports={}, parts={"web": part})


def test_one_at_a_time_holds_a_folder(run):
    with Lock(run) as first, Lock(run) as second:
        assert first.take()
        assert not second.take()
        first.release()
        assert second.take()


def test_a_killed_holder_lets_go(run):
    script = f"from pathlib import Path; from deploy.local.state import Lock; Lock(Path({str(run)!r})).take(); input()"
    holder = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE)
    holder.kill()
    holder.communicate()
    with Lock(run) as lock:
        assert lock.take()


def test_what_was_written_is_read_again(run):
    written = state_with(PartState(7, "boot/8", restarts=2))
    written.write(run)
    assert State.read(run) == written
    assert not written.alive


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}'])
def test_a_broken_state_file_counts_as_none(run, text):
    (run / "stack.json").write_text(text)
    assert State.read(run) is None


def test_processes_that_a_killed_supervisor_left_are_ended(run, sleeper):
    state_with(PartState(sleeper.pid, born(sleeper.pid))).write(run)
    clear_left_over(run)
    assert sleeper.wait(timeout=5) < 0


def test_a_stranger_who_got_the_number_is_left_alone(run, sleeper):
    boot = born(os.getpid()).partition("/")[0]
    state_with(PartState(sleeper.pid, f"{boot}/1")).write(run)
    clear_left_over(run)
    assert sleeper.poll() is None


def test_after_a_reboot_nobody_is_ended(run, sleeper):
    ticks = born(sleeper.pid).partition("/")[2]
    state_with(PartState(sleeper.pid, f"another-boot/{ticks}")).write(run)
    clear_left_over(run)
    assert sleeper.poll() is None


def test_stale_sockets_and_pid_files_are_removed(run):
    pid_file = run.parent / "nginx" / "nginx.pid"
    pid_file.parent.mkdir()
    for stale in (run / "accounts.sock", pid_file):
        stale.write_text("")
    clear_left_over(run)
    assert not pid_file.exists()
    assert not list(run.glob("*.sock"))
