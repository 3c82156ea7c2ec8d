"""A round by its pages alone, as a teacher walks them: forty students, a trial plan, nobody mailed by accident."""

import re

from tests import actors_matching as at
from tests.actors import Actor
from tests.service.matching.test_rounds import Hall, here, read
from tests.service.matching.town import PLC, Town

__all__ = ["here"]


def test_a_trial_round_takes_a_teacher_a_few_presses(town: Town) -> None:
    brief = town.published(title="甲", team_min=2, team_max=3)
    students = [town.student(name) for name in ("一", "二", "三")]
    for student in students:
        at.lists_skills(student, {town.skill(PLC): 3})
    teacher, mails = town.teacher, len(town.world.mails())
    assert "No round yet" in read(teacher, "/matching/rounds")
    path = teacher.send("/matching/rounds", {"name": "2026 秋"}).headers["Location"].removesuffix("/students")
    people = teacher.page(f"{path}/students")
    group = re.search(r'name="groups"[^>]*value="([^"]+)"', people)
    assert group, "the school's programmes and classes are offered"
    teacher.send(f"{path}/students", {"groups": group[1]})
    rules = {
        "name": "2026 秋",
        "briefs": brief,
        "coverage": 0.5,
        "preference": 0.35,
        "growth": 0.15,
        "version": 1,
    }
    rules |= {"max_bids": 10, "common_slots": 2, "place_everyone": 1, "seed": 1}
    wrong = teacher.send(f"{path}/rules", rules | {"coverage": 0.9}, status=422)
    assert "add up to 1" in wrong.text
    teacher.send(f"{path}/rules", rules)
    plan = teacher.send(f"{path}/plans", {}).headers["Location"]
    assert "Being worked out" in teacher.page(plan)
    town.world.settle()
    page = teacher.page(plan)
    for words in ("3 / 3", "Nobody has been told of this plan.", "一", "甲", "heat heat-"):
        assert words in page, words
    assert len(town.world.mails()) == mails
    assert all(at.proposals(student) == [] for student in students)


def test_a_student_is_found_by_either_form_of_the_characters_of_the_name(town: Town) -> None:
    for name in ("陈数控", "陳控制"):
        town.student(name)
    path = town.teacher.send("/matching/rounds", {"name": "2026 秋"}).headers["Location"]
    for text in ("陈", "陳"):
        found = town.teacher.page(f"{path}?q={text}")
        assert ("陈数控" in found, "陳控制" in found) == (True, True)
    for text in ("数控", "數控"):
        found = town.teacher.page(f"{path}?q={text}")
        assert ("陈数控" in found, "陳控制" in found) == (True, False)


def test_teams_and_briefs_of_a_round_are_sorted_by_their_heads(town: Town) -> None:
    hall = Hall.of(town, 5)
    plan, path = hall.simulates(), f"/matching/rounds/{hall.round}"
    here_ = f"{path}/plans/{plan['number']}"

    def listed(place: str) -> list[str]:
        return re.findall(r"(?<=>)[甲乙](?=</h2>|</td>)", town.teacher.page(place))

    assert len(listed(f"{here_}?sort=title")) >= 2
    for place, columns in ((here_, ("title", "coverage")), (path, ("title", "wished"))):
        for column in columns:
            there, back = listed(f"{place}?sort={column}"), listed(f"{place}?sort=-{column}")
            assert there == back[::-1], column
    for place in (here_, path):
        town.teacher.page(f"{place}?sort=mood", status=422)


def test_moving_comparing_and_publishing_by_pages(town: Town) -> None:
    hall = Hall.of(town, 5)
    plan = hall.simulates()
    path = f"/matching/rounds/{hall.round}"
    here_ = f"{path}/plans/{plan['number']}"
    team = next(team for team in plan["result"]["teams"] if len(team["members"]) == 3)
    other = next(one["project"] for one in plan["result"]["teams"] if one is not team)
    asked = read(town.teacher, f"{here_}/change?student={team['members'][0]}&to={other}")
    for words in ("Afterwards", "Objective", "Four-fifths ratio"):
        assert words in asked
    made = town.teacher.send(
        f"{here_}/change", {"student": team["members"][0], "to": other, "reason": "更合适"}
    ).headers["Location"]
    assert made == f"{path}/plans/{plan['number'] + 1}"
    assert "Changed by hand" in town.teacher.page(made)
    both = town.teacher.page(f"{path}/compare?a={plan['number']}&b={plan['number'] + 1}")
    assert f"Plan {plan['number'] + 1}" in both
    assert "Open the bidding of" in town.teacher.page(f"{path}/open")
    town.teacher.send(f"{path}/open", {})
    town.world.settle()
    assert "Close the bidding" in town.teacher.page(f"{path}/close")
    town.teacher.send(f"{path}/close", {})
    town.world.settle()
    ask = town.teacher.page(f"{here_}/publish")
    assert "5 people will be told" in ask
    assert hall.seats() == {}, "a look changes nothing"
    town.teacher.send(f"{here_}/publish", {})
    town.world.settle()
    assert len(hall.seats()) == 5
    assert "Published" in town.teacher.page(path)


def test_pages_of_rounds_hold_no_word_of_english_in_chinese(town: Town) -> None:
    hall = Hall.of(town, 5)
    plan = hall.simulates()
    teacher, path = town.teacher, f"/matching/rounds/{hall.round}"
    town.teacher.post(
        f"{hall.path}/pairs",
        {"kind": "apart", "one": hall.students[0].person, "other": hall.students[1].person, "reason": "理由"},
    )
    number = plan["number"]
    places = [
        "",
        "/students",
        "/rules",
        "/open",
        "/cancel",
        f"/plans/{number}",
        f"/compare?a={number}&b={number}",
    ]
    for language in ("zh-Hans", "zh-Hant"):
        for place in places:
            assert _latin(teacher, f"{path}{place}", language) == set(), f"{place} in {language}"
        assert _latin(teacher, "/matching/rounds", language) == set()


def _latin(teacher: Actor, path: str, language: str) -> set[str]:
    teacher.send("/accounts/language", {"to": language, "next": "/"})
    main = teacher.page(path).partition("<main")[2].partition(">")[2].partition("</main>")[0]
    main = re.sub(r"<[^>]+>", " ", main)
    return set(re.findall(r"\b[A-Za-z]{4,}\b", main)) - {"Copy"}
