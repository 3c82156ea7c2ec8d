"""Why here and not there, what would change it, and that a human looks again: for each student of a published round."""

from typing import Any

from shared.events import accounts, projects
from shared.ids import new_id
from tests import actors_matching as at
from tests.actors import Actor
from tests.service.matching.test_rounds import Hall, here, read
from tests.service.matching.town import Town

__all__ = ["here"]
API = "/matching/api/v1/proposals"


def crowded(town: Town) -> Hall:
    """Everybody wants the first brief, which has three seats."""
    hall = Hall.of(town, 5)
    for student in hall.students:
        at.bids(student, *hall.briefs)
    hall.bids_are_taken()
    hall.closes()
    hall.publishes(hall.simulates()["number"])
    return hall


def elsewhere(hall: Hall) -> tuple[Actor, dict[str, Any]]:
    """Somebody whom the plan did not place in their first bid."""
    return next(
        (one, found) for one in hall.students if (found := at.proposals(one)[0])["brief"] == hall.briefs[1]
    )


def test_why_not_the_first_bid_names_one_cause_and_nobody_else(town: Town) -> None:
    hall = crowded(town)
    student, found = elsewhere(hall)
    why = found["first_bid"]["text"]
    assert why.startswith("The team of your first bid, 甲, is full.") or "would score as much" in why
    others = [one.name for one in hall.students if one is not student]
    assert not any(name in why for name in others)
    lucky = next(one for one in hall.students if at.proposals(one)[0]["brief"] == hall.briefs[0])
    assert at.proposals(lucky)[0]["first_bid"]["text"] == "This was your first bid."


def test_a_first_bid_that_the_school_approves_no_more_is_the_cause(town: Town) -> None:
    """It is in no round then; whoever gets their second bid does not read that it was the first."""
    hall = Hall.of(town, 2)
    student, decided = hall.students[0], new_id()

    def school_says(decision: str) -> None:
        said = projects.ApprovalDecided(approval=decided, brief=lost, school=town.school, decision=decision)
        town.tell("projects", said)

    lost = town.published(approved=False, title="丙")
    school_says("for_credit")
    at.bids(student, lost, *hall.briefs)
    school_says("refused")
    hall.bids_are_taken()
    hall.closes()
    hall.publishes(hall.simulates()["number"])
    why = at.proposals(student)[0]["first_bid"]["text"]
    assert why == "Your school does not approve your first bid, 丙, for its students any more."


def test_what_would_change_it_is_checked_by_solving_again(town: Town) -> None:
    hall = crowded(town)
    student, found = elsewhere(hall)
    page = read(student, f"/matching/proposals/{found['id']}")
    assert "What would change it" in page
    student.send(f"/matching/proposals/{found['id']}/what-if", {})
    assert "Being worked out" in student.page(f"/matching/proposals/{found['id']}")
    town.world.settle()
    would = student.get(f"{API}/{found['id']}")["would"]
    assert would["state"] == "done"
    assert "solving the round again" in would["text"] or "small changes that were looked at" in would["text"]
    assert would["text"] in student.page(f"/matching/proposals/{found['id']}").replace("&#39;", "'")


def test_a_contest_holds_silence_up_and_a_human_moves_the_student(town: Town) -> None:
    hall = Hall.of(town, 5)
    hall.bids_are_taken()
    hall.closes()
    hall.publishes(hall.simulates()["number"])
    full = next(found for one in hall.students if (found := at.proposals(one)[0]))
    student = next(one for one in hall.students if at.proposals(one)[0]["id"] == full["id"])
    student.post(f"{API}/{full['id']}/contest", {"text": "我想学数据分析"})
    student.post(f"{API}/{full['id']}/contest", {"text": "again"}, status=409)
    town.world.settle()
    assert "round_contest" in {item["kind"] for item in town.teacher.waiting()}
    for other in hall.students:
        if other is not student:  # a team whose others stay silent ends, contested or not
            at.accepts_proposal(other, at.proposals(other)[0]["id"])
    town.later(3.5, town.teacher, *hall.students)
    assert at.proposals(student)[0]["seat"] == "asked", "nobody has to answer while it is contested"
    contest = town.teacher.get(f"{hall.path}/contests")["items"][0]
    page = read(town.teacher, f"/matching/rounds/{hall.round}/contests/{contest['id']}")
    assert "我想学数据分析" in page
    path = f"/matching/rounds/{hall.round}/contests/{contest['id']}"
    town.teacher.send(path, {"to": "", "reason": "席位适合你"})
    assert at.proposals(student)[0]["contest"]["state"] == "kept"
    assert "席位适合你" in read(student, f"/matching/proposals/{full['id']}")


def test_who_contests_is_moved_into_a_team_with_room_and_asked_there(town: Town) -> None:
    hall = Hall.of(town, 5)
    hall.bids_are_taken()
    hall.closes()
    hall.publishes(hall.simulates()["number"])
    every = {found["id"]: found for one in hall.students if (found := at.proposals(one)[0])}
    full, room = sorted(every.values(), key=lambda found: -len(found["members"]))
    student = next(one for one in hall.students if at.proposals(one)[0]["id"] == full["id"])
    student.post(f"{API}/{full['id']}/contest", {"text": "我想学数据分析"})
    contest = town.teacher.get(f"{hall.path}/contests")["items"][0]
    wrong = {"to": full["id"], "reason": "R"}
    town.teacher.post(f"{hall.path}/contests/{contest['id']}", wrong, status=422)
    town.teacher.post(f"{hall.path}/contests/{contest['id']}", {"to": room["id"], "reason": "有空位"})
    town.world.settle()
    after = at.proposals(student)[0]
    assert (after["id"], after["seat"]) == (room["id"], "asked")
    assert len(after["members"]) == 3
    assert [item["url"] for item in student.waiting()] == [f"/matching/proposals/{room['id']}"]
    town.teacher.post(f"{hall.path}/contests/{contest['id']}", {"to": "", "reason": "R"}, status=409)


def test_an_erased_student_is_cut_out_of_the_frozen_input(town: Town) -> None:
    hall = Hall.of(town, 5)
    plan = hall.simulates()
    gone = hall.students[0]
    assert town.world.count("matching", "round_inputs", {"people": gone.person}) == 1
    erase(town, gone)
    assert town.world.count("matching", "round_inputs", {"people": gone.person}) == 0
    assert town.world.count("matching", "round_students", {"person": gone.person}) == 0
    page = read(town.teacher, f"/matching/rounds/{hall.round}/plans/{plan['number']}")
    assert "1 had their account erased and are taken out." in page
    assert gone.name not in page


def erase(town: Town, student: Actor) -> None:
    town.tell("accounts", accounts.PersonErased(person=student.person))
