"""A round solved in a process of its own: the same plan as in this one, stopped at once, taken over when it died."""

import json
import subprocess
import threading
from datetime import datetime
from typing import Any

import pytest

from services.matching import solving
from services.matching.engine import read_round, solve
from services.matching.usecases import round_publishing
from services.matching.usecases.round_forming import Opened
from shared import clock, mongo
from shared.errors import Conflict
from shared.messaging import jobs
from tests import actors_matching as at
from tests.service.matching.test_rounds import ROUNDS, Hall, here
from tests.service.matching.town import Town

__all__ = ["here"]
RUN, AGAIN = solving.run, solving.again
PLC = "http://data.europa.eu/esco/skill/000f1d3d-220f-4789-9c0a-cc742521fb02"


def document(**settings: object) -> dict[str, object]:
    students = [
        {"id": f"s{n}", "holdings": {PLC: 3.0}, "bids": ["p1"], "group": "", "programme": ""}
        for n in range(4)
    ]
    projects = [
        {
            "id": f"p{n}",
            "needs": [{"skill": PLC, "level": 3, "weight": 1}],
            "min": 2,
            "max": 3,
            "programmes_min": 0,
        }
        for n in (1, 2)
    ]
    return {"format": "shixun.round/1", "settings": {"seed": 1, **settings}, "students": students,
            "projects": projects, "apart": [], "together": [], "fixed": [], "forbidden": []}  # fmt: skip


def test_a_child_gives_the_same_plan_and_says_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    found = RUN(document(), steps=30, progress=lambda done, of: told.append((done, of)))
    assert json.dumps(found) == json.dumps(solve(read_round(document()), steps=30))
    assert told


def test_one_child_solves_one_round_after_another_and_goes_on_after_one_that_has_no_plan() -> None:
    apart = {"apart": [["s0", "s1"], ["s0", "s2"], ["s0", "s3"]]}
    with AGAIN(30, lambda done, of: None) as solve_again:
        first = solve_again(document())
        with pytest.raises(solving.Refused) as refused:
            solve_again(document() | apart)
        assert solve_again(document()) == first == solve(read_round(document()), steps=30)
    assert [rule for rule, _ in refused.value.rules] == ["place_everyone", "min", "apart"]


def test_a_child_says_who_moves_so_that_another_finds_a_place() -> None:
    here_now = {"s0": "p1", "s1": "p1", "s2": "p1", "s3": ""}
    found = solving.fewest(
        document(place_everyone=False) | {"forbidden": [["s3", "p2"]]},
        here_now, ["p1"], lambda done, of: None,
    )  # fmt: skip
    assert found == here_now, "p1 is full, and no other place may be used"


def test_what_is_raised_while_it_runs_ends_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[str]] = []
    popen = subprocess.Popen

    def begin(*args: object, **options: object) -> "subprocess.Popen[str]":
        started.append(popen(*args, **options))  # type: ignore[call-overload]
        return started[-1]

    def cancelled(done: int, of: int) -> None:
        raise jobs.Cancelled("somebody stopped it")

    monkeypatch.setattr(subprocess, "Popen", begin)
    with pytest.raises(jobs.Cancelled):
        RUN(document(), seconds=60, progress=cancelled)
    assert started[0].returncode is not None


def test_no_feasible_plan_is_a_sentence() -> None:
    wrong = document() | {"apart": [["s0", "s1"], ["s0", "s2"], ["s0", "s3"]]}
    with pytest.raises(Conflict):
        RUN(wrong, steps=5, progress=lambda done, of: None)


def test_a_worker_that_died_is_followed_by_one_that_begins_with_the_same_input(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first one froze the input and died; meanwhile a bid changed; the second goes by what was frozen."""
    hall = Hall.of(town, 4)
    number = town.teacher.post(f"{hall.path}/plans", {"seconds": 1}, status=201)["number"]
    good = solving.run

    def dies(*args: object, **options: object) -> None:
        raise SystemExit

    monkeypatch.setattr(solving, "run", dies)
    work = town.world.services["matching"].work
    with mongo.serving("matching"):
        dead = jobs.take(work, clock.now())
        assert dead is not None
        thread = threading.Thread(target=_perform, args=(work, dead), daemon=True)
        thread.start()
        thread.join()
        mongo.collection("jobs").update_one({"_id": dead.id}, {"$set": {"until": clock.now()}})
    before = hall.plan(number)
    assert before["state"] == "working"
    monkeypatch.setattr(solving, "run", good)
    town.world.settle()
    after = hall.plan(number)
    assert (after["state"], after["sha256"]) == ("done", before["sha256"])
    assert len(hall.seen()["plans"]) == 1
    town.teacher.get(f"{ROUNDS}/{hall.round}/plans/2", status=404)


def test_a_worker_that_died_between_two_teams_is_followed_by_one_that_proposes_the_others(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = Hall.of(town, 5)
    for student in hall.students:
        at.bids(student, *hall.briefs)
    hall.bids_are_taken()
    hall.closes()
    plan = hall.simulates()
    assert len(plan["result"]["teams"]) == 2
    town.teacher.post(f"{hall.path}/publish", {"plan": plan["number"]})
    opens, begun = round_publishing.open_team, []

    def dies_at_the_second(round_id: str, opened: Opened, now: datetime) -> None:
        begun.append(opened.place)
        if len(begun) > 1:
            raise SystemExit
        opens(round_id, opened, now)

    monkeypatch.setattr(round_publishing, "open_team", dies_at_the_second)
    work = town.world.services["matching"].work
    with mongo.serving("matching"):
        dead = jobs.take(work, clock.now())
        assert dead is not None
        assert dead.kind == round_publishing.TELL
        thread = threading.Thread(target=_perform, args=(work, dead), daemon=True)
        thread.start()
        thread.join()
        mongo.collection("jobs").update_one({"_id": dead.id}, {"$set": {"until": clock.now()}})
    assert town.world.count("matching", "proposals") == 1, "the round stands half proposed"
    monkeypatch.setattr(round_publishing, "open_team", opens)
    town.world.settle()
    assert town.world.count("matching", "proposals") == 2
    assert [len(at.proposals(student)) for student in hall.students] == [1] * 5, "each is asked once"
    asked = [item["url"] for student in hall.students for item in student.waiting()]
    assert len(asked) == 5


def test_events_flow_while_a_plan_is_solved(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is locked meanwhile: a brief that is published then is there before the plan is."""
    hall = Hall.of(town, 4)
    number = town.teacher.post(f"{hall.path}/plans", {"seconds": 1}, status=201)["number"]
    solves, begun, may_end = solving.run, threading.Event(), threading.Event()

    def waits(*args: Any, **options: Any) -> dict[str, Any]:
        begun.set()
        assert may_end.wait(120)
        return solves(*args, **options)

    monkeypatch.setattr(solving, "run", waits)
    work = town.world.services["matching"].work
    with mongo.serving("matching"):
        job = jobs.take(work, clock.now())
    assert job is not None
    thread = threading.Thread(target=_run, args=(work, job), daemon=True)
    thread.start()
    assert begun.wait(60)
    late = town.published(title="丙")
    assert hall.students[0].get(f"{at.API}/briefs/{late}")["title"] == "丙"
    assert hall.plan(number)["state"] == "working"
    may_end.set()
    thread.join()
    assert hall.plan(number)["state"] == "done"


def _run(work: jobs.Kinds, job: jobs.Job) -> None:
    with mongo.serving("matching"):
        jobs.run(job, work, clock.now)


def _perform(work: jobs.Kinds, job: jobs.Job) -> None:
    with mongo.serving("matching"):
        try:
            work[job.kind].perform(job, clock.now())
        except SystemExit:
            return
