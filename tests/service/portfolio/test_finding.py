"""Employers find who published; fewer than five are never told apart; who looked is listed."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest

from services.portfolio.store.migrations import MIGRATIONS
from shared import clock, mongo
from shared.events.accounts import MinorityChanged
from tests import kept
from tests.actors import Actor
from tests.actors_portfolio import asks_for_contact, finds_people, publishes_portfolio, views_of_mine
from tests.service.portfolio.conftest import DIAGNOSIS, Stage, build_stage, tell
from tests.service.stage import OneProcess
from tests.world import World

RECORDING = "http://data.europa.eu/esco/skill/record-test-data"
SKILLS = [
    {"uri": uri, "label": label, "needed": 3, "achieved": 4, "untouched": False}
    for uri, label in {
        DIAGNOSIS: "troubleshoot", RECORDING: "record test data", "urn:shixun:skill:analysing": "analyse test data"
    }.items()
]  # fmt: skip


def with_five_published(world: World) -> Stage:
    """Nothing more will be signed: keys are not copied."""
    return replace(kept.after(OneProcess(world), _five_published), world=world)


def _five_published(one: OneProcess) -> Stage:
    world = one.world
    stage = build_stage(world, students=5)
    stage.declares_key()
    stage.tells_team()
    for student in stage.students:
        tell("projects", stage.accepted(student, record_changes={"skills": SKILLS}))
    world.settle()
    for student in stage.students:
        publishes_portfolio(student)
    return replace(stage, world=None, key=None)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["记录测试数据", "記錄測試資料", "RECORD test", "錄測試", RECORDING])
def test_a_skill_is_found_by_its_name_in_every_language_or_a_part_of_it(world: World, text: str) -> None:
    found = finds_people(with_five_published(world).mentor, text)
    assert (len(found["items"]), found["few"]) == (5, False)
    assert found["items"][0]["labels"] == ["record test data"]


def test_words_that_mean_several_skills_ask_which_one(world: World) -> None:
    stage = with_five_published(world)
    found = finds_people(stage.mentor, "測試資料")
    assert (found["items"], found["few"]) == ([], False)
    assert [row["label"] for row in found["skills"]] == ["analyse test data", "record test data"]
    page = stage.mentor.page("/portfolio/search?skill=測試資料&level=3")
    assert "Which skill do you mean?" in page
    link = f"?skill={quote(RECORDING, safe='')}&amp;level=3"
    assert f'{link}"' in page
    chosen = stage.mentor.page(f"/portfolio/search{link.replace('&amp;', '&')}")
    assert 'value="record test data"' in chosen, "the box shows a name, not an address"
    assert finds_people(stage.mentor, "据测试数")["few"], "characters in another order are another word"


def test_skills_of_fewer_than_five_are_not_offered(world: World) -> None:
    stage = with_five_published(world)
    publishes_portfolio(stage.students[0], published=False)
    found = finds_people(stage.mentor, "測試資料")
    assert (found["items"], found["skills"], found["few"]) == ([], [], True)


def test_who_is_not_shown_is_not_counted_either(world: World) -> None:
    stage = with_five_published(world)
    assert "record test data" in stage.mentor.page("/portfolio/search")
    minor = stage.students[0].person
    limits = {"data_consent": (clock.now() + timedelta(days=700)).isoformat()}
    tell("accounts", MinorityChanged(person=minor, personal={minor: {"limits": limits}}))
    world.settle()
    assert "record test data" not in stage.mentor.page("/portfolio/search"), (
        "only four of them are anybody's to find"
    )
    for text in ("測試資料", "record test data", RECORDING):
        found = finds_people(stage.mentor, text)
        assert (found["items"], found["skills"], found["few"]) == ([], [], True)


def test_a_search_ends_at_the_border_of_the_region(world: World) -> None:
    stage = with_five_published(world)
    abroad = Actor(world.client(), "林經理", "lin@taipei.example").signs_up("台北精機（演示）")
    company = abroad.organisation
    world.settle()
    abroad.confirms(world.mails()[-1]).organisation = company
    found = abroad.get(f"/accounts/api/v1/organisations/{company}")
    place = f"/accounts/api/v1/organisations/{company}"
    abroad.patch(place, {"region": "tw"}, If_Match=f'"v{found["version"]}"')
    stage.operator.checks(company)
    world.settle()
    for text in (RECORDING, "record test data", "測試資料"):
        told = finds_people(abroad, text)
        assert (told["items"], told["skills"], told["few"]) == ([], [], True)
    assert "record test data" not in abroad.page("/portfolio/search")
    person = stage.students[0].person
    abroad.page(f"/portfolio/people/{person}", status=404)
    asks_for_contact(abroad, person, status=404)
    asks_for_contact(abroad, person, purpose="touch", status=404)
    assert len(finds_people(stage.mentor, RECORDING)["items"]) == 5, "while at home they are found"


def test_rows_of_before_are_found_once_the_database_is_migrated(world: World) -> None:
    stage = with_five_published(world)
    with mongo.serving("portfolio"):
        mongo.collection("confirmed").update_many({}, {"$unset": {"words": ""}, "$set": {"names": ["x"]}})
        assert finds_people(stage.mentor, "记录测试数据")["few"]
        for _ in range(2):
            MIGRATIONS[0].run(mongo.database())
        assert mongo.collection("confirmed").count_documents({"names": {"$exists": True}}) == 0
    assert len(finds_people(stage.mentor, "记录测试数据")["items"]) == 5


def test_a_skill_that_was_named_in_chinese_is_found_by_its_english_name(world: World) -> None:
    stage = with_five_published(world)
    with mongo.serving("portfolio"):
        kept = {"labels": ["记录测试数据"], "words": ["记录", "录测", "测试", "试数", "数据", "据"]}
        mongo.collection("confirmed").update_many({"labels": "record test data"}, {"$set": kept})
        assert finds_people(stage.mentor, "record test data")["few"]
        MIGRATIONS[5].run(mongo.database())
    assert len(finds_people(stage.mentor, "record test data")["items"]) == 5
    assert len(finds_people(stage.mentor, "記錄測試資料")["items"]) == 5


def test_published_portfolios_are_found_by_confirmed_skill_best_evidenced_first(world: World) -> None:
    stage = build_stage(world, students=6)
    stage.declares_key()
    stage.tells_team()
    for student in stage.students:
        tell("projects", stage.accepted(student))
    tell("projects", stage.accepted(stage.students[3]))
    world.settle()
    employer = stage.mentor

    assert finds_people(employer, DIAGNOSIS)["few"], "nobody has published yet"
    for student in stage.students[:4]:
        publishes_portfolio(student)
    assert finds_people(employer, DIAGNOSIS) | {"next": None} == {
        "items": [],
        "few": True,
        "about": 0,
        "next": None,
        "skills": [],
    }

    publishes_portfolio(stage.students[4], fields=["name", "results"])
    found = finds_people(employer, "Troubleshoot", level=4)
    assert (len(found["items"]), found["about"]) == (5, 5)
    assert found["items"][0]["person"] == stage.students[3].person, "two credentials before one"
    assert stage.students[5].person not in {row["person"] for row in found["items"]}
    assert {row["name"] for row in found["items"]} == {"", stage.students[4].name}
    assert finds_people(employer, DIAGNOSIS, level=5)["few"]

    person = stage.students[4].person
    assert stage.students[4].name in employer.page(f"/portfolio/people/{person}")
    assert [view["what"] for view in views_of_mine(stage.students[4])] == ["profile"]
    employer.page(f"/portfolio/people/{stage.students[5].person}", status=404)

    publishes_portfolio(stage.students[0], published=False)
    assert finds_people(employer, DIAGNOSIS)["few"]


def test_students_and_strangers_do_not_search(world: World) -> None:
    stage = build_stage(world, students=1)
    stage.student.get("/portfolio/api/v1/search?skill=x", status=403)


def test_one_searchers_queries_are_limited(world: World) -> None:
    stage = build_stage(world, students=1)
    for _ in range(60):
        finds_people(stage.mentor, DIAGNOSIS)
    stage.mentor.get("/portfolio/api/v1/search?skill=x", status=429)
