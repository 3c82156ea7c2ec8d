"""``python -m deploy.local`` as somebody types it into a terminal, and what it leaves behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from deploy.gateway import ROOT
from deploy.local import tied
from deploy.local.process import born
from deploy.local.stack import Stack
from deploy.local.state import State
from tests.contract.waiting import until

UP_SECONDS, DOWN_SECONDS = 90.0, 30.0


@dataclass
class Terminal:
    """Whose foreground ``up`` runs; it ends with the tests, however those end."""

    stack: Stack
    process: subprocess.Popen[bytes]
    output: Path

    @classmethod
    def up(cls, stack: Stack) -> "Terminal":
        """Type ``up``; returns at once."""
        launcher = [sys.executable, "-I", "-S", tied.__file__, str(int(signal.SIGTERM)), str(os.getpid())]
        output = stack.settings.log("terminal")
        output.parent.mkdir(parents=True, exist_ok=True)
        with output.open("wb") as file:
            process = subprocess.Popen(
                [*launcher, *command(stack, "up")], cwd=ROOT, env=dict(stack.env), stdin=subprocess.DEVNULL,
                stdout=file, stderr=file, start_new_session=True,
            )  # fmt: skip
        return cls(stack, process, output)

    def waits_for(self, there: Callable[[State], object]) -> State:
        """Until the state that it writes down is the wanted one."""
        found: list[State] = []

        def look() -> bool:
            assert self.process.poll() is None, f"`up` ended: {self.said()}"
            state = self.stack.running()
            if state is not None and there(state):
                found.append(state)
            return bool(found)

        until(look, lambda: f"a stack that is up; it says: {self.said()}", UP_SECONDS)
        return found[0]

    def interrupt(self) -> int:
        """Ctrl-C goes to everything in the terminal's foreground; returns the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=DOWN_SECONDS)

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def processes(self) -> dict[int, str | None]:
        """All that came of it, with what tells each from a later one of its number."""
        top = psutil.Process(self.process.pid)
        return {one.pid: born(one.pid) for one in (top, *top.children(recursive=True))}


def left(processes: dict[int, str | None]) -> list[int]:
    """Those that live still."""
    return [pid for pid, birth in processes.items() if birth is not None and born(pid) == birth]


def typed(stack: Stack, *words: str) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    return subprocess.run(
        command(stack, *words), cwd=ROOT, env=dict(stack.env), capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip


def command(stack: Stack, *words: str) -> list[str]:
    where = ["--var", str(stack.var), "--port", str(stack.port)]
    return [sys.executable, "-m", "deploy.local", *where, *words]
