"""What other tools make of a round: ``python matching_peers.py NAME < question > teams``, in an environment of its own.

They are asked what their models can express: pair scores, sizes, bids. The question holds ``scores`` and ``values``
(students x projects), ``bids``, ``skills`` per student, ``least`` and ``most``; the answer is a project per student,
-1 for none. Nothing of the product is imported here.
"""

import importlib
import json
import random
import sys
import time
from typing import Any

Question = dict[str, Any]


def at_random(asked: Question) -> list[int]:
    """Whole teams of shuffled students."""
    dice = random.Random(1)
    order = list(range(len(asked["scores"])))
    dice.shuffle(order)
    places = [
        project
        for seat in range(asked["most"])
        for project in range(len(asked["scores"][0]))
        if seat < asked["most"]
    ]
    found = [-1] * len(order)
    for student, project in zip(order, places, strict=False):
        found[student] = project
    return found


def greedy(asked: Question) -> list[int]:
    """One pair after the other, the best that has room."""
    values, room = asked["values"], [asked["most"]] * len(asked["values"][0])
    pairs = sorted(
        (
            (value, student, project)
            for student, row in enumerate(values)
            for project, value in enumerate(row)
        ),
        reverse=True,
    )
    found = [-1] * len(values)
    for _, student, project in pairs:
        if found[student] < 0 and room[project]:
            found[student] = project
            room[project] -= 1
    return found


def hospital_residents(asked: Question) -> list[int]:
    """`matching`: stable between the students' bids (then fit) and the projects' order by fit."""
    games = importlib.import_module("matching.games")
    scores, projects = asked["scores"], range(len(asked["scores"][0]))
    students = {}
    for student, row in enumerate(scores):
        rest = sorted(set(projects) - set(asked["bids"][student]), key=lambda one: -row[one])
        students[f"s{student}"] = [f"p{one}" for one in [*asked["bids"][student], *rest]]
    wanted = {
        f"p{one}": [f"s{s}" for s in sorted(range(len(scores)), key=lambda s: -scores[s][one])]
        for one in projects
    }
    seats = {f"p{one}": asked["most"] for one in projects}
    game = games.HospitalResident.create_from_dictionaries(students, wanted, seats)
    found = [-1] * len(scores)
    for project, members in game.solve(optimal="resident").items():
        for member in members:
            found[int(str(member)[1:])] = int(str(project)[1:])
    return found


def min_cost_flow(asked: Question) -> list[int]:
    """OR-tools: the highest sum of pair values, with the sizes as bounds of the arcs to the sink."""
    graph = importlib.import_module("ortools.graph.python.min_cost_flow")
    flow, values = graph.SimpleMinCostFlow(), asked["values"]
    students, projects = len(values), len(values[0])
    sink = students + projects
    arcs = {}
    for student, row in enumerate(values):
        for project, value in enumerate(row):
            arc = flow.add_arc_with_capacity_and_unit_cost(
                student, students + project, 1, -round(value * 1e6)
            )
            arcs[arc] = student, project
    for project in range(projects):
        flow.add_arc_with_capacity_and_unit_cost(students + project, sink, asked["least"], -(10**9))
        flow.add_arc_with_capacity_and_unit_cost(students + project, sink, asked["most"] - asked["least"], 0)
    for student in range(students):
        flow.set_node_supply(student, 1)
    flow.set_node_supply(sink, -students)
    flow.solve()
    found = [-1] * students
    for arc, (student, project) in arcs.items():
        if flow.flow(arc):
            found[student] = project
    return found


def team_formation(asked: Question) -> list[int]:
    """`team-formation`: teams with different skills, then each to the project that it covers best and that is free."""
    pandas = importlib.import_module("pandas")
    assigning = importlib.import_module("team_formation.team_assignment")
    projects = len(asked["scores"][0])
    size = -(-len(asked["scores"]) // projects)
    people = pandas.DataFrame(
        {
            "id": range(len(asked["scores"])),
            "trade": [max(range(projects), key=row.__getitem__) for row in asked["scores"]],
        }
    )
    rules = pandas.DataFrame({"attribute": ["trade"], "type": ["diversify"], "weight": [1]})
    model = assigning.TeamAssignment(people, rules, size, less_than_target=False)
    model.solve(solution_callback=None, max_time_in_seconds=25)
    teams: dict[Any, list[int]] = {}
    for row in model.participants.itertuples():
        teams.setdefault(row.team_num, []).append(int(row.id))
    found, free = [-1] * len(asked["scores"]), set(range(projects))
    for members in teams.values():
        if free:
            best = max(free, key=lambda one: sum(asked["values"][student][one] for student in members))
            free.discard(best)
            for student in members:
                found[student] = best
    return found


PEERS = {
    "random": at_random,
    "sequential greedy": greedy,
    "matching": hospital_residents,
    "OR-tools min-cost flow": min_cost_flow,
    "team-formation": team_formation,
}

if __name__ == "__main__":
    question = json.load(sys.stdin)
    begun = time.perf_counter()
    answer = PEERS[sys.argv[1]](question)
    json.dump({"at": answer, "seconds": time.perf_counter() - begun}, sys.stdout)
