"""The test clock: an offset in seconds in var/clock, which every process reads at each call."""

import re
from pathlib import Path

from deploy.local.errors import StackError

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_STEP = re.compile(r"([+-])([0-9]{1,9})([smhdw])")


def seconds(step: str) -> int:
    """``+3d`` → 259200, ``-2h`` → -7200. Raises StackError for anything else."""
    match = _STEP.fullmatch(step)
    if match is None:
        raise StackError(
            f"{step!r} is no step of time; it looks like +3d, -2h or +90m (s, m, h, d, w), or reset."
        )
    amount = int(match[2]) * _UNITS[match[3]]
    return amount if match[1] == "+" else -amount


def offset(path: Path) -> int:
    try:
        return int(path.read_text(encoding="ascii").strip() or 0)
    except FileNotFoundError:
        return 0


def move(path: Path, step: str) -> int:
    """Add ``step`` to the offset, or put it back with ``reset``; returns the new offset in seconds."""
    changed = 0 if step == "reset" else offset(path) + seconds(step)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name("clock.new")
    draft.write_text(f"{changed}\n", encoding="ascii")
    draft.replace(path)
    return changed
