"""A student looks for open briefs: by words in any language, by filters, in an order, page by page."""

import re

import pytest

from services.matching.store.migrations import MIGRATIONS
from shared import mongo
from shared.events.projects import ApprovalDecided
from shared.ids import new_id
from tests import actors_matching as at
from tests.actors import Actor
from tests.service.matching.test_pages import reader
from tests.service.matching.town import DATA, FAULTS, PLC, Town

CNC = "program a CNC controller"


@pytest.fixture
def student(town: Town) -> Actor:
    return reader(town.student("林梅"))


def titles(student: Actor, query: str = "") -> list[str]:
    return [row["title"] for row in at.open_briefs(student, query)]


@pytest.mark.parametrize(
    "words", ["数控", "數控", "program a CNC", "cnc", "夹具", "夾具設計", "ＣＮＣ 铝支架"]
)
def test_words_find_a_brief_by_its_text_and_its_skills_in_every_language(
    town: Town, student: Actor, words: str
) -> None:
    town.published(title="铝支架快换夹具设计", problem="换型很慢。", trade="cnc", needs={CNC: 3})
    town.published(title="控制数据", problem="数据控制不好。", needs={DATA: 3})
    assert titles(student, f"q={words}") == ["铝支架快换夹具设计"]


@pytest.mark.parametrize("words", ["数车", "工控据", ".*", "(a%2B)%2B$", "$where"])
def test_other_words_find_nothing_and_are_no_pattern(town: Town, student: Actor, words: str) -> None:
    town.published(title="数控车床", needs={DATA: 3})
    assert titles(student, f"q={words}") == []


def test_a_new_edition_is_found_by_its_new_words(town: Town, student: Actor) -> None:
    brief = town.published(title="旧名")
    town.tell("projects", town.brief(brief, title="新名", edition=2))
    assert (titles(student, "q=旧名"), titles(student, "q=新名")) == ([], ["新名"])


def test_briefs_of_before_are_found_once_the_database_is_migrated(town: Town, student: Actor) -> None:
    town.published(title="铝支架")
    with mongo.serving("matching"):
        mongo.collection("briefs").update_many({}, {"$unset": {"words": ""}})
        assert titles(student, "q=铝支架") == []
        for _ in range(2):
            MIGRATIONS[0].run(mongo.database())
    assert titles(student, "q=鋁支架") == ["铝支架"]


def test_each_filter_lets_through_what_it_says(town: Town, student: Actor) -> None:
    town.published(
        title="甲", trade="cnc", weeks=4, place="mixed", needs={PLC: 3}, languages=["en"], paid=True
    )
    town.published(title="乙", trade="software", weeks=8, remote=True, place="remote", needs={DATA: 3})
    free = town.published(approved=False, title="丙", weeks=12, place="杭州", needs={FAULTS: 3})
    town.approved(free, "without_credit")
    for query, wanted in {
        "trade=cnc": "甲", "weeks=8": "甲乙", "place=mixed": "甲", "place=remote": "乙", "place=onsite": "丙",
        f"skill={town.skill(DATA)}": "乙", "language=en": "甲", "paid=true": "甲", "paid=false": "乙丙",
        "credit=for_credit": "甲乙", "credit=without_credit": "丙", "weeks=8&paid=false": "乙",
    }.items():  # fmt: skip
        assert "".join(sorted(titles(student, query), key="甲乙丙".index)) == wanted, query


def test_the_order_is_the_one_that_was_asked_for(town: Town, student: Actor) -> None:
    town.published(title="long", weeks=12, days=3, needs={DATA: 3})
    town.published(title="short", weeks=4, days=9, needs={PLC: 3})
    at.lists_skills(student, {town.skill(DATA): 4})
    assert titles(student) == ["long", "short"], "best fit"
    assert titles(student, "sort=ends") == ["long", "short"]
    assert titles(student, "sort=weeks") == ["short", "long"]
    student.get("/matching/api/v1/briefs?sort=price", status=422)


def test_twenty_five_rows_a_page_and_none_twice_in_whatever_order(town: Town, student: Actor) -> None:
    told = [town.brief(new_id(), title=f"b{n}", weeks=n % 5 + 1) for n in range(30)]
    decided = [
        ApprovalDecided(approval=new_id(), brief=one.brief, school=town.school, decision="for_credit")
        for one in told
    ]
    town.tell("projects", *told, *decided)
    for sort in ("fit", "ends", "weeks"):
        first = student.page(f"/matching/briefs?sort={sort}&language=zh-Hans")
        following = re.search(r'rel="next" href="([^"]+)"', first)
        assert following is not None
        assert f"language=zh-Hans&amp;sort={sort}" in following.group(1)
        second = student.page(following.group(1).replace("&amp;", "&"))
        shown = [re.findall(r'href="/matching/briefs/([0-9a-f-]{36})"', page) for page in (first, second)]
        assert [len(rows) for rows in shown] == [25, 5], sort
        assert len({*shown[0], *shown[1]}) == 30, sort


def test_a_cursor_of_another_list_is_refused(student: Actor) -> None:
    student.get("/matching/api/v1/briefs?after=WyJ2IiwieCIsInkiXQ", status=422)
    student.page("/matching/briefs?after=WyJ2IiwieCIsInkiXQ", status=422)


def test_filters_that_leave_nothing_say_which_one_to_drop(town: Town, student: Actor) -> None:
    town.published(title="甲", trade="cnc", weeks=8)
    town.published(title="乙", trade="cnc", weeks=8)
    town.published(title="丙", trade="software", weeks=12)
    page = student.page("/matching/briefs?trade=cnc&weeks=6&sort=ends")
    assert "Drop the filter “Length”" in page
    assert "2 briefs then pass" in page
    assert "Drop the filter “Trade”" not in page
    assert 'href="/matching/briefs?trade=cnc&amp;sort=ends"' in page
    assert "No single filter" in student.page("/matching/briefs?trade=cnc&weeks=4&paid=true")


def test_who_has_no_brief_open_is_told_when_one_appears(student: Actor) -> None:
    page = student.page("/matching/briefs")
    assert "A brief appears here when a company has published it" in page
    assert "/matching/skills" in page


def test_the_words_are_looked_up_by_their_index(town: Town) -> None:
    with mongo.serving("matching"):
        wanted = {"words": {"$elemMatch": {"$gte": "数控", "$lt": "数控\U0010ffff"}}}
        plan = str(mongo.database()["briefs"].find(wanted).explain()["queryPlanner"]["winningPlan"])
    assert "'words'" in plan
    assert "COLLSCAN" not in plan
