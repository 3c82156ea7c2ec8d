"""A student's way to a target: chosen, dated on free hours, laid out anew when something is early, late or failed."""

import re
from datetime import datetime, timedelta
from typing import Any

from shared import clock, mongo
from shared.events import accounts
from tests import actors_matching as at
from tests.actors import Actor
from tests.service.matching.town import PLC, Town

EVENINGS = [day * 24 + hour for day in range(5) for hour in (18, 19, 20)]


def way(student: Actor) -> dict[str, Any]:
    return student.get(f"{at.API}/growth")


def goes_for(student: Actor, key: str, kind: str = "skill", **more: int) -> dict[str, Any]:
    return at.puts(student, "growth", {"kind": kind, "key": key, **more})


def ends(found: dict[str, Any]) -> dict[str, datetime]:
    return {step["key"]: datetime.fromisoformat(step["end"]) for step in found["steps"]}


def learner(town: Town, name: str = "林梅") -> Actor:
    """Free in the evenings, on the way to programmable controllers."""
    student = town.student(name)
    at.hands_in_slots(student, EVENINGS)
    goes_for(student, town.skill(PLC), level=3, hours=12)
    return student


def cards(student: Actor) -> int:
    return sum(item["kind"] == "growth_step" for item in student.waiting())


def home(town: Town, student: Actor) -> str:
    town.world.settle()
    return student.page("/accounts/home")


def test_a_target_is_found_by_its_name_and_its_way_laid_on_the_free_hours(town: Town) -> None:
    student = town.student("林梅")
    at.hands_in_slots(student, EVENINGS)
    found = student.get(f"{at.API}/growth/targets?q=data analyst")["items"]
    job = next(one for one in found if one["kind"] == "occupation" and one["name"] == "data analyst")
    assert job["skills"] > 10
    assert way(student)["target"] is None

    mine = goes_for(student, job["key"], "occupation", hours=6)
    assert mine["target"]["name"] == "data analyst"
    assert mine["gap"] == 1
    assert len(mine["steps"]) >= job["skills"]
    assert {datetime.fromisoformat(step["begin"]).hour for step in mine["steps"]} <= {10, 11, 12}, (
        "18 to 20 h there"
    )
    begins = [step["begin"] for step in mine["steps"]]
    assert begins == sorted(begins)


def test_a_step_done_early_pulls_the_rest_forward_and_says_so(town: Town) -> None:
    student = learner(town)
    before = way(student)
    first, last = before["steps"][0], before["steps"][-1]
    assert len(before["steps"]) > 2
    student.post(f"{at.API}/growth/done", {"key": first["key"]})

    after = way(student)
    assert first["key"] not in ends(after)
    assert at.holdings(student)[first["key"]]["level"] == first["level"], "what is learnt stands on the list"
    assert ends(after)[last["key"]] < ends(before)[last["key"]]
    assert after["moved"]["why"] == "early"
    assert first["name"] in after["moved"]["text"]
    assert last["name"] in [row["name"] for row in after["moved"]["rows"]]
    assert after["gap"] <= before["gap"]


def test_a_step_whose_time_is_over_takes_longer_and_moves_the_rest(town: Town) -> None:
    student = learner(town)
    before = way(student)
    first = before["steps"][0]
    end = ends(before)[first["key"]]
    town.later((end - clock.now()) / timedelta(days=1) + 0.1, student)
    town.world.settle()

    after = way(student)
    assert after["steps"][0]["key"] == first["key"], "it stays the one that one is at"
    assert after["steps"][0]["late"]
    assert after["steps"][0]["hours"] == (first["hours"] + 1) // 2
    assert after["moved"]["why"] == "late"
    assert all(moved > ends(before)[key] for key, moved in ends(after).items())


def test_a_step_that_failed_begins_anew(town: Town) -> None:
    student = learner(town)
    before = way(student)
    first = before["steps"][0]
    town.later(5, student)
    student.post(f"{at.API}/growth/failed", {"key": first["key"]})

    after = way(student)
    assert after["moved"]["why"] == "failed"
    assert ends(after)[first["key"]] > ends(before)[first["key"]]
    assert after["steps"][0]["hours"] == first["hours"], "with all its hours"
    student.post(f"{at.API}/growth/failed", {"key": "nothing"}, status=404)


def test_a_step_keeps_its_days_while_nothing_changes(town: Town) -> None:
    student = learner(town)
    before = way(student)
    town.later(0.5, student)
    goes_for(student, town.skill(PLC), level=3, hours=12)

    assert ends(way(student)) == ends(before)


def test_other_free_hours_lay_the_way_anew(town: Town) -> None:
    student = learner(town)
    before = way(student)
    at.hands_in_slots(student, [18])

    after = way(student)
    assert after["moved"]["why"] == "hours"
    assert max(ends(after).values()) > max(ends(before).values())
    at.hands_in_slots(student, [])
    assert way(student)["dated"] is False
    assert "no free hours" in student.page("/matching/growth")


def test_evidence_shortens_the_way(town: Town) -> None:
    student = learner(town)
    assert way(student)["gap"] == 1
    town.attested(student.person, {PLC: 3})

    reached = way(student)
    assert (reached["steps"], reached["gap"]) == ([], 0)
    assert reached["moved"]["why"] == "evidence"
    assert "You have reached this target" in student.page("/matching/growth")


def test_an_open_brief_that_teaches_is_a_step_with_its_chance_and_can_be_left_out(town: Town) -> None:
    brief = town.published(title="分析停机", needs={PLC: 3})
    student = town.student("林梅")
    at.lists_skills(student, {town.skill(PLC): 2})
    [step] = goes_for(student, town.skill(PLC), level=3)["steps"]

    assert (step["kind"], step["key"], step["name"], step["weeks"]) == ("brief", brief, "分析停机", 8)
    assert 0 < step["chance"] < 1
    assert step["left"] == 0
    student.post(f"{at.API}/growth/done", {"key": brief}, status=409)
    student.post(f"{at.API}/growth/failed", {"key": brief})
    left = way(student)
    assert [one["kind"] for one in left["steps"]] == ["learn"]
    assert "no longer on your way" in left["moved"]["text"]


def test_a_brief_that_the_school_did_not_approve_is_no_step(town: Town) -> None:
    town.published(approved=False, needs={PLC: 3})
    student = town.student("林梅")
    at.lists_skills(student, {town.skill(PLC): 2})

    assert [one["kind"] for one in goes_for(student, town.skill(PLC))["steps"]] == ["learn"]


def test_what_is_no_target_is_refused(town: Town) -> None:
    student = town.student("林梅")
    for kind, key in (("skill", "urn:nothing"), ("occupation", "urn:nothing"), ("brief", "nothing")):
        refused = student.put(f"{at.API}/growth", {"kind": kind, "key": key}, status=422, If_Match='"v0"')
        assert "key" in str(refused)
    student.put(
        f"{at.API}/growth", {"kind": "skill", "key": town.skill(PLC), "level": 1}, status=422, If_Match='"v0"'
    )
    assert way(student)["version"] == 0


def test_once_a_week_one_card_says_the_next_step_why_and_how_long(town: Town) -> None:
    student = learner(town)
    first = way(student)["steps"][0]
    page = home(town, student)
    assert cards(student) == 1
    assert first["name"] in page
    assert f"about {first['hours']} hours" in page
    assert re.search("comes before what your target asks for|Your target asks for it", page)

    student.post(f"{at.API}/growth/done", {"key": first["key"]})
    assert "Next on your way" not in home(town, student), "this week's is done"
    for _ in range(2):
        town.later(7, student)
        assert home(town, student).count("Next on your way") == cards(student) == 1, "one a week, never two"
    student.call("DELETE", f"{at.API}/growth")
    town.world.settle()
    assert cards(student) == 0
    town.later(8, student)
    assert cards(student) == 0


def test_nobody_else_sees_a_way_or_reads_it_from_an_event(town: Town) -> None:
    student, other = learner(town), town.student("赵航")
    assert way(other)["target"] is None
    told = [row for row in town.sent("waiting.opened") if row["kind"] == "growth_step"]
    assert told
    for row in told:
        assert row["personal"].keys() == {student.person}
        assert row["params"] == {}


def test_a_way_goes_with_its_person(town: Town) -> None:
    student = learner(town)
    town.tell("accounts", accounts.PersonErased(person=student.person))
    for name, key in (("growths", "_id"), ("timers", "subject"), ("waiting", "person")):
        left = town.world.count("matching", name, {key: student.person})
        assert left == (1 if name == "timers" else 0), name
    with mongo.serving("matching"):
        [timer] = mongo.collection("timers").find({"subject": student.person})
    assert timer["kind"].endswith("again"), "the look after the erasing alone is left"


def test_twelve_choices_lead_to_occupations_seen_by_the_student_alone(town: Town) -> None:
    student = town.student("林梅")
    shown = student.get(f"{at.API}/growth/interests")
    assert len(shown["pairs"]) == 12
    assert shown["near"] == []
    machines = [0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 1, 1]
    near = student.put(f"{at.API}/growth/interests", {"choices": machines})["near"]
    assert "automation engineering technician" in [one["name"] for one in near]
    assert all(one["like"] for one in near)
    student.put(f"{at.API}/growth/interests", {"choices": [0]}, status=422)
    assert town.student("赵航").get(f"{at.API}/growth/interests")["choices"] == []


def test_choosing_by_the_pages_from_the_first_pair_to_the_way(town: Town) -> None:
    student = town.student("林梅")
    assert "No target yet" in student.page("/matching/growth")
    for number in range(12):
        page = student.page("/matching/growth/interests")
        assert f"Choice {number + 1} of 12" in page
        student.send("/matching/growth/interests", {"pair": number, "choice": number % 2})
    page = student.page("/matching/growth/interests")
    assert "Near what you chose" in page
    student.send("/matching/growth/interests", {"pair": 3, "choice": 7}, status=422)
    key = re.findall(r'name="key" value="([^"]+)"', page)[0]
    student.send("/matching/growth/target", {"kind": "occupation", "key": key})
    page = student.page("/matching/growth")
    for said in ("Next step", "The way, drawn", "All steps", "Only you see this"):
        assert said in page
    student.send("/matching/growth/interests/anew", {})
    assert "Choice 1 of 12" in student.page("/matching/growth/interests")


def test_a_way_that_was_changed_elsewhere_is_shown_and_not_overwritten(town: Town) -> None:
    student = learner(town)
    old = way(student)["version"]
    goes_for(student, town.skill(PLC), hours=9)
    stale = {"kind": "skill", "key": town.skill(PLC), "hours": 2, "version": old}
    assert "Changed elsewhere" in student.send("/matching/growth/target", stale, status=412).text
    assert way(student)["hours"] == 9
    wrong = stale | {"version": way(student)["version"], "hours": 99}
    page = student.send("/matching/growth/target", wrong, status=422)
    assert "Some fields need a change." in page.text
