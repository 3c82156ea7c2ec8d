"""One process of the stack: how it is started, recognised again, and ended with all that it started."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local import tied
from deploy.local.errors import StackError


@dataclass(frozen=True)
class Part:
    """What to start. Parts of a higher ``stage`` stop first; ``fresh`` gives arguments new at each start.

    One that runs ``once`` is not started again. ``patience``: seconds between ``stop_signal`` and SIGKILL.
    ``death_signal`` comes when the supervisor dies.
    """

    name: str
    command: list[str]
    folder: Path
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    stage: int = 1
    once: bool = False
    patience: float = 10.0
    stop_signal: int = signal.SIGTERM
    death_signal: int = signal.SIGKILL
    fresh: Callable[[], list[str]] = list


def spawn(part: Part) -> subprocess.Popen[bytes]:
    """Start ``part`` as leader of its own process group, tied to this thread's life, output in its log."""
    launcher = [sys.executable, "-I", "-S", tied.__file__, str(int(part.death_signal)), str(os.getpid())]
    part.log.parent.mkdir(parents=True, exist_ok=True)
    with part.log.open("ab") as log:
        return subprocess.Popen(  # noqa: S603
            [*launcher, *part.command, *part.fresh()],
            cwd=part.folder,
            env={**os.environ, **part.env},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether the leader has ended; then its whole group ends, before another can get its number."""
    if process.returncode is None:
        ended = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if ended is None:
            return False
        kill_group(process.pid)
        process.wait()
    return True


def kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def born(pid: int) -> str | None:
    """What tells this process from a later one with the same number; None when there is none, or a zombie."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = text.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else f"{boot}/{fields[19]}"


def kill_left_over(pid: int, birth: str) -> None:
    """End what a killed supervisor left: the leader if it is the same process, and the rest of its group."""
    now = born(pid)
    if birth.partition("/")[0] == (born(os.getpid()) or "").partition("/")[0] and now in (birth, None):
        kill_group(pid)


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_answers(port: int, host: str = "127.0.0.1") -> bool:
    try:
        with socket.create_connection((host, port), timeout=0.5):
            return True
    except OSError:
        return False


@dataclass
class Running:
    """One part started by itself, without a supervisor: for tests, backup and restore."""

    part: Part
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, part: Part, ready: Callable[[], bool], seconds: float = 30.0) -> "Running":
        """Start and wait until ``ready()``. Raises StackError when it ends or takes longer."""
        running = cls(part, spawn(part))
        deadline = time.monotonic() + seconds
        while not ready():
            ended = has_ended(running.process)
            if ended or time.monotonic() > deadline:
                running.stop()
                how = "ended at once" if ended else f"was not ready after {seconds:.0f} s"
                raise StackError(f"{part.name} {how}; its log says why: {part.log}")
            time.sleep(0.05)
        return running

    def stop(self) -> None:
        """Ask it to stop, insist after its patience; returns when nothing of it is left."""
        if has_ended(self.process):
            return
        self.process.send_signal(self.part.stop_signal)
        deadline = time.monotonic() + self.part.patience
        while not has_ended(self.process):
            if time.monotonic() > deadline:
                kill_group(self.process.pid)
            time.sleep(0.02)
