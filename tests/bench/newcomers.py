"""``python -m tests.bench.newcomers [SIZE …]``: what a share of places for newcomers costs, and how far six rounds in a
row part the quarters with it and without. What comes out is the section between the marks of docs/matching.md.

The rounds are those of `matching_rounds`, with places for about two thirds of the students. Four of ten students are
newcomers: what they can do is only stated, and so counts for less.
"""

import random
import re
import sys
from collections.abc import Mapping
from typing import Any

from services.matching.engine import read_round, solve
from services.matching.graph import load
from services.matching.placing import Case, newcomers, repeating
from services.matching.placing.reporting import teams_of
from services.matching.scoring import CONSTANTS
from tests.bench import matching_rounds
from tests.bench.matching import DOCUMENT

STEPS, SHARES = 30, (0.5, 0.7, 0.9)
PLACES, NEW = 0.65, 0.4
STATED = (
    CONSTANTS["level_floor"] + CONSTANTS["level_by_confidence"] * CONSTANTS["first_confidence"]["declared"]
)
MARKS = re.compile(r"(?<=<!-- newcomers -->\n).*?(?=<!-- end of newcomers -->)", re.S)


def make(size: str, seed: int) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """The round, and the labels of its students."""
    document, dice = matching_rounds.make(size, seed), random.Random(f"newcomers {size} {seed}")
    kept = document["projects"][: int(PLACES * len(document["students"]) / 6)]
    there = {project["id"] for project in kept}
    people = [_student(row, there, dice.random() < NEW) for row in document["students"]]
    settings = {**document["settings"], "place_everyone": False, "newcomers_share": None}
    level = {row["id"]: sum(row["holdings"].values()) / len(row["holdings"]) for row in people}
    order = sorted(level, key=lambda one: (level[one], one))
    quarter = {one: f"q{4 * place // len(order) + 1}" for place, one in enumerate(order)}
    labels = {
        row["id"]: {"level": quarter[row["id"]], "evidence": repeating.NEW if row["newcomer"] else "shown"}
        for row in people
    }
    return {**document, "settings": settings, "students": people, "projects": kept}, labels


def _student(row: Mapping[str, Any], there: set[str], new: bool) -> dict[str, Any]:
    held = {skill: round(level * STATED, 2) if new else level for skill, level in row["holdings"].items()}
    bids = [bid for bid in row["bids"] if bid in there]
    return {**row, "holdings": held, "bids": bids, "newcomer": new}


def costs(size: str, seed: int, steps: int) -> list[str]:
    """A row for each share: what the plan comes to, its gap, and what that is less than without the rule."""
    document, _ = make(size, seed)
    case = Case.of(document, load())
    free = solve(read_round(document), steps=steps)
    counted = newcomers.cost_of_share(case, teams_of(free), teams_of(free))["with"]
    rows = [_row(size, "none", counted, free, 0.0, case)]
    for share in SHARES:
        given = {**document, "settings": {**document["settings"], "newcomers_share": share}}
        plan = solve(read_round(given), steps=steps)
        cost = newcomers.cost_of_share(Case.of(given, load()), teams_of(plan), teams_of(free))
        loss = 1 - cost["with"]["objective"] / cost["without"]["objective"]
        rows.append(_row(size, f"{share:.0%}", cost["with"], plan, loss, case))
    return rows


def _row(
    size: str, share: str, told: Mapping[str, Any], plan: Mapping[str, Any], loss: float, case: Case
) -> str:
    new = sum(one.newcomer for one in case.students.values())
    placed = f"{told['newcomers']} of {new}"
    return (
        f"| {size} | {share} | {placed} | {told['placed']} of {len(case.students)} | {told['objective']:.2f} | "
        f"{loss:.2%} | {told['coverage']:.3f} | {plan['gap']:.2%} |"
    )


def apart(size: str, seed: int, steps: int) -> list[str]:
    """A row for each run: the distance of the quarters before, after one round, and after all of them."""
    document, labels = make(size, seed)

    def solver(given: Mapping[str, Any]) -> dict[str, list[str]]:
        return teams_of(solve(read_round(dict(given)), steps=steps))

    rows = []
    for share in (None, *SHARES[1:]):
        run = repeating.in_a_row(document, labels, load(), solver, share)
        first, last = run["rounds"][0], run["rounds"][-1]
        placed = " | ".join(f"{100 * row['placed']['distance']:+.0f}" for row in (first, last))
        top = " | ".join(f"{100 * row['top3']['distance']:+.0f}" for row in (first, last))
        level = " | ".join(f"{one['distance']:+.3f}" for one in (run["start"], first["level"], last["level"]))
        rows.append(f"| {'none' if share is None else f'{share:.0%}'} | {placed} | {top} | {level} |")
    return rows


def main(sizes: list[str]) -> None:
    cost = ("work", "share", "newcomers placed", "placed", "objective", "less by", "coverage", "gap")
    row = (
        "share",
        "placed, 1st",
        "6th",
        "first three bids, 1st",
        "6th",
        "level before",
        "after the 1st",
        "after the 6th",
    )
    lines = [
        *_head(cost), *[row for size in sizes for row in costs(size, 1, STEPS)], "",
        "How far the last quarter is ahead of the first in S, in percentage points and in levels, by rounds:", "",
        *_head(row), *apart("S", 1, STEPS),
    ]  # fmt: skip
    text = "\n".join(lines) + "\n"
    print(text)
    DOCUMENT.write_text(MARKS.sub(lambda _: text, DOCUMENT.read_text("utf-8")), "utf-8")


def _head(columns: tuple[str, ...]) -> list[str]:
    return [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]


if __name__ == "__main__":
    main(sys.argv[1:] or ["S"])
