"""Without a mouse, without scripts, with mistakes: the pages go on working."""

import re

import pytest

from tests.browser.visitor import Visitor
from tests.security.matrix.stage import Caller, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]

SEEN = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== 'none';
}"""
PASSWORD = "a long sentence of my own"


def student(stage: Stage) -> Caller:
    return next(one for one in stage.callers if one.role == "student")


@pytest.fixture(autouse=True)
def _as_it_was(stage: Stage) -> None:
    stage.put_back()


def test_the_first_key_skips_to_the_content(stage: Stage, visitor: Visitor) -> None:
    page = visitor.comes(student(stage))
    visitor.opens("/accounts/home")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_whatever_has_the_focus_shows_it(stage: Stage, visitor: Visitor) -> None:
    page = visitor.comes(student(stage))
    for path in ("/accounts/settings", "/matching/briefs"):
        visitor.opens(path)
        for _ in range(25):
            page.keyboard.press("Tab")
            where = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
            assert where.startswith("<body") or page.evaluate(SEEN), f"{path}: {where} shows no focus"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_signing_in_by_keyboard(stage: Stage, visitor: Visitor, scripts: bool) -> None:
    page = visitor.comes(java_script_enabled=scripts)
    visitor.opens("/accounts/sign-in?next=/accounts/settings")
    page.fill("input[name=mail]", "student@a.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(re.compile("/accounts/settings$"))
    assert not visitor.noted, visitor.noted


def test_a_form_without_scripts_changes_what_it_says(stage: Stage, visitor: Visitor) -> None:
    page = visitor.comes(student(stage), java_script_enabled=False)
    visitor.opens("/accounts/settings")
    page.fill("input[name=latin_name]", "Lin Mei")
    page.press("input[name=latin_name]", "Enter")
    page.wait_for_url(re.compile("saved"))
    assert page.input_value("input[name=latin_name]") == "Lin Mei"


def test_a_mistake_keeps_what_was_typed_and_stands_at_its_field(visitor: Visitor) -> None:
    page = visitor.comes(java_script_enabled=False)
    visitor.opens("/accounts/start")
    page.fill("input[name=name]", "周立")
    page.fill("input[name=company]", "衡锐 <b>智能</b>")
    page.fill("input[name=mail]", "not-an-address@")
    page.eval_on_selector_all("form", "all => all.forEach(one => one.noValidate = true)")
    page.press("input[name=mail]", "Enter")
    page.wait_for_selector("[aria-invalid=true]")
    assert page.input_value("input[name=name]") == "周立"
    assert page.input_value("input[name=company]") == "衡锐 <b>智能</b>"
    said = page.get_attribute("input[name=mail]", "aria-describedby") or ""
    errors = [page.text_content(f"#{one}") for one in said.split()]
    assert any(text and "mail" in text for text in errors), f"the field is described by {errors}"


def test_the_language_changes_in_place(stage: Stage, visitor: Visitor) -> None:
    page = visitor.comes(student(stage), java_script_enabled=False)
    visitor.opens("/accounts/settings")
    page.click("button[name=to][value=zh-Hant], form[action='/accounts/language'] button[value=zh-Hant]")
    page.wait_for_selector("html[lang=zh-Hant]")
    assert page.url.endswith("/accounts/settings")
