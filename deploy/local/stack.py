"""A stack as the other commands and the tests see it, from outside its supervisor."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.gateway import ROOT
from deploy.local import mongod, parts, tied
from deploy.local.errors import StackError
from deploy.local.process import born
from deploy.local.run import last_line
from deploy.local.settings import StackSettings
from deploy.local.state import Lock, State, clear_left_over

UP_SECONDS = 120.0
DOWN_SECONDS = 40.0
DATA = ("mongo", "kafka", "files", "keys", "mail", "nginx", "run", "log", "clock", "demo")


@dataclass(frozen=True)
class PartStatus:
    name: str
    state: str
    pid: int | None
    restarts: int


@dataclass
class Stack:
    """``env`` is the whole environment of the stack. Raises StackError when a setting is wrong.

    Examples: ``stack = Stack(tmp_path, free_port(), os.environ)``; ``stack.up(tied=True)``; …; ``stack.down()``.
    """

    var: Path
    port: int
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    _supervisor: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.settings = StackSettings.read(self.var, self.port, self.env)

    @property
    def url(self) -> str:
        return self.settings.public_url

    def running(self) -> State | None:
        """What its supervisor wrote down, when there is a living one."""
        state = State.read(self.settings.run)
        return state if state is not None and state.alive else None

    def service_env(self) -> dict[str, str]:
        """The environment of its services: addresses of MongoDB and broker, folders, clock. It must run."""
        return self.settings.service_env(self._state().ports)

    def up(self, tied_to_caller: bool = False) -> State:
        """Start in the background; returns when all pages answer. A running stack is left as it is.

        ``tied_to_caller`` stops the stack when the calling thread's process dies. Raises StackError.
        """
        self.settings.log("stack").parent.mkdir(parents=True, exist_ok=True)
        with self.settings.log("stack").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603
                self._command(tied_to_caller), cwd=ROOT, env=dict(self.env), start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        self._supervisor = process
        deadline = time.monotonic() + UP_SECONDS
        while not ((state := self.running()) and state.ready):
            if process.poll() not in (None, 0):
                raise StackError(last_line(self.settings.log("stack")))
            if time.monotonic() > deadline:
                process.terminate()
                raise StackError(f"It was not up after {UP_SECONDS:.0f} s; see {self.settings.log('stack')}.")
            time.sleep(0.05)
        return state

    def down(self) -> bool:
        """Stop it and whatever a killed supervisor left; returns whether something ran."""
        state = self.running()
        if state is None:
            with Lock(self.settings.run) as lock:
                if lock.take():
                    clear_left_over(self.settings.run)
            return False
        os.kill(state.pid, signal.SIGTERM)
        deadline = time.monotonic() + DOWN_SECONDS
        while born(state.pid) == state.birth:
            if time.monotonic() > deadline:
                raise StackError(
                    f"It did not stop within {DOWN_SECONDS:.0f} s; see {self.settings.log('stack')}."
                )
            time.sleep(0.05)
        if self._supervisor is not None:
            self._supervisor.wait()
        return True

    def status(self) -> list[PartStatus]:
        """Each part in the order of starting; empty when nothing runs."""
        state = self.running()
        if state is None:
            return []
        found = [PartStatus("supervisor", "running" if state.ready else "starting", state.pid, 0)]
        for name in (name for name in parts.names() if name in state.parts):
            part = state.parts[name]
            alive = bool(part.birth) and born(part.pid) == part.birth
            found.append(
                PartStatus(
                    name, "running" if alive else "restarting", part.pid if alive else None, part.restarts
                )
            )
        return found

    def kill(self, name: str, number: int = signal.SIGKILL) -> int:
        """Send a signal to one part, or to ``supervisor``; returns the process's number."""
        pid = {part.name: part.pid for part in self.status()}.get(name)
        if pid is None:
            raise StackError(
                f"There is no running {name!r}; there are {', '.join(p.name for p in self.status())}."
            )
        os.kill(pid, number)
        return pid

    def reset(self) -> None:
        """Stop it and delete its data. Databases on a server of one's own are left alone."""
        self.down()
        for name in DATA:
            path = self.settings.var / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URI of its MongoDB; an embedded one that does not run is started for the while."""
        if self.settings.mongodb_uri is not None:
            yield self.settings.mongodb_uri
        elif (state := self.running()) is not None:
            yield mongod.uri(state.ports["mongod"])
        else:
            with self.alone():
                server = mongod.Mongod.start(self.settings.var)
                try:
                    yield server.uri
                finally:
                    server.stop()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder, so that nobody else starts in it. Raises StackError when somebody does already."""
        with Lock(self.settings.run) as lock:
            if not lock.take():
                raise StackError(f"Something runs in {self.settings.var}: stop it first with `down`.")
            clear_left_over(self.settings.run)
            yield

    def _state(self) -> State:
        state = self.running()
        if state is None:
            raise StackError(f"Nothing runs in {self.settings.var}: start it first with `up`.")
        return state

    def _command(self, tied_to_caller: bool) -> list[str]:
        launcher = ["-I", "-S", tied.__file__, str(int(signal.SIGTERM)), str(os.getpid()), sys.executable]
        where = ["--var", str(self.settings.var), "--port", str(self.port)]
        return [sys.executable, *(launcher if tied_to_caller else []), "-m", "deploy.local", *where, "up"]
