import sys
from collections.abc import Callable, Sequence

from services.matching import recomputing, service
from services.matching.engine import command, warming
from shared import commands

OFF_LINE: dict[str, Callable[[Sequence[str]], int]] = {
    "solve": command.run,
    "compile": warming.run,
    "recompute": recomputing.main,
}
"""Commands that need neither database nor broker."""

if __name__ == "__main__":
    off_line = OFF_LINE.get(sys.argv[1]) if len(sys.argv) > 1 else None
    sys.exit(off_line(sys.argv[2:]) if off_line else commands.run("matching", service))
