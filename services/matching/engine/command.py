"""``python -m services.matching solve ROUND``: a round solved off line, for simulating and for measuring."""

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from services.matching.engine import sheets
from services.matching.engine.errors import Infeasible, RoundError
from services.matching.engine.reading import read_round
from services.matching.engine.round import Round
from services.matching.engine.solving import Progress, solve

SECONDS = 10.0
WRITING = 0.7, 1.2
"""What is kept of the time for writing the plan and ending the process: so many seconds, and so many for each second of
reading."""
DONE, NO_PLAN, WRONG, STOPPED = 0, 1, 2, 130


def run(arguments: Sequence[str]) -> int:
    """Exit status: 0 a plan was written, 1 there is none, 2 the input is wrong, 130 stopped before there was one."""
    chosen = _parser().parse_args(arguments)
    stop = _Stop()
    try:
        begun = age()
        round_ = _read(chosen.round)
        seconds = None if chosen.steps else _left(chosen.seconds, age() - begun)
        plan = solve(round_, steps=chosen.steps, seconds=seconds, progress=stop.told(chosen.progress))
        if plan["seconds"] is not None:
            plan["seconds"] = round(age(), 2)
        _write(chosen.out, plan, round_)
    except RoundError as error:
        return _say(f"{chosen.round}: {error}", WRONG)
    except Infeasible as error:
        return _say(
            "Stopped before there was a plan." if stop.wanted else str(error),
            STOPPED if stop.wanted else NO_PLAN,
        )
    except OSError as error:
        return _say(f"{error.filename}: {error.strerror}", WRONG)
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m services.matching solve",
        description="Reads a round (shixun.round/1, or a folder with students.csv, bids.csv and briefs.csv), "
        "writes a plan (shixun.plan/1, or a CSV file of teams). Ctrl-C writes the best plan so far.",
    )
    parser.add_argument(
        "round", metavar="ROUND", help="a JSON file, a folder of CSV files, or - for standard input"
    )
    parser.add_argument(
        "--out", default="-", metavar="PLAN", help="a .json or .csv file; - is standard output"
    )
    parser.add_argument(
        "--seconds",
        type=_positive,
        default=SECONDS,
        help="of the whole process, reading and writing included",
    )
    parser.add_argument(
        "--steps", type=_count, help="instead: exactly so many steps, the same plan each time"
    )
    parser.add_argument("--progress", action="store_true", help="tell standard error after each step")
    return parser


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError("say a number of seconds above 0")
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("say a number of steps from 1")
    return value


class _Stop:
    """Ctrl-C: the first one asks for the best so far, a second one ends the process."""

    def __init__(self) -> None:
        self.wanted = False
        signal.signal(signal.SIGINT, self._ask)

    def _ask(self, _: int, __: FrameType | None) -> None:
        self.wanted = True
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    def told(self, aloud: bool) -> Callable[[Progress], bool]:
        def tell(now: Progress) -> bool:
            if aloud:
                gap = "no plan yet" if now.gap is None else f"{now.objective:.4f}, gap {100 * now.gap:.3f} %"
                print(
                    f"step {now.steps}: {gap}, bound {now.bound:.4f}, {age():.1f} s",
                    file=sys.stderr,
                    flush=True,
                )
            return not self.wanted

        return tell


def age() -> float:
    """Returns for how many seconds this process has been there."""
    try:
        begun = int(Path("/proc/self/stat").read_text("ascii").rpartition(")")[2].split()[19])
        return time.clock_gettime(time.CLOCK_BOOTTIME) - begun / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError):
        return time.process_time()


def _left(seconds: float, reading: float) -> float:
    once, each = WRITING
    return max(0.05, seconds - age() - once - each * reading)


def _read(path: str) -> Round:
    if path != "-" and Path(path).is_dir():
        return sheets.read(Path(path))
    data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RoundError(f"byte {error.start}: this is no UTF-8 text.") from None
    except json.JSONDecodeError as error:
        raise RoundError(
            f"line {error.lineno}, column {error.colno}: this is no JSON ({error.msg})."
        ) from None
    except RecursionError:
        raise RoundError("This JSON is nested too deeply to be a round.") from None
    return read_round(document)


def _write(path: str, plan: dict[str, Any], round_: Round) -> None:
    if path.endswith(".csv"):
        text = sheets.written(plan, round_)
    else:
        text = json.dumps(plan, ensure_ascii=False, indent=1) + "\n"
    if path == "-":
        sys.stdout.buffer.write(text.encode())
        sys.stdout.flush()
    else:
        Path(path).write_text(text, encoding="utf-8")


def _say(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr)
    return status
