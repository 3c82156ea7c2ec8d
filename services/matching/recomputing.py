"""``python -m services.matching recompute REPORT``: replays a round's report and says whether it agrees."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from services.matching import book
from services.matching.engine import Infeasible, engine_version, read_round, solve
from services.matching.placing.reporting import FORMAT, VERSIONS, checks
from shared.errors import DomainError

USAGE = "usage: python -m services.matching recompute REPORT.json   (- reads standard input)"
WORDS = {"graph": "skill graph", "engine": "engine"}


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
    others = [_say_other(*one) for one in _other_versions(report)]
    if cut := report.get("cut", 0):
        people = "1 erased person was" if cut == 1 else f"{cut} erased people were"
        print(f"{people} cut out of the input; what rests on them cannot be replayed.")
    said = {True: "agrees", False: "DIFFERS", None: "cannot be replayed"}
    found = []
    for what, agrees in checks(report, book.graph(), _replay):
        found.append(agrees)
        print(f"{said[agrees]}: {what}")
    if wrong := found.count(False):
        made = f", which was made with another {' and another '.join(others)}" if others else ""
        print(f"The report does not agree in {wrong} of its parts{made}.")
    else:
        print("What can be replayed of the report agrees." if None in found else "The report agrees.")
    return 1 if wrong else 0


def _other_versions(report: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(what, the version that made the plan, the one that is here) where the two are not the same."""
    here = {"graph": book.graph().version, "engine": engine_version()}
    made = {name: report["plan"].get(name) for name in VERSIONS}
    return [
        (WORDS[name], made[name], here[name]) for name in VERSIONS if made[name] not in (None, here[name])
    ]


def _say_other(what: str, made: str, here: str) -> str:
    print(f"The plan was made with version {made} of the {what}; this is version {here}.")
    return f"version of the {what}"


def _replay(document: Mapping[str, Any], steps: int) -> Mapping[str, Any] | None:
    try:
        return solve(read_round(dict(document)), steps=steps)
    except Infeasible:
        return None
