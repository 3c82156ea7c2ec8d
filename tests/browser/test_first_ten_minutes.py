"""The first ten minutes of a student and of a company in a real browser: how much they have to fill in and press."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import actors_projects as at_projects
from tests.browser.visitor import Visitor
from tests.security.matrix.stage import Caller
from tests.service.projects import telling
from tests.service.stage import OneProcess
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]

CV = "两年自动化经验：会用可编程控制器，做过预测性维护；perform data analysis with spreadsheets."
MOST_STEPS, MOST_FIELDS = 9, 12


@dataclass
class Village:
    """A school with a teacher, a company with its mentor, and one brief that the school approved for its students."""

    world: World
    told: telling.Cast

    def rewind(self) -> None:
        """It is always now."""


@pytest.fixture(scope="module")
def stage(_world: World) -> Iterator[Village]:
    _world.begin()
    told = telling.cast(_world, students=0)
    brief = at_projects.posts_brief(told.mentor)["id"]
    at_projects.submits(told.mentor, brief, told.school)
    at_projects.reviews(told.teacher, brief, approval="for_credit")
    yield Village(_world, told.settled())
    _world.end()


def writes(village: Village, visitor: Visitor, **options: Any) -> tuple[Page, str]:
    """The mentor at the editor of a new brief, and the path of that."""
    mentor = village.told.mentor
    brief = mentor.post("/projects/api/v1/briefs", {"lang": "zh-Hans", "problem": CV}, status=201)["id"]
    kept = mentor.http.client._cookies.values()  # type: ignore[attr-defined]
    cookies = {one.key: one.value for one in kept if one.key != "preferences"}
    page = visitor.comes(Caller("mentor", "", cookies=cookies), **options)
    visitor.opens(f"/projects/briefs/{brief}/edit")
    return page, f"/projects/api/v1/briefs/{brief}"


@dataclass
class Hand:
    """Counts each field that is filled and each button or link that is pressed."""

    page: Page
    fields: int = 0
    presses: int = 0

    def fills(self, name: str, text: str) -> None:
        self.page.fill(f"main [name='{name}']", text)
        self.fields += 1

    def chooses(self, name: str, value: str) -> None:
        self.page.check(f"main [name='{name}'][value='{value}']")
        self.fields += 1

    def selects(self, name: str, value: str) -> None:
        self.page.select_option(f"main [name='{name}']", value)
        self.fields += 1

    def presses_(self, selector: str, arrives: str) -> None:
        self.page.click(f"main {selector}")
        self.page.wait_for_url(re.compile(arrives))
        self.presses += 1


def confirm_newcomers(village: Village) -> None:
    teacher = village.told.teacher
    path = f"/accounts/api/v1/organisations/{village.told.school}/members?limit=100"
    for member in teacher.get(path)["items"]:
        if member["state"] == "pending":
            teacher.post(f"/accounts/api/v1/memberships/{member['id']}/confirm")
    village.world.settle()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_code_to_the_first_explained_list(stage: Village, visitor: Visitor, scripts: bool) -> None:
    code = stage.told.teacher.invites(kind="code", roles=["student"], programme="机电一体化技术", seats=5)[
        "code"
    ]
    page = visitor.comes(java_script_enabled=scripts, viewport={"width": 360, "height": 740})
    visitor.opens(f"/accounts/join/{code}")
    hand = Hand(page)
    hand.fills("name", "林梅")
    hand.fills("mail", f"lin{scripts}@qinglan.example".lower())
    hand.presses_("form[action*='/accounts/join/'] button", "/accounts/home")
    confirm_newcomers(stage)
    visitor.opens("/accounts/home")

    hand.presses_("a[href='/matching/briefs']", "/matching/briefs")
    hand.presses_("a[href='/matching/skills/paste']", "/matching/skills/paste")
    hand.fills("text", CV)
    hand.presses_("form[action='/matching/skills/paste'] button", "/matching/skills/paste")
    assert page.locator("main mark").all_text_contents()[:2] == ["可编程控制器", "预测性维护"]
    hand.presses_("form[action='/matching/skills/several'] button", "/matching/briefs$")

    assert re.search("You (cover|can learn|bring)|brief.*part of it", page.inner_text("main")), (
        "no reason is given"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, "the list is wider than the phone"
    assert hand.fields + hand.presses <= MOST_STEPS
    assert not visitor.noted, visitor.noted


def test_a_new_company_hands_in_its_first_brief(stage: Village, visitor: Visitor) -> None:
    page = visitor.comes(language="zh-Hans", locale="zh-CN")
    hand, terms, mail = Hand(page), at_projects.FAULT_DIAGNOSIS, "first@new.example"
    visitor.opens("/accounts/start")
    asked = page.locator("main form:has([name=company]) :is(input, select, textarea):not([type=hidden])")
    names = [field.get_attribute("name") for field in asked.all()]
    assert names == ["name", "mail", "company"], "no more is asked to begin"
    for name, text in {"name": "沈芳", "mail": mail, "company": "绍兴溪禾（演示）"}.items():
        hand.fills(name, text)
    page.click("main form button")
    page.wait_for_url(re.compile("/projects/briefs/new"))
    stage.world.settle()
    visitor.opens("/projects/briefs/new")
    hand.presses_("button[value=fault_diagnosis]", "/edit")
    for name in ("title", "problem", "ip", "data_access"):
        hand.fills(name, str(terms[name]))
    hand.chooses("nda", "false")
    hand.fills("skills.5.label", "數控編程")
    hand.selects("skills.5.level", "2")
    page.wait_for_selector("#d-skills-5:has-text('CNC machine')")
    page.wait_for_selector(".quality meter[value='100']")
    brief = page.url.removesuffix("/edit")
    hand.presses_("button[value=submit]", "/submit")

    stage.world.settle()
    link = re.search(r"/accounts/confirm/[A-Za-z0-9_-]+", OneProcess(stage.world).mail_to(mail))
    assert link is not None
    visitor.opens(link[0])
    hand.fills("password", "a long sentence of my own")
    page.click("main form button")
    page.wait_for_load_state()
    visitor.opens(brief.removeprefix(visitor.url) + "/submit")
    hand.presses_("form button[type=submit]", "/projects/briefs/[0-9a-f-]+$")
    assert "已提交" in page.inner_text("main")
    assert hand.fields <= MOST_FIELDS
    assert not visitor.noted, visitor.noted


def test_the_editor_offers_the_skills_that_the_brief_names_and_each_counts_with_its_level(
    stage: Village, visitor: Visitor
) -> None:
    page, path = writes(stage, visitor)
    page.click("[data-mentioned] > button")
    page.wait_for_selector("[data-mentioned] li")
    assert page.locator("[data-mentioned] mark").all_text_contents()[:2] == ["可编程控制器", "预测性维护"]
    first = page.locator("[data-mentioned] li").first
    name = first.locator("strong").inner_text()
    first.locator("button").click()
    assert page.input_value("[name='skills.0.label']") == "", "nothing counts without its level"
    first.locator("select").select_option("3")
    first.locator("button").click()
    assert page.input_value("[name='skills.0.label']") == name
    page.wait_for_selector("#d-skills-0:not(:empty)")
    saved = stage.told.mentor.get(path)["skills"]
    assert [(row["label"], row["level"]) for row in saved] == [(name, 3)]
    page.click("[data-mentioned] > button")
    page.wait_for_selector("[data-mentioned] li")
    assert name not in page.locator("[data-mentioned] strong").all_text_contents()
    assert not visitor.noted, visitor.noted


def test_without_scripts_the_editor_does_not_show_what_would_not_work(
    stage: Village, visitor: Visitor
) -> None:
    page, _ = writes(stage, visitor, java_script_enabled=False)
    assert not page.locator("[data-mentioned]").is_visible()
    assert page.locator("[name='skills.0.label']").is_visible()
