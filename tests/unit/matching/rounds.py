"""Small rounds for the engine's tests, and what the definition says of them: plain Python, every partition tried."""

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.matching.engine.credits import Credits
from services.matching.graph import Skill, SkillGraph

SKILLS = ("weld", "spot", "arc", "paint", "plan", "code")
GRAPH = SkillGraph(
    [Skill(name, "skill", {"en": name}, (), "") for name in SKILLS],
    [("spot", "weld", "broader"), ("arc", "weld", "broader"), ("paint", "plan", "essential_for")],
    version="1",
)
CREDITS = Credits.of(GRAPH)

Document = dict[str, Any]
Plan = dict[str, frozenset[str]]


def student(name: str, *bids: str, **more: Any) -> Document:
    skills = {key: level for key, level in more.items() if key in SKILLS}
    rest = {key: value for key, value in more.items() if key not in SKILLS}
    return {"id": name, "holdings": skills, "bids": list(bids), **rest}


def project(name: str, least: int = 1, most: int = 3, **needs: int) -> Document:
    wanted = [{"skill": skill, "level": level} for skill, level in (needs or {"weld": 3}).items()]
    return {"id": name, "needs": wanted, "min": least, "max": most}


def a_round(students: Sequence[Document], projects: Sequence[Document], **more: Any) -> Document:
    rules = {"max_bids": 3, "seed": 1} | more.pop("settings", {})
    return {
        "format": "shixun.round/1",
        "settings": rules,
        "students": list(students),
        "projects": list(projects),
        **more,
    }


def random_round(seed: int, students: int = 6, projects: int = 3, **settings: Any) -> Document:
    """Any rule may be in it; some of these rounds have no plan."""
    dice = random.Random(seed)
    people = [
        student(
            f"s{number}",
            *dice.sample([f"p{one}" for one in range(projects)], dice.randint(0, projects)),
            **{skill: dice.choice([1, 2, 2.5, 3, 4, 5]) for skill in dice.sample(SKILLS, 2)},
            group=dice.choice(["", "a", "b"]),
            programme=dice.choice(["", "x", "y"]),
            slots=sorted(dice.sample(range(6), dice.randint(2, 6))),
        )
        for number in range(students)
    ]
    briefs = []
    for number in range(projects):
        least = dice.randint(1, 3)
        needs = {skill: dice.randint(1, 5) for skill in dice.sample(SKILLS, dice.randint(1, 3))}
        brief = project(f"p{number}", least, least + dice.randint(0, 2), **needs)
        brief["programmes_min"] = min(brief["max"], dice.choice([0, 0, 0, 1, 2]))
        briefs.append(brief)
    rules = {
        "common_slots": dice.choice([0, 0, 1, 2]),
        "place_everyone": dice.random() < 0.5,
        "coverage_floor": dice.choice([None, None, 0.3]),
        "four_fifths": dice.random() < 0.2,
        "weights": {"coverage": 0.5, "preference": dice.choice([0, 0.35]), "growth": 0.15},
        "seed": seed,
    }
    pairs = {}
    if dice.random() < 0.3:
        pairs["apart"] = [["s0", "s1"]]
    if dice.random() < 0.3:
        pairs["together"] = [["s2", "s3"]]
    if dice.random() < 0.3:
        pairs["fixed"] = [["s4", "p0"]]
    if dice.random() < 0.3:
        pairs["forbidden"] = [["s0", "p0"], ["s2", "p1"]]
    return a_round(people, briefs, settings=rules | settings, **pairs)


def qualities(document: Document, who: Document, what: Document) -> list[float]:
    """Of each need: effective level by level needed, rounded down to quarters."""
    found = []
    for need in what["needs"]:
        credit = [
            level * GRAPH.credit(skill, need["skill"]).value for skill, level in who["holdings"].items()
        ]
        found.append(min(4, int(max(credit, default=0) / need["level"] * 4 + 1e-6)) / 4)
    return found


def worth(document: Document, plan: Plan) -> float:
    """The objective, as the definition writes it."""
    weights = {"coverage": 0.5, "preference": 0.35, "growth": 0.15} | document["settings"].get("weights", {})
    most, total = document["settings"]["max_bids"], 0.0
    people = {one["id"]: one for one in document["students"]}
    for what in document["projects"]:
        team = [people[name] for name in sorted(plan.get(what["id"], ()))]
        shares = [need.get("weight", 1) for need in what["needs"]]
        shares = [share / sum(shares) for share in shares]
        met = [qualities(document, who, what) for who in team]
        if team:
            total += 5 * weights["coverage"] * covered(shares, met)
        for who, own in zip(team, met, strict=True):
            rank = who["bids"].index(what["id"]) + 1 if what["id"] in who["bids"] else most + 1
            total += weights["preference"] * max(0, most + 1 - rank) / most
            growth = sum(share for share, value in zip(shares, own, strict=True) if 0.25 <= value < 1)
            total += weights["growth"] * growth
    return total


def covered(shares: Sequence[float], met: Sequence[Sequence[float]]) -> float:
    return sum(share * max(column) for share, column in zip(shares, zip(*met, strict=True), strict=True))


def allowed(document: Document, plan: Plan) -> bool:
    """Whether the plan keeps every rule."""
    at = {name: where for where, team in plan.items() for name in team}
    if document["settings"].get("place_everyone", True) and len(at) < len(document["students"]):
        return False
    if not _newcomers_placed(document, at):
        return False
    if any(a in at and at[a] == at.get(b) for a, b in document.get("apart", ())):
        return False
    if any(at.get(a) != at.get(b) for a, b in document.get("together", ())):
        return False
    if any(at.get(who) != where for who, where in document.get("fixed", ())):
        return False
    if any(at.get(who) == where for who, where in document.get("forbidden", ())):
        return False
    projects = {one["id"]: one for one in document["projects"]}
    whole = all(_team_allowed(document, projects[where], team) for where, team in plan.items() if team)
    return whole and (not document["settings"].get("four_fifths") or _fair(document, at))


def _team_allowed(document: Document, what: Document, team: frozenset[str]) -> bool:
    rules = document["settings"]
    people = [one for one in document["students"] if one["id"] in team]
    if not what["min"] <= len(people) <= what["max"]:
        return False
    programmes = {one.get("programme") or None for one in people} - {None}
    if len(programmes) < what.get("programmes_min", 0):
        return False
    hours = [set(one["slots"]) for one in people if one.get("slots") is not None]
    if hours and len(set.intersection(*hours)) < rules.get("common_slots", 0):
        return False
    shares = [need.get("weight", 1) for need in what["needs"]]
    shares = [share / sum(shares) for share in shares]
    met = [qualities(document, who, what) for who in people]
    return covered(shares, met) >= (rules.get("coverage_floor") or 0) - 1e-9


def _fair(document: Document, at: Mapping[str, str]) -> bool:
    members: dict[str, list[bool]] = {}
    for one in document["students"]:
        if one.get("group"):
            members.setdefault(one["group"], []).append(at.get(one["id"]) in one["bids"][:3])
    shares = [sum(top) / len(top) for top in members.values()]
    return not shares or min(shares) >= 0.8 * max(shares) - 1e-9


def _newcomers_placed(document: Document, at: Mapping[str, str]) -> bool:
    share = document["settings"].get("newcomers_share") or 0
    new = [one["id"] for one in document["students"] if one.get("newcomer")]
    return sum(one in at for one in new) >= share * len(new) - 1e-9


def with_newcomers(document: Document, seed: int, share: float) -> Document:
    """The same round, about half of its students newcomers; there may be fewer places than students."""
    dice = random.Random(f"newcomers {seed}")
    people = [{**one, "newcomer": dice.random() < 0.5} for one in document["students"]]
    rules = {**document["settings"], "place_everyone": False, "newcomers_share": share}
    return {**document, "students": people, "settings": rules}


def all_plans(document: Document) -> Iterator[Plan]:
    """Every plan that keeps the rules."""
    names = [one["id"] for one in document["students"]]
    places = [one["id"] for one in document["projects"]]
    everywhere = places if document["settings"].get("place_everyone", True) else [*places, None]
    for choice in itertools.product(everywhere, repeat=len(names)):
        plan = {
            where: frozenset(name for name, to in zip(names, choice, strict=True) if to == where)
            for where in places
        }
        if allowed(document, plan):
            yield plan


def best(document: Document) -> float | None:
    """The highest objective of all plans; None where there is none."""
    return max((worth(document, plan) for plan in all_plans(document)), default=None)


def as_plan(plan: Mapping[str, Any]) -> Plan:
    return {team["project"]: frozenset(team["members"]) for team in plan["teams"]}
