"""Starts the parts of the stack, starts again what dies, and stops everything in order."""

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType

from deploy.local.process import Part, has_ended, kill_group, spawn

FIRST_DELAY = 0.2
LONGEST_DELAY = 5.0
HEALTHY_SECONDS = 10.0
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Child:
    part: Part
    process: subprocess.Popen[bytes]
    started_at: float
    restarts: int = 0
    delay: float = FIRST_DELAY
    restart_at: float | None = None
    over: bool = False

    def died(self, now: float) -> None:
        """Plan the next start: at once-ish after a healthy life, later and later after short ones."""
        if now - self.started_at >= HEALTHY_SECONDS:
            self.delay = FIRST_DELAY
        self.restart_at = now + self.delay
        self.delay = min(self.delay * 2, LONGEST_DELAY)

    def restart(self, now: float) -> None:
        self.process = spawn(self.part)
        self.started_at, self.restart_at = now, None
        self.restarts += 1


class Supervisor:
    """All happens in ``tick`` and ``stop``, in the thread that made it: children are tied to its life."""

    def __init__(
        self, changed: Callable[[], None] = lambda: None, say: Callable[[str], None] = print
    ) -> None:
        self.children: dict[str, Child] = {}
        self.changed = changed
        self.say = say
        self.asked_to_stop = False
        self._wake, self._woken = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(self._woken, False)

    def close(self) -> None:
        os.close(self._wake)
        os.close(self._woken)

    def start(self, part: Part) -> None:
        self.children[part.name] = Child(part, spawn(part), time.monotonic())
        self.changed()

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Wake ``tick`` on SIGCHLD and on signals that ask to stop; only in the main thread."""
        before = {
            number: signal.signal(number, self._signalled) for number in (*_STOP_SIGNALS, signal.SIGCHLD)
        }
        woken_before = signal.set_wakeup_fd(self._woken, warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(woken_before)
            for number, handler in before.items():
                signal.signal(number, handler)

    def _signalled(self, number: int, _frame: FrameType | None) -> None:
        self.asked_to_stop = self.asked_to_stop or number in _STOP_SIGNALS

    def tick(self, seconds: float) -> bool:
        """Wait at most ``seconds`` for something to happen, see to it; returns whether to go on."""
        now = time.monotonic()
        due = [child.restart_at - now for child in self.children.values() if child.restart_at is not None]
        if not self.asked_to_stop:
            select.select([self._wake], [], [], max(0.0, min([seconds, *due])))
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake, 4096)
        for child in self.children.values():
            self._see_to(child, time.monotonic())
        return not self.asked_to_stop

    def _see_to(self, child: Child, now: float) -> None:
        if child.over:
            return
        if child.restart_at is None and has_ended(child.process) and child.part.once:
            child.over = True
            self.changed()
        elif child.restart_at is None and has_ended(child.process):
            child.died(now)
            code = child.process.returncode
            how = f"by {signal.Signals(-code).name}" if code < 0 else f"with status {code}"
            self.say(f"{child.part.name} ended {how}; it starts again")
            self.changed()
        elif child.restart_at is not None and now >= child.restart_at:
            child.restart(now)
            self.changed()

    def stop(self) -> None:
        """Stop the highest stage first; what outlives its patience is killed. Nothing is left afterwards."""
        for stage in sorted({child.part.stage for child in self.children.values()}, reverse=True):
            waiting = [child for child in self.children.values() if child.part.stage == stage]
            begun = time.monotonic()
            for child in waiting:
                if not has_ended(child.process):
                    child.process.send_signal(child.part.stop_signal)
            while waiting := [child for child in waiting if not has_ended(child.process)]:
                for child in waiting:
                    if time.monotonic() - begun > child.part.patience:
                        kill_group(child.process.pid)
                time.sleep(0.02)
        self.children.clear()
        self.changed()
