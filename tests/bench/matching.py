"""``python -m tests.bench.matching [SEEDS]`` measures the matching engine beside its peers, and writes two tables.

Every row is run for each seed in a process of its own; the worst seed is the figure, and a promise is held when neither
it nor the time of the process is beyond. The first ten candidates of a brief come from a database and have no seed. The
peers are installed by pip into var/bench/peers. What comes out is var/bench/matching.json and the section "Measured" of
docs/matching.md. ``python -m tests.bench.matching scoring SEED``, or ``bid SEED``, prints one figure alone.
"""

import json
import os
import platform
import re
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from deploy.gateway import ROOT
from services.matching.engine import marginal, read_round, solve
from services.matching.engine.problem import Problem
from services.matching.engine.qualities import qualities, scores
from services.matching.engine.state import place, score
from tests.bench import matching_rounds
from tests.bench.matching_peers import PEERS

OUT = ROOT / "var" / "bench"
DOCUMENT = ROOT / "docs" / "matching.md"
PEER_PACKAGES = ("matching", "team-formation", "ortools")


@dataclass(frozen=True)
class Row:
    """``value``: of the worst seed; ``held``: whether the promise was. ``seconds``: of the slowest process, where they
    are promised too: ``within``."""

    name: str
    value: float
    unit: str
    at_most: float
    each: tuple[float, ...]
    seconds: float | None = None
    within: float | None = None

    @property
    def held(self) -> bool:
        late = self.seconds is not None and self.within is not None and self.seconds > self.within
        return self.value <= self.at_most and not late


SCORING, BID = "score all 10,000 × 1,000 pairs", "one new bid against 2,000 open teams"
SOLVING = (
    ("S", False, 3, 0.1), ("S", True, 10, 1.0), ("M", False, 8, 1.0), ("M", False, 30, 0.3), ("M", True, 15, 2.0),
    ("L", False, 20, 2.5), ("L", False, 60, 1.0), ("L", True, 60, 2.5),
)  # fmt: skip
"""Size, with slots or without, seconds of the whole process, and the gap in per cent that is promised."""


def main(seeds: int) -> int:
    """Exit status 1 when a promise was not held."""
    OUT.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "services.matching", "compile"], cwd=ROOT, check=True)
    rows = [_apart("scoring", SCORING, 100, seeds), _apart("bid", BID, 1, seeds), _first_ten()]
    rows += [_solving(size, slots, seconds, gap, seeds) for size, slots, seconds, gap in SOLVING]
    peers = _peers(seeds)
    now = datetime.now(UTC)
    load = tuple(round(one, 1) for one in os.getloadavg())
    machine = {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": load,
        "at": now.isoformat(),
    }
    found = {
        "machine": machine,
        "seeds": seeds,
        "rows": [asdict(row) | {"held": row.held} for row in rows],
        "peers": peers,
    }
    (OUT / "matching.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    _write(rows, peers, f"{now:%Y-%m-%d}, {os.cpu_count()} cores, load {load[0]}", seeds)
    return 0 if all(row.held for row in rows) else 1


def _told(row: Row) -> Row:
    held = "" if row.held else "NOT HELD"
    took = f", {row.seconds:.1f} s" if row.seconds is not None else ""
    print(f"{row.name:48} {row.value:9.3f} {row.unit:3} ≤ {row.at_most:g}{took} {held}".rstrip(), flush=True)
    return row


def _apart(what: str, name: str, at_most: float, seeds: int) -> Row:
    each = tuple(float(_printed("tests.bench.matching", what, str(seed))) for seed in range(1, seeds + 1))
    return _told(Row(name, max(each), "ms", at_most, each))


def _first_ten() -> Row:
    found = json.loads(_printed("tests.bench.candidates"))
    return _told(Row(found["name"], found["value"], found["unit"], found["at_most"], (found["value"],)))


def _printed(*command: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return ran.stdout.strip().splitlines()[-1]


def scoring(seed: int) -> float:
    """Milliseconds for effective levels, qualities and scores of all pairs, from holdings; the best of five runs after
    one that loads what is compiled: what others do on the machine can only make it slower."""
    round_ = read_round(matching_rounds.make("scoring", seed))
    scores(qualities(round_))
    runs = []
    for _ in range(5):
        begun = time.perf_counter()
        scores(qualities(round_))
        runs.append(1000 * (time.perf_counter() - begun))
    return min(runs)


def bid(seed: int) -> float:
    """Milliseconds for one bid against every team of the largest round; the median of twenty."""
    problem = Problem.of(read_round(matching_rounds.make("L", seed)))
    dice = np.random.default_rng(seed)
    where = dice.permutation(np.repeat(np.arange(2_000), 5))[: len(problem.units)]
    where[0] = -1
    state = place(problem.arrays, where)
    best = marginal.reached(problem.arrays, state)
    runs = []
    for _ in range(20):
        begun = time.perf_counter()
        marginal.gains(problem.arrays, state, best, 0)
        runs.append(1000 * (time.perf_counter() - begun))
    return float(np.median(runs))


def _file(size: str, seed: int, slots: bool) -> Path:
    path = OUT / f"round-{size}{'-slots' if slots else ''}-{seed}.json"
    path.write_text(json.dumps(matching_rounds.make(size, seed, slots)), encoding="utf-8")
    return path


def _solving(size: str, slots: bool, seconds: int, gap: float, seeds: int) -> Row:
    each, took = [], []
    for seed in range(1, seeds + 1):
        path, out = _file(size, seed, slots), OUT / "plan.json"
        command = [sys.executable, "-m", "services.matching", "solve", str(path), "--seconds", str(seconds)]
        begun = time.perf_counter()
        subprocess.run([*command, "--out", str(out)], cwd=ROOT, check=True)
        took.append(time.perf_counter() - begun)
        each.append(100 * json.loads(out.read_text("utf-8"))["gap"])
        path.unlink()
    name = f"{size}{' with slots' if slots else ''}, {seconds} s: gap"
    return _told(Row(name, max(each), "%", gap, tuple(each), max(took), seconds))


def _peers(seeds: int) -> list[dict[str, object]]:
    """Each peer on the size S, by the engine's objective, as a share of the engine's bound."""
    python = OUT / "peers" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(OUT / "peers")], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PEER_PACKAGES], check=True)
    found = []
    for name in PEERS:
        runs = [run for seed in range(1, seeds + 1) if (run := _peer(python, name, seed))]
        if runs:
            share = min(objective / bound for objective, bound, _ in runs)
            row = {"name": name, "share": round(share, 4), "seconds": round(max(run[2] for run in runs), 2)}
            found.append(row)
            print(f"{name:48} {100 * row['share']:9.1f} % of the bound, {row['seconds']} s", flush=True)
        else:
            found.append({"name": name, "share": None, "seconds": None})
            print(f"{name:48} gave no answer", flush=True)
    return found


def _peer(python: Path, name: str, seed: int) -> tuple[float, float, float] | None:
    """Returns the objective of a peer's teams, the engine's bound, and the seconds that the peer took."""
    problem = Problem.of(read_round(matching_rounds.make("S", seed)))
    fits = scores(problem.qualities).T
    arrays = problem.arrays
    asked = {
        "scores": fits.round(6).tolist(),
        "values": (arrays.value.T + 2.5 / 5 * fits).round(6).tolist(),
        "bids": [list(one.bids) for one in problem.round.students],
        "least": int(arrays.least[0]),
        "most": int(arrays.most[0]),
    }
    script = ROOT / "tests" / "bench" / "matching_peers.py"
    ran = subprocess.run(
        [python, "-P", script, name], input=json.dumps(asked), capture_output=True, text=True, check=False
    )
    if ran.returncode:
        print(ran.stderr.strip().splitlines()[-1] if ran.stderr.strip() else f"status {ran.returncode}")
        return None
    answer = json.loads(ran.stdout[ran.stdout.index('{"at"') :])
    where, seats = np.full(len(arrays.size), -1), arrays.most.copy()
    for student, project in enumerate(answer["at"]):
        if project >= 0 and seats[project]:
            where[student] = project
            seats[project] -= 1
    objective, _ = score(arrays, place(arrays, where))
    return objective, solve(problem.round, steps=60)["bound"], answer["seconds"]


def _write(rows: list[Row], peers: list[dict[str, object]], head: str, seeds: int) -> None:
    lines = [
        f"Measured on {head}; {seeds} seeds, the worst is the figure.",
        "",
        "| work | reached | promised | seconds of the process |",
        "|---|---|---|---|",
    ]
    for row in rows:
        mark = "" if row.held else " (not held)"
        took = "–" if row.seconds is None else f"{row.seconds:.1f}"
        said = f"{row.value:.3g} {row.unit}{mark} | ≤ {row.at_most:g} {row.unit}"
        lines.append(f"| {row.name} | {said} | {took} |")
    lines += ["", "| peer, size S | share of the bound | seconds |", "|---|---|---|"]
    for peer in peers:
        share = "no answer" if peer["share"] is None else f"{100 * float(str(peer['share'])):.1f} %"
        lines.append(f"| {peer['name']} | {share} | {peer['seconds']} |")
    text = DOCUMENT.read_text(encoding="utf-8")
    begin, end = "<!-- measured -->", "<!-- end -->"
    block = f"{begin}\n" + "\n".join(lines) + f"\n{end}"
    DOCUMENT.write_text(re.sub(f"{begin}.*?{end}", lambda _: block, text, flags=re.S), encoding="utf-8")


ALONE = {"scoring": scoring, "bid": bid}

if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(ALONE[sys.argv[1]](int(sys.argv[2])))
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
