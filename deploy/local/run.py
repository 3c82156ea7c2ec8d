"""The foreground of ``up``: start everything, keep it running, stop everything."""

import contextlib
import http.client
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pymongo
from pymongo.errors import PyMongoError

from deploy.local import broker, logfiles, mongod, parts
from deploy.local.errors import StackError
from deploy.local.process import Part, born, free_port, has_ended, port_is_free, spawn
from deploy.local.settings import StackSettings
from deploy.local.state import Lock, PartState, State, clear_left_over
from deploy.local.supervisor import Supervisor
from shared.config import SERVICES

READY_SECONDS = 60.0
MANY_RESTARTS = 3
LOGS_EVERY_SECONDS = 5.0


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
                while self.supervisor.tick(LOGS_EVERY_SECONDS):
                    logfiles.rotate(self.settings.var / "log")

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
        if not _becomes_free(settings.port):
            raise StackError(
                f"Port {settings.port} is taken by another program: stop that, or choose another one "
                f"with PORT={settings.port + 1}."
            )
        for name in ("log", "files", "keys", "mail"):
            (settings.var / name).mkdir(parents=True, exist_ok=True)
        (settings.var / "keys").chmod(0o700)
        _check_servers(settings)
        self.ports = choose_ports(settings)

    def _start(self) -> None:
        begun = time.monotonic()
        settings, supervisor = self.settings, self.supervisor
        env = settings.service_env(self.ports)
        for part in self._servers():
            supervisor.start(part)
        if settings.mongodb_uri is None:
            self._wait(lambda: mongod.is_primary(self.ports["mongod"]), "mongod")
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
        first = settings.run / "first-operator.txt"
        if first.is_file():
            self.say(first.read_text(encoding="utf-8").strip())

    def _servers(self) -> list[Part]:
        settings, found = self.settings, [parts.nginx(self.settings)]
        if settings.mongodb_uri is None:
            found.append(mongod.part(settings.var / "mongo", self.ports["mongod"], settings.log("mongod")))
        if settings.kafka_servers is None and settings.apache:
            broker.fetch_apache()
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
                    raise StackError(f"{part.name} failed: {last_line(part.log)} More stands in {part.log}.")
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
                        f"{child.part.name} ends again and again: {last_line(path)} More: {path}."
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


def choose_ports(settings: StackSettings) -> dict[str, int]:
    """The ports asked for, else those of last time while they are free, else free ones; remembered."""
    path = settings.run / "ports.json"
    try:
        last = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        last = {}
    wanted = {"mongod": "MONGODB_PORT", "broker": "KAFKA_PORT", "controller": "KAFKA_CONTROLLER_PORT"}
    ports = {}
    for name, setting in wanted.items():
        asked = settings.number(setting)
        if asked is not None and not port_is_free(asked):
            raise StackError(
                f"{setting}={asked} is taken by another program: stop that, or choose another one."
            )
        ports[name] = asked or (last.get(name) if port_is_free(last.get(name, 0)) else 0) or free_port()
    path.write_text(json.dumps(ports), encoding="utf-8")
    return ports


def answers(port: int, service: str) -> bool:
    """Whether ``/<service>/healthz`` answers 200 through the gateway."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", f"/{service}/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def last_line(log: Path) -> str:
    lines = logfiles.tail(log, 1).strip() if log.is_file() else ""
    return lines or "it said nothing."


def _becomes_free(port: int) -> bool:
    """A gateway that was just killed may need a moment to let go of its port."""
    deadline = time.monotonic() + 1
    while not port_is_free(port):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _check_servers(settings: StackSettings) -> None:
    if settings.mongodb_uri is not None:
        check_mongodb(settings.mongodb_uri)
    if settings.kafka_servers is not None and not any(map(_reachable, settings.kafka_servers.split(","))):
        raise StackError(
            f"No broker answers at KAFKA_BOOTSTRAP_SERVERS={settings.kafka_servers}: start it, or unset the "
            "setting to use the embedded one."
        )


def check_mongodb(uri: str) -> None:
    """Raises StackError unless a replica set answers; never shows the URI, which may hold a password."""
    try:
        client: pymongo.MongoClient = pymongo.MongoClient(uri, serverSelectionTimeoutMS=3000)
        with client:
            hello = client.admin.command("hello")
    except (PyMongoError, ValueError) as error:
        raise StackError(
            f"MONGODB_URI does not work ({type(error).__name__}): start that server or correct the setting, or "
            "unset it to use the embedded one."
        ) from None
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        raise StackError(
            "The server at MONGODB_URI is no replica set, which transactions need: start it as one."
        )


def _reachable(server: str) -> bool:
    parts_of_url = urlsplit(f"//{server.strip()}")
    try:
        address = (parts_of_url.hostname or "", parts_of_url.port or 9092)
        with socket.create_connection(address, timeout=3):
            return True
    except (OSError, ValueError):
        return False
