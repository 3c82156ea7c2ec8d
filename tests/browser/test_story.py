"""The loop in a real browser, as six people in six sessions: by phone, without scripts, by keyboard alone."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import actors_matching as at_matching
from tests import actors_projects as at_projects
from tests.actors import Actor
from tests.browser.conftest import launched, served
from tests.browser.town import Manner, Town, pictured
from tests.service.projects import telling
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]
APART = pytest.mark.xdist_group("story")
LONG = (pytest.mark.soak, APART)

CV = "会用可编程控制器，做过预测性维护；perform data analysis with spreadsheets."
TITLE = str(at_projects.FAULT_DIAGNOSIS["title"])
MOST_OF_A_MENTOR, MOST_OF_AN_EMPLOYER = 12, 2
"""Steps from one's home to the signature under a milestone, and from a share to the verdict."""


LANGUAGES = ("zh-Hans", "zh-Hant", "en")
WAYS = {
    "by phone": {"width": 360},
    "without scripts": {"width": 1440, "scripts": False},
    "by keyboard": {"width": 1440, "keyboard": True},
}
SHORT: dict[tuple[str, str], Any] = {
    ("by phone", "zh-Hans"): (), ("without scripts", "zh-Hant"): APART, ("by keyboard", "en"): APART
}  # fmt: skip
"""Each way in one language: these belong to the short run."""
MANNERS = [
    pytest.param(Manner(language, **how), id=f"{way}, {language}", marks=SHORT.get((way, language), LONG))
    for way, how in WAYS.items()
    for language in LANGUAGES
]


@pytest.fixture
def town(world: World, manner: Manner) -> Iterator[Town]:
    told = telling.cast(world, students=4)
    mentor = comes_in(told, told.mentor, "mentor", "郑工")
    registrar = comes_in(told, told.teacher, "registrar", "方惠芬")
    for actor in (told.mentor, mentor, told.teacher, registrar, *told.students):
        actor.send("/accounts/language", {"to": manner.language, "next": "/accounts/home"})
    with served(world) as port, launched(port) as browser:
        made = Town(told, browser, manner, mentor, registrar)
        yield made
        for page in made.windows.values():
            page.context.close()


def comes_in(told: telling.Cast, host: Actor, role: str, name: str) -> Actor:
    code = host.invites(kind="invitation", roles=[role])["code"]
    guest = telling.entered(told.world, name, f"{role}@story.example", code)
    guest.organisation = host.organisation
    told.world.settle()
    return guest


@pytest.mark.parametrize("manner", MANNERS)
def test_the_loop(town: Town, manner: Manner) -> None:
    brief = the_company_posts_a_brief(town)
    the_teacher_publishes_it(town)
    the_students_bid(town, brief)
    the_company_closes_the_bidding(town, brief)
    the_student_takes_the_seat(town)
    team = the_company_confirms_the_team(town, brief)
    the_team_starts(town, team)
    the_team_delivers(town, team)
    the_mentor_accepts_and_signs(town, team)
    an_employer_verifies(town)
    the_school_grants_credit(town)
    assert not town.noted, town.noted
    assert [picture.name for picture in town.pictures if not picture.stat().st_size] == []
    assert len(town.pictures) == 11
    they_were_six_in_six_sessions(town)


def they_were_six_in_six_sessions(town: Town) -> None:
    """And a second student, who confirms what the first one said."""
    told, student = town.told, town.told.students[0]
    six = [told.mentor, town.mentor, told.teacher, town.registrar, student]
    assert {who.person for who in six} | {"", told.students[1].person} == set(town.windows)
    kept = {who.person: session_of(town.windows[who.person]) for who in six}
    assert len(set(kept.values()) - {""}) == 5, "an employer has no session, and nobody has another's"
    assert session_of(town.windows[""]) == ""


def session_of(page: Page) -> str:
    return "".join(one.get("value", "") for one in page.context.cookies() if one.get("name") == "session")


@pictured
def the_company_posts_a_brief(town: Town) -> str:
    """From the template of the trade; what the template lacks is typed."""
    owner, terms = town.told.mentor, at_projects.FAULT_DIAGNOSIS
    hands = town.goes(owner, "/projects/briefs/new")
    hands.presses("button[value=fault_diagnosis]")
    brief = re.findall(r"/briefs/([0-9a-f-]{36})/edit", hands.page.url)[0]
    for name in ("title", "problem", "ip", "data_access"):
        hands.fills(name, str(terms[name]))
    hands.ticks("nda", "false")
    hands.presses("button[value=submit]")
    hands.ticks("schools", town.told.school)
    hands.presses("form[action$='/submit'] .btn-primary")
    town.looks_right(hands.page)
    return str(brief)


@pictured
def the_teacher_publishes_it(town: Town) -> None:
    hands = town.goes(town.told.teacher, "/accounts/home")
    hands.presses("a[href*='/projects/briefs/']")
    hands.ticks("decision", "publish")
    hands.ticks("approval", "for_credit")
    hands.presses("form[action$='/review'] .btn-primary")
    town.looks_right(hands.page)


@pictured
def the_students_bid(town: Town, brief: str) -> None:
    """One by the pages, the others by the API, as programs may."""
    hands = town.goes(town.told.students[0], "/matching/skills/paste")
    hands.fills("text", CV)
    hands.presses("form[action='/matching/skills/paste'] button")
    hands.presses("form[action='/matching/skills/several'] button")
    hands.presses(f"a[href='/matching/briefs/{brief}']")
    hands.presses("form[action$='/bid'] .btn-primary")
    hands = town.goes(town.told.students[0], "/matching/slots?fill=everything")
    hands.presses("form[action='/matching/slots'] .btn-primary")
    hands = town.goes(town.told.students[0], "/matching/bids")
    hands.presses("form[action='/matching/bids'] .btn-primary")
    town.looks_right(hands.page)
    for student in town.told.students[1:]:
        at_matching.bids(student.signs_in(), brief)


@pictured
def the_company_closes_the_bidding(town: Town, brief: str) -> None:
    hands = town.goes(town.told.mentor, f"/projects/briefs/{brief}")
    hands.presses("a[href$='/close']")
    hands.presses("form[action$='/close'] .btn-primary")


@pictured
def the_student_takes_the_seat(town: Town) -> None:
    hands = town.goes(town.told.students[0], "/accounts/home")
    hands.presses("a[href*='/matching/proposals/']")
    hands.presses("a[href$='/accept']")
    hands.presses("form[action$='/accept'] .btn-primary")
    town.looks_right(hands.page)
    for student in town.told.students[1:]:
        [asked] = at_matching.proposals(student)
        at_matching.accepts_proposal(student, asked["id"])


@pictured
def the_company_confirms_the_team(town: Town, brief: str) -> str:
    hands = town.goes(town.told.mentor, "/accounts/home")
    hands.presses(f"a[href*='/projects/briefs/{brief}']")
    hands.presses("form[action$='/confirm-team'] .btn-primary")
    hands = town.goes(town.told.mentor, f"/projects/briefs/{brief}")
    hands.presses("a[href^='/projects/teams/']")
    return hands.page.url.rpartition("/")[2]


@pictured
def the_team_starts(town: Town, team: str) -> None:
    hands = town.goes(town.told.students[0], f"/projects/teams/{team}")
    hands.presses("form[action$='/papers'] .btn-primary")
    for student in town.told.students[1:]:
        at_projects.signs_paper(student, team)
    hands = town.goes(town.told.mentor, f"/projects/teams/{team}")
    hands.ticks("papers", "cooperation_agreement")
    hands.presses("form[action$='/start'] .btn-primary")
    town.looks_right(hands.page)


@pictured
def the_team_delivers(town: Town, team: str) -> None:
    """A work of two: one puts the work in and says what it was, the other confirms."""
    first, second = town.told.students[:2]
    here = f"/projects/teams/{team}/milestones/1"
    hands = town.goes(first, here)
    hands.fills("link", "https://work.example/report")
    hands.fills("description", "停机分析报告")
    hands.presses("form[action$='/artefacts'] .btn")
    kept = at_projects.milestone(first.signs_in(), team, 1)["artefacts"][0]["sha256"]
    hands.fills("text", "统计了两个月的停机记录，画出帕累托图。")
    hands.fills("hours", "40")
    hands.ticks("artefacts", kept)
    hands.presses("form[action$='/statement'] .btn")
    for student in town.told.students[1:]:
        at_projects.states(student, team, 1, "训练并验证了预警模型。", artefacts=[kept], hours="40")
    hands = town.goes(second, here)
    for _ in range(3):
        hands.presses("form[action$='/confirm'] .btn")
    for student in (first, *town.told.students[2:]):
        at_projects.confirms_the_others(student, team, 1)
    hands = town.goes(first, here)
    hands.presses("form[action$='/deliver'] .btn-primary")
    town.looks_right(hands.page)


@pictured
def the_mentor_accepts_and_signs(town: Town, team: str) -> None:
    hands = town.goes(town.mentor, "/accounts/home")
    hands.presses(f"a[href*='/projects/teams/{team}']")
    for number in range(hands.page.locator("#main [name^='criteria.'][value=yes]").count()):
        hands.ticks(f"criteria.{number}.met", "yes")
    hands.presses("[name=decision][value=accept]")
    signing, done = hands.page.url, hands.done
    hands = town.goes(town.mentor, signing)
    hands.presses("form[action^='/accounts/sign/'] .btn-primary")
    assert done + hands.done <= MOST_OF_A_MENTOR, f"a team of four took {done + hands.done} steps"
    town.looks_right(hands.page)


@pictured
def an_employer_verifies(town: Town) -> None:
    """By the link that the student gave; with it, two steps to the verdict."""
    hands = town.goes(town.told.students[0], "/portfolio/shares")
    hands.page.locator("#main [name=credentials]").first.wait_for()
    credential = hands.page.locator("#main [name=credentials]").first.get_attribute("value")
    hands.ticks("credentials", str(credential))
    hands.fills("audience", "招聘")
    hands.presses("form[action='/portfolio/shares'] .btn-primary")
    link = str(hands.page.locator("#main code").last.text_content()).strip()
    hands = town.goes(None, link)
    assert TITLE in hands.page.inner_text("#main")
    hands.presses("a[href^='/portfolio/verify/']")
    assert 1 + hands.done <= MOST_OF_AN_EMPLOYER
    assert hands.page.locator("h1.verdict.tone-ok").count(), hands.page.inner_text("#main")[:300]
    town.looks_right(hands.page)


@pictured
def the_school_grants_credit(town: Town) -> None:
    registrar, student = town.registrar, town.told.students[0]
    hands = town.goes(registrar, "/portfolio/credits/rules")
    hands.picks("template", "cn_hours_16")
    hands.presses("form[action='/portfolio/credits/rules'] .btn-primary")
    hands.fills("valid_from", "2026-01-01")
    hands.presses("[name=then][value=publish]")
    hands.presses("form[action$='/publish'] .btn-primary")
    hands = town.goes(student, "/portfolio/credits")
    rule = hands.page.locator("#main [name=rule] option").last.get_attribute("value")
    hands.picks("rule", str(rule))
    result = hands.page.locator("#main [name=credentials]").first.get_attribute("value")
    hands.ticks("credentials", str(result))
    hands.presses("form[method=get] .btn")
    hands.presses("form[method=post][action='/portfolio/credits'] .btn-primary")
    hands = town.goes(registrar, "/accounts/home")
    hands.presses("a[href*='/portfolio/credits/applications/']")
    hands.presses("[name=decision][value=approved]")
    town.looks_right(hands.page)
    outcome: dict[str, Any] = student.signs_in().get("/portfolio/api/v1/credit-applications")["items"][0]
    assert outcome["state"] == "approved"
