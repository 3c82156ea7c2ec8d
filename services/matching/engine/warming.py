"""Compiles the engine ahead of the first round: at installation, and beside whatever a process does first."""

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from services.matching.engine import pricing
from services.matching.engine.credits import Credits
from services.matching.engine.problem import Problem
from services.matching.engine.reading import read_round
from services.matching.engine.search import Search
from services.matching.graph import Skill, SkillGraph


def run(_: Sequence[str] = ()) -> int:
    """The command ``python -m services.matching compile``: some twenty seconds, once for each version."""
    warm()
    print("The matching engine is compiled.", file=sys.stderr)
    return 0


def warm() -> None:
    """Goes once through everything that is compiled, with a round of two students."""
    skills = [Skill(name, "skill", {"en": name}, (), "") for name in ("a", "b")]
    credits = Credits.of(SkillGraph(skills, [("a", "b", "broader")], "1"))
    document = {
        "format": "shixun.round/1",
        "settings": {"common_slots": 1},
        "students": [{"id": name, "holdings": {"a": 3}, "slots": [1]} for name in ("x", "y")],
        "projects": [{"id": "p", "needs": [{"skill": "b", "level": 2}], "min": 1, "max": 2}],
    }
    problem = Problem.of(read_round(document, credits))
    with ThreadPoolExecutor(2) as threads:
        search = Search(problem, threads)
        for number, (_, step) in enumerate(search.steps()):
            step()
            if number > 12:
                break
        some = pricing.Pricing(problem.arrays, threads, every=0)
        some.improve(2)
