"""``python -m services.matching recompute REPORT``: replays a round's report and says whether it agrees."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from services.matching import book
from services.matching.engine import Infeasible, read_round, solve
from services.matching.placing.reporting import FORMAT, checks
from shared.errors import DomainError

USAGE = "usage: python -m services.matching recompute REPORT.json   (- reads standard input)"


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 everything agrees, 1 something does not, 2 this is no report."""
    if len(arguments) != 1:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        report = _read(arguments[0])
        return _check(report)
    except (OSError, ValueError, KeyError, TypeError, DomainError) as error:
        print(f"{arguments[0]}: this is no report that can be replayed: {error}", file=sys.stderr)
        return 2


def _read(place: str) -> Mapping[str, Any]:
    if place == "-":
        report = json.load(sys.stdin)
    else:
        with open(place, encoding="utf-8") as file:
            report = json.load(file)
    if not isinstance(report, dict) or report.get("format") != FORMAT:
        raise ValueError(f"format: a report says {FORMAT!r} here")
    return report


def _check(report: Mapping[str, Any]) -> int:
    wrong = 0
    for what, agrees in checks(report, book.graph(), _replay):
        wrong += not agrees
        print(f"{'agrees' if agrees else 'DIFFERS'}: {what}")
    print("The report agrees." if not wrong else f"The report does not agree in {wrong} of its parts.")
    return 1 if wrong else 0


def _replay(document: Mapping[str, Any], steps: int) -> Mapping[str, Any] | None:
    try:
        return solve(read_round(dict(document)), steps=steps)
    except Infeasible:
        return None
