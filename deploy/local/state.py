"""What a running stack leaves for the other commands: a lock, and run/stack.json with its processes."""

import fcntl
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType

from deploy.local.process import born, kill_left_over


@dataclass(frozen=True)
class PartState:
    """``birth`` tells this process from a later one that got its number; 0 while it waits to start again."""

    pid: int
    birth: str
    restarts: int = 0


@dataclass(frozen=True)
class State:
    pid: int
    birth: str
    address: str
    ports: dict[str, int]
    ready: bool = False
    parts: dict[str, PartState] = field(default_factory=dict)

    @property
    def alive(self) -> bool:
        return born(self.pid) == self.birth

    @classmethod
    def read(cls, run: Path) -> "State | None":
        try:
            values = json.loads((run / "stack.json").read_text(encoding="utf-8"))
            values["parts"] = {name: PartState(**part) for name, part in values["parts"].items()}
            return cls(**values)
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def write(self, run: Path) -> None:
        draft = run / "stack.json.new"
        draft.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")
        draft.replace(run / "stack.json")


class Lock:
    """Held by one supervisor, backup or restore for a folder; the kernel lets go of it when the process dies."""

    def __init__(self, run: Path) -> None:
        self.path = run / "lock"
        self.file: int | None = None

    def take(self) -> bool:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            return False
        return True

    def release(self) -> None:
        if self.file is not None:
            os.close(self.file)
            self.file = None

    def __enter__(self) -> "Lock":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def clear_left_over(run: Path) -> None:
    """With the lock held: end processes that a killed supervisor left, remove stale sockets and pid files."""
    state = State.read(run)
    for part in state.parts.values() if state else ():
        kill_left_over(part.pid, part.birth)
    for stale in (*run.glob("*.sock"), run.parent / "nginx" / "nginx.pid"):
        stale.unlink(missing_ok=True)
