"""``python -m tests.bench.chances`` fits the chance to get in, judges it on other rounds, and writes the tables.

It is fitted on rounds of 100 students, and judged on rounds of 400 by seeds that it has not seen. What comes out is the
section between the marks of docs/matching.md; the constants belong into services/matching/growing/chance.py.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from services.matching.engine import read_round, solve
from services.matching.graph import load
from services.matching.growing import chance
from services.matching.scoring import learns, quality
from tests.bench import matching_rounds
from tests.bench.matching import DOCUMENT

FITTED_ON, JUDGED_ON = ("S", range(1, 13)), ("chances", range(101, 104))
STEPS = 12
PROMISED = 0.2
MARKS = re.compile(r"(?<=<!-- chances -->\n).*?(?=<!-- end of chances -->)", re.S)


@dataclass(frozen=True)
class Judged:
    """``rows`` of the reliability table: bids, mean chance said, share that got in."""

    brier: float
    base: float
    rows: list[tuple[float, float, int, float, float]]

    @property
    def skill(self) -> float:
        """The Brier skill score: 1 is perfect, 0 is no better than to say the base rate to everybody."""
        return 1 - self.brier / (self.base * (1 - self.base))


def bids_of(size: str, seed: int, steps: int = STEPS) -> list[tuple[tuple[float, ...], bool]]:
    """Each bid of a round: what the student knows of it, and whether it was the place that they got."""
    document = matching_rounds.make(size, seed)
    plan = solve(read_round(document), steps=steps)
    place = {student: team["project"] for team in plan["teams"] for student in team["members"]}
    projects = {one["id"]: one for one in document["projects"]}
    wanted = Counter(bid for student in document["students"] for bid in student["bids"])
    return [
        (
            chance.features(
                *_fit(student["holdings"], projects[bid]), wanted[bid], projects[bid]["max"], rank
            ),
            place.get(student["id"]) == bid,
        )
        for student in document["students"]
        for rank, bid in enumerate(student["bids"], start=1)
    ]


def _fit(holdings: dict[str, float], project: dict[str, Any]) -> tuple[float, float]:
    """Score and growth, as `services.matching.scoring.Fit` has them."""
    graph, total = load(), sum(need["weight"] for need in project["needs"])
    score = growth = 0.0
    for need in project["needs"]:
        held = max(level * graph.credit(skill, need["skill"]).value for skill, level in holdings.items())
        reached, share = quality(held, need["level"]), need["weight"] / total
        score += share * reached
        growth += share * learns(reached)
    return score, growth


def fitted(rows: Sequence[tuple[tuple[float, ...], bool]]) -> tuple[float, ...]:
    """Weights of a logistic regression by Newton's steps, with a small penalty; the first is the constant."""
    known = np.array([(1.0, *features) for features, _ in rows])
    got_in = np.array([placed for _, placed in rows], float)
    weights = np.zeros(known.shape[1])
    for _ in range(30):
        said = 1 / (1 + np.exp(-known @ weights))
        slope = known.T @ (got_in - said) - 1e-3 * weights
        curve = (known * (said * (1 - said))[:, None]).T @ known + 1e-3 * np.eye(len(weights))
        weights += np.linalg.solve(curve, slope)
    return tuple(round(float(weight), 3) for weight in weights)


def judged(rows: Iterable[tuple[tuple[float, ...], bool]], weights: Sequence[float]) -> Judged:
    pairs = [(chance.logistic(features, weights), placed) for features, placed in rows]
    said, got_in = np.array([one for one, _ in pairs]), np.array([one for _, one in pairs], float)
    edges = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 1.0)
    table = []
    for low, high in pairwise(edges):
        inside = (said >= low) & ((said < high) | (high == 1.0))
        if inside.any():
            table.append(
                (low, high, int(inside.sum()), float(said[inside].mean()), float(got_in[inside].mean()))
            )
    return Judged(float(((said - got_in) ** 2).mean()), float(got_in.mean()), table)


def written(found: Judged, weights: Sequence[float]) -> str:
    names = ("constant", *chance.FEATURES)
    rows = [
        f"| {low:.0%} – {high:.0%} | {count:,} | {mean:.1%} | {share:.1%} |"
        for low, high, count, mean, share in found.rows
    ]
    model = " · ".join(f"{name} {weight:+.3f}" for name, weight in zip(names, weights, strict=True))
    lines = [
        f"Weights: {model}.", "",
        f"Brier score {found.brier:.4f}; saying the base rate ({found.base:.3f}) to everybody "
        f"{found.base * (1 - found.base):.4f}; **skill score {found.skill:.3f}** (promised: above {PROMISED}).", "",
        "| chance said | bids | mean said | got in |", "|---|---|---|---|",
        *rows,
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def main() -> int:
    """Exit status 1 when the promise was not held, or the constants of the product are others."""
    size, seeds = FITTED_ON
    weights = fitted([row for seed in seeds for row in bids_of(size, seed)])
    size, seeds = JUDGED_ON
    found = judged([row for seed in seeds for row in bids_of(size, seed)], weights)
    text = written(found, weights)
    print(text)
    DOCUMENT.write_text(MARKS.sub(lambda _: text, DOCUMENT.read_text("utf-8")), "utf-8")
    if weights != chance.WEIGHTS:
        print(
            f"services/matching/growing/chance.py carries {chance.WEIGHTS}, fitted are {weights}",
            file=sys.stderr,
        )
        return 1
    return 0 if found.skill > PROMISED else 1


if __name__ == "__main__":
    sys.exit(main())
