"""The pages, as a student walks them without JavaScript."""

import re
from typing import Any

import pytest

from shared import mongo
from shared.ids import new_id
from shared.web import i18n
from tests import actors_matching as at
from tests.actors import Actor
from tests.service.matching.town import DATA, FAULTS, PLC, Town


def test_adding_a_skill_by_search_and_taking_it_off_again(town: Town) -> None:
    student = reader(town.student("林梅"))
    assert "No skills listed yet" in student.page("/matching/skills")
    assert "programmable logic controller" in student.page("/matching/skills/add?q=可编程控制器")
    student.send("/matching/skills/add?q=plc", {"uri": town.skill(PLC), "level": 4})
    held = at.holdings(student)[town.skill(PLC)]
    assert held["level"] == 4

    gone = student.send(f"/matching/skills/{held['id']}/remove", {})
    page = student.page(gone.headers["Location"])
    assert "was taken off your list" in page
    student.send("/matching/skills/add", {"uri": town.skill(PLC), "level": 4})
    assert at.holdings(student)[town.skill(PLC)]["level"] == 4


def test_a_wrong_level_comes_back_with_the_form(town: Town) -> None:
    student = reader(town.student("林梅"))
    answer = student.send("/matching/skills/add", {"uri": town.skill(PLC), "level": 9}, status=422)
    assert "Some fields need a change." in answer.text
    assert at.holdings(student) == {}


def test_a_skill_shows_its_neighbours(town: Town) -> None:
    student = reader(town.student("林梅"))
    place = town.skill(FAULTS).replace("http://data.europa.eu/esco/", "esco/")
    page = student.page(f"/matching/skills/{place}")
    assert "Broader skills" in page
    assert "counts 0.4 here" in page
    student.page("/matching/skills/esco/skill/nothing", status=404)


def test_from_the_list_to_bids_in_order_and_handed_in(town: Town) -> None:
    first, second = town.published(title="甲"), town.published(title="乙", needs={DATA: 3})
    student = reader(town.student("林梅"))
    at.lists_skills(student, {town.skill(PLC): 5})
    listed = student.page("/matching/briefs")
    assert listed.index("甲") < listed.index("乙"), "best fit first"
    assert "You cover 1 of 3 needed skills: programmable logic controller." in listed
    assert "No brief passes these filters" in student.page("/matching/briefs?trade=cnc")

    brief = student.page(f"/matching/briefs/{first}")
    assert "The gap that counts most here is troubleshoot" in brief
    for each in (first, second):
        student.send(f"/matching/briefs/{each}/bid", {})
    assert "Hand your list in for it to count" in student.page("/matching/bids")
    moved = student.send(f"/matching/bids/{second}/up", {})
    page = student.page(moved.headers["Location"])
    assert page.index("乙") < page.index("甲")
    assert "乙 is now number 1." in page
    student.send("/matching/bids", {})
    ranks = {row["brief"]: row["rank"] for row in student.get("/matching/api/v1/bids")["items"]}
    assert ranks == {second: 1, first: 2}
    removed = student.send(f"/matching/bids/{second}/remove", {}).headers["Location"]
    assert "乙 was taken off your list." in student.page(removed)
    student.send(f"/matching/briefs/{second}/bid", {"place": 0})
    page = student.page(removed)
    assert "was taken off your list" not in page
    assert page.index("乙") < page.index("甲"), "undone: it stands where it stood"
    student.send(f"/matching/bids/{second}/remove", {})
    student.send("/matching/bids", {})
    assert [row["brief"] for row in student.get("/matching/api/v1/bids")["items"]] == [first]


def test_a_bid_moves_by_as_many_places_as_are_asked_for_and_at_most_to_the_end(town: Town) -> None:
    student = reader(town.student("林梅"))
    one, two, three = (town.published(title=title) for title in "甲乙丙")
    for each in (one, two, three):
        student.send(f"/matching/briefs/{each}/bid", {})

    def order(path: str, **form: Any) -> list[str]:
        student.send(f"/matching/bids/{path}", form)
        return [row["brief"] for row in student.get("/matching/api/v1/bids")["items"]]

    assert order(f"{three}/up", steps=2) == [three, one, two]
    assert order(f"{one}/up", steps=9) == [one, three, two]
    assert order(f"{one}/down", steps=10**9) == [three, two, one]
    assert order(f"{one}/up", steps="many") == [three, one, two], "one place, where it is no number"
    assert order(f"{one}/up", steps=-1) == [one, three, two]


def test_the_week_is_a_grid_with_quick_fills(town: Town) -> None:
    student = reader(town.student("林梅"))
    filled = student.page("/matching/slots?fill=weekend")
    assert len(re.findall(r'name="cells"[^>]* checked', filled)) == 10
    assert student.get("/matching/api/v1/slots")["slots"] is None, "a look changes nothing"
    student.send("/matching/slots", {"cells": ["0.evening", "2.noon"]})
    assert student.get("/matching/api/v1/slots")["slots"] == [18, 19, 20, 60, 61]
    assert len(re.findall(r'name="cells"[^>]* checked', student.page("/matching/slots"))) == 2
    student.send("/matching/slots", {"cells": ["9.evening"]}, status=422)
    student.send("/matching/slots", {"cells": ["1.midnight"]}, status=422)
    assert "by your own clock" not in student.page("/matching/slots")
    student.http.client.set_cookie(i18n.COOKIE, "en.auto.Asia/Kolkata")
    assert "by your own clock" in (abroad := student.page("/matching/slots"))
    assert "05:30–09:30" in abroad, "the morning of a school in Shanghai"


def test_a_proposal_says_why_and_asks_once_before_it_is_accepted(town: Town) -> None:
    other, brief = town.published(title="甲"), town.published(title="乙", team_min=1, team_max=1)
    student = reader(town.student("林梅"))
    at.lists_skills(student, {town.skill(PLC): 4})
    at.bids(student, other, brief)
    town.closed(brief)
    path = f"/matching/proposals/{at.proposal_for(student, brief)['id']}"
    page = student.page(path)
    assert "This brief was number 2 of your bids." in page
    assert "Bidding on your first bid, 甲, is not over yet." in page
    assert "Waiting for you" in page
    assert "Nobody is told" in student.page(f"{path}/accept")
    assert at.proposals(student)[0]["seat"] == "asked", "a look changes nothing"
    student.send(f"{path}/accept", {})
    assert "Proposed" in student.page(path)
    student.send(f"{path}/decline", {"reason": "别的安排"})
    assert "You declined this seat" in student.page(path)
    assert at.proposals(student)[0]["seat"] == "declined"


def test_a_copy_that_is_late_says_so(town: Town) -> None:
    student = reader(town.student("林梅"))
    for place in ("briefs", "proposals"):
        student.page(f"/matching/{place}/{new_id()}?after={new_id()}", status=202)
        student.page(f"/matching/{place}/{new_id()}", status=404)


def test_a_form_without_its_token_does_nothing(town: Town) -> None:
    student = reader(town.student("林梅"))
    student.token = "wrong"
    answer = student.http.call("POST", "/matching/skills/add", form={"uri": town.skill(PLC), "level": 3})
    assert answer.status in (401, 403, 409)
    assert at.holdings(student) == {}


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_no_page_keeps_a_word_of_english(town: Town, language: str) -> None:
    brief = town.published(team_min=1, team_max=1, problem="停机", place="杭州")
    student = town.student("林梅")
    at.lists_skills(student, {town.skill(PLC): 4})
    at.bids(student, brief)
    town.closed(brief)
    proposal = at.proposal_for(student, brief)["id"]
    paths = [
        "skills",
        "briefs",
        f"briefs/{brief}",
        "bids",
        "slots",
        "proposals",
        f"proposals/{proposal}",
        "how",
    ]
    for path in paths:
        headers = {"Accept": "text/html", "Accept-Language": language}
        page = reader(student, language).http.call("GET", f"/matching/{path}", headers=headers).text
        main = page.partition("<main")[2].partition(">")[2].partition("</main>")[0]
        main = re.sub(r"<[^>]+>", " ", main)
        words = set(re.findall(r"\b[A-Za-z]{4,}\b", main)) - {"ESCO", "Asia", "Shanghai"}
        assert words == set(), f"/matching/{path} in {language}: {sorted(words)}"


def test_lists_are_read_by_an_index(town: Town) -> None:
    """No query of a student's pages scans a whole collection."""
    with mongo.serving("matching"):
        database = mongo.database()
        for name, wanted in {
            "holdings": {"person": "x"},
            "bids": {"person": "x"},
            "reserve": {"person": "x", "brief": "y"},
            "proposals": {"seats.person": "x"},
            "approvals": {"school": {"$in": ["x"]}, "decision": {"$in": ["for_credit"]}},
        }.items():
            plan = str(database[name].find(wanted).explain()["queryPlanner"]["winningPlan"])
            assert "COLLSCAN" not in plan, name


def reader(student: Actor, language: str = "en") -> Actor:
    """The student's browser, showing pages in that language."""
    student.send("/accounts/language", {"to": language, "next": "/"})
    return student


def test_where_the_work_is_done_is_a_word_in_the_reader_s_language(town: Town) -> None:
    brief = town.published(place="mixed", remote=False)
    student = reader(town.student("林梅"))
    for path in ("/matching/briefs", f"/matching/briefs/{brief}"):
        assert "On site and remote" in student.page(path), path
    student.http.client.set_cookie("preferences", "zh-Hans.auto.Asia/Shanghai")
    page = student.page("/matching/briefs")
    assert "现场与远程结合" in page
    assert "mixed" not in re.sub(r"<[^>]+>", " ", page), "a key is no word"


def test_the_search_box_finds_briefs_by_words_of_their_title(town: Town) -> None:
    town.published(title="Door lock line"), town.published(title="Cold chain")
    student = reader(town.student("林梅"))
    page = student.page("/matching/briefs?q=LOCK+line")
    assert "Door lock line" in page
    assert "Cold chain" not in page
    assert "No brief passes these filters" in student.page("/matching/briefs?q=nothing+like+it")


def test_who_looks_for_nothing_yet_sees_what_open_briefs_ask_for(town: Town) -> None:
    town.published(needs={PLC: 3})
    student = reader(town.student("林梅"))
    page = student.page("/matching/skills/add")
    assert "Open briefs ask for these" in page
    added = student.send("/matching/skills/add?q=", {"uri": town.skill(PLC), "level": 3})
    assert added.headers["Location"] == "/matching/skills/add", "the next one follows"
    assert "Among your skills" in student.page("/matching/skills/add")


def test_skills_out_of_a_pasted_cv_are_confirmed_and_what_fits_comes_at_once(town: Town) -> None:
    town.published(title="甲", needs={PLC: 2, FAULTS: 3})
    student = reader(town.student("林梅"))
    cv = "两年自动化经验：可编程控制器、故障排查。\n<script>alert(1)</script> perform data analysis"
    found = student.http.call(
        "POST", "/matching/skills/paste", form={"csrf_token": student.token, "text": cv}
    )
    assert found.status == 200
    for words in ("可编程控制器", "故障排查", "perform data analysis"):
        assert f"<mark>{words}</mark>" in found.text
    assert "<script>alert" not in found.text
    said = student.post("/matching/api/v1/skills/mentioned", {"text": cv})["items"]
    assert [one["words"] for one in said][:2] == ["可编程控制器", "故障排查"]
    assert at.holdings(student) == {}, "nothing counts before it is confirmed"
    for path in ("paste", "several"):
        town.teacher.send(f"/matching/skills/{path}", {"text": cv}, status=403)
    town.teacher.page("/matching/skills/paste", status=403)

    rows = {"text": cv, "skills.0.uri": town.skill(PLC), "skills.0.level": 3}
    rows |= {"skills.1.uri": town.skill(FAULTS), "skills.1.level": "", "skills.2.uri": town.skill(DATA)}
    listed = student.send("/matching/skills/several", rows | {"skills.2.level": 2})
    held = at.holdings(student)
    assert {uri: one["level"] for uri, one in held.items()} == {town.skill(PLC): 3, town.skill(DATA): 2}
    assert listed.headers["Location"] == "/matching/briefs"
    assert "You cover 1 of 2 needed skills" in student.page("/matching/briefs")
    assert "Fits you best now" in student.page("/matching/skills/add")


def test_a_text_without_skills_and_a_form_without_levels_say_what_would_be_right(town: Town) -> None:
    student = reader(town.student("林梅"))
    token = {"csrf_token": student.token}
    nothing = student.http.call("POST", "/matching/skills/paste", form=token | {"text": "你好"})
    assert "No skill's name stands in this text" in nothing.text
    empty = student.http.call("POST", "/matching/skills/paste", form=token | {"text": " "})
    assert empty.status == 422
    rows = {"text": "可编程控制器", "skills.0.uri": town.skill(PLC), "skills.0.level": ""}
    again = student.send("/matching/skills/several", rows, status=422)
    assert "Give a level to at least one skill." in again.text
    assert "<mark>可编程控制器</mark>" in again.text, "the page still shows what it found"
