"""Makes rounds to measure the engine on: synthetic students and briefs over the real skill graph, by seed.

    python -m tests.bench.matching_rounds SIZE SEED [slots] > ROUND.json

Trades are groups of the graph with enough skills below them. A student has 8–15 skills, most of them of one trade; a
project needs 4–8, most of them of one trade and the rest of a second one; ten bids go to projects near one's skills,
popular ones more often; 35 hours of the week can be free, each is with probability .6.
"""

import json
import random
import sys
from collections import defaultdict
from functools import lru_cache
from typing import Any

from services.matching.graph import load

SIZES = {
    "S": (100, 20),
    "M": (1_000, 200),
    "L": (10_000, 2_000),
    "scoring": (10_000, 1_000),
    "chances": (400, 80),
}
WEEK = [24 * day + hour for day in range(5) for hour in range(10, 17)]
TRADE_SKILLS = (25, 120)


@lru_cache(maxsize=1)
def trades() -> list[list[str]]:
    """The skills of each trade, sorted."""
    graph, found = load(), defaultdict(list)
    for uri, skill in graph.skills.items():
        if skill.kind != "group":
            for up in graph.broader(uri):
                found[up].append(uri)
    least, most = TRADE_SKILLS
    return [sorted(skills) for _, skills in sorted(found.items()) if least <= len(skills) <= most]


def make(size: str, seed: int, slots: bool = False) -> dict[str, Any]:
    students, projects = SIZES[size]
    dice = random.Random(f"shixun {size} {seed}")
    chosen = dice.sample(trades(), min(len(trades()), max(4, projects // 10)))
    briefs = [_project(dice, number, chosen) for number in range(projects)]
    near = defaultdict(list)
    for number, (trade, _) in enumerate(briefs):
        near[trade].append(number)
    wanted = [dice.paretovariate(1.5) for _ in briefs]
    people = [_student(dice, number, chosen, near, wanted, slots) for number in range(students)]
    settings = {"common_slots": 2 if slots else 0, "max_bids": 10, "seed": seed}
    return {
        "format": "shixun.round/1",
        "settings": settings,
        "students": people,
        "projects": [project for _, project in briefs],
    }


def _project(dice: random.Random, number: int, chosen: list[list[str]]) -> tuple[int, dict[str, Any]]:
    trade, second = dice.sample(range(len(chosen)), 2)
    count = dice.randint(4, 8)
    own = max(3, round(count * 0.7))
    skills = dice.sample(chosen[trade], own) + dice.sample(chosen[second], count - own)
    needs = [
        {"skill": skill, "level": dice.randint(2, 4), "weight": dice.randint(1, 3)}
        for skill in dict.fromkeys(skills)
    ]
    return trade, {"id": f"p{number}", "needs": needs, "min": 3, "max": 6}


def _student(
    dice: random.Random,
    number: int,
    chosen: list[list[str]],
    near: dict[int, list[int]],
    wanted: list[float],
    slots: bool,
) -> dict[str, Any]:
    trade, count = dice.randrange(len(chosen)), dice.randint(8, 15)
    other = [skill for _ in range(3) for skill in dice.choice(chosen)]
    skills = dict.fromkeys(
        dice.choice(chosen[trade]) if dice.random() < 0.7 else dice.choice(other) for _ in range(count)
    )
    held = {skill: round(dice.randint(1, 5) * (0.6 + 0.4 * dice.random()), 2) for skill in skills}
    student = {
        "id": f"s{number}",
        "holdings": held,
        "bids": [f"p{bid}" for bid in _bids(dice, near[trade], wanted)],
        "group": dice.choice("abcd"),
        "programme": f"trade {trade}",
    }
    if slots:
        student["slots"] = [hour for hour in WEEK if dice.random() < 0.6]
    return student


def _bids(dice: random.Random, near: list[int], wanted: list[float]) -> list[int]:
    """Ten projects, seven of ten of one's own trade while there are some, each as likely as it is popular."""
    found: dict[int, None] = {}
    everything = range(len(wanted))
    while len(found) < min(10, len(wanted)):
        own = [one for one in near if one not in found]
        pool = own if own and dice.random() < 0.7 else everything
        if pool is everything and len(wanted) > 300:
            found[dice.randrange(len(wanted))] = None
        else:
            found[dice.choices(pool, [wanted[one] for one in pool])[0]] = None
    return list(found)


if __name__ == "__main__":
    json.dump(make(sys.argv[1], int(sys.argv[2]), "slots" in sys.argv[3:]), sys.stdout)
