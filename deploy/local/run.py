"""The foreground of ``up``: start everything, keep it running, stop everything."""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from deploy.demo.progress import LOADING, Progress
from deploy.local import broker, logfiles, mongod, parts
from deploy.local.errors import StackError
from deploy.local.process import Part, born, has_ended, spawn
from deploy.local.servers import answers, becomes_free, check_servers, choose_ports
from deploy.local.settings import StackSettings
from deploy.local.state import Lock, PartState, State, clear_left_over
from deploy.local.supervisor import Supervisor
from shared.config import SERVICES

READY_SECONDS = 60.0
MANY_RESTARTS = 3
LOOK_EVERY_SECONDS = 1.0


class AlreadyRunning(Exception):
    """Another supervisor holds this folder."""


class Stopped(Exception):
    """Asked to stop before everything was up."""


@dataclass
class Run:
    settings: StackSettings
    say: Callable[[str], None]
    ports: dict[str, int] = field(default_factory=dict)
    ready: bool = False

    def forever(self) -> None:
        """Start, wait, stop. Raises StackError, or AlreadyRunning when the folder is taken."""
        with Lock(self.settings.run) as lock:
            if not lock.take():
                raise AlreadyRunning
            self._prepare()
            self.supervisor = Supervisor(self._remember, self.say)
            with self.supervisor.listening(), self._stopping(), contextlib.suppress(Stopped):
                self._start()
                while self.supervisor.tick(LOOK_EVERY_SECONDS):
                    logfiles.rotate(self.settings.var / "log")
                    self._load_the_demo()

    @contextlib.contextmanager
    def _stopping(self) -> Iterator[None]:
        try:
            yield
        finally:
            self.say("Stopping …")
            self.supervisor.stop()
            self.supervisor.close()
            (self.settings.run / "stack.json").unlink(missing_ok=True)
            self.say("Everything is stopped.")

    def _prepare(self) -> None:
        settings = self.settings
        clear_left_over(settings.run)
        if not becomes_free(settings.port):
            raise StackError(
                f"Port {settings.port} is taken by another program: stop that, or choose another one "
                f"with PORT={settings.port + 1}."
            )
        for name in ("log", "files", "keys", "mail"):
            (settings.var / name).mkdir(parents=True, exist_ok=True)
        (settings.var / "keys").chmod(0o700)
        check_servers(settings)
        self.ports = choose_ports(settings)

    def _start(self) -> None:
        begun = time.monotonic()
        settings, supervisor = self.settings, self.supervisor
        env = settings.service_env(self.ports)
        for part in self._servers():
            supervisor.start(part)
        if settings.mongodb_uri is None:
            self._wait(lambda: mongod.is_primary(self.ports["mongod"], settings.var / "mongo"), "mongod")
        self._migrate(env)
        for service in SERVICES:
            supervisor.start(parts.web(settings, service, env))
        for service in SERVICES:
            self._wait(lambda: answers(settings.port, service), f"{service}-web")  # noqa: B023
        for service in SERVICES:
            supervisor.start(parts.worker(settings, service, env))
        self.ready = True
        self._remember()
        self.say(f"Shixun is at {settings.public_url} (ready after {time.monotonic() - begun:.1f} s)")
        for sentence in first_steps(settings, show_code=sys.stdout.isatty()):
            self.say(sentence)

    def _load_the_demo(self) -> None:
        """When the first page asks for it, once. What was begun and has ended without an end did not succeed."""
        progress, children = Progress(self.settings.demo), self.supervisor.children
        loads = "demo" in children and not children["demo"].over
        if progress.wished and progress.state is None and "demo" not in children:
            self.say("The first page asks for the demo; its log is demo.log.")
            self.supervisor.start(parts.demo(self.settings))
        elif progress.wished and not loads and progress.state in (None, LOADING):
            progress.failed("It ended before it was done.")

    def _servers(self) -> list[Part]:
        settings, found = self.settings, [parts.nginx(self.settings)]
        if settings.mongodb_uri is None:
            found.append(mongod.part(settings.var / "mongo", self.ports["mongod"], settings.log("mongod")))
        if settings.kafka_servers is None and settings.apache:
            broker.fetch_apache(self.say)
            ports = (self.ports["broker"], self.ports["controller"])
            found.append(broker.apache(settings.var / "kafka", ports, settings.log("broker")))
        elif settings.kafka_servers is None:
            found.append(broker.tansu(settings.var, self.ports["broker"], settings.log("broker")))
        return found

    def _migrate(self, env: dict[str, str]) -> None:
        """Indexes and migrations of all services at once, before anything uses them."""
        running = [
            (part, spawn(part)) for part in (parts.migrate(self.settings, name, env) for name in SERVICES)
        ]
        try:
            for part, process in running:
                self._wait(lambda: has_ended(process), part.name)  # noqa: B023
                if process.returncode:
                    raise StackError(f"{part.name} failed; {part.log} ends with: {last_line(part.log)}")
        finally:
            for _, process in running:
                if not has_ended(process):
                    process.kill()
                    process.wait()

    def _wait(self, done: Callable[[], bool], name: str) -> None:
        """Keep the supervisor going until ``done()``. Raises StackError when that seems hopeless."""
        log = self.settings.log(name)
        deadline = time.monotonic() + READY_SECONDS
        while not done():
            if not self.supervisor.tick(0.05):
                raise Stopped
            for child in self.supervisor.children.values():
                if child.restarts >= MANY_RESTARTS:
                    path = child.part.log
                    raise StackError(
                        f"{child.part.name} ends again and again; {path} ends with: {last_line(path)}"
                    )
            if time.monotonic() > deadline:
                raise StackError(
                    f"{name} was not ready after {READY_SECONDS:.0f} s; its log says why: {log}."
                )

    def _remember(self) -> None:
        pids = {
            child.part.name: (child.process.pid, child.restarts)
            for child in self.supervisor.children.values()
        }
        known = {name: PartState(pid, born(pid) or "", restarts) for name, (pid, restarts) in pids.items()}
        me = os.getpid()
        State(me, born(me) or "", self.settings.public_url, self.ports, self.ready, known).write(
            self.settings.run
        )


def first_steps(settings: StackSettings, show_code: bool) -> list[str]:
    """What to do with an installation that has no operator yet; the code itself never goes into a log."""
    path = settings.var / "keys" / "first-operator-code"
    if not path.is_file():
        return []
    code = path.read_text(encoding="ascii").strip() if show_code else f"in {path}"
    return [f"Make the first operator at {settings.public_url}/accounts/first with the code {code}"]


def last_line(log: Path) -> str:
    lines = logfiles.tail(log, 1).strip() if log.is_file() else ""
    return lines or "it said nothing."
