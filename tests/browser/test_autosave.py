"""The brief editor saves by itself: what was typed is kept when somebody else saved, offline, and after a sign-out."""

import pytest
from playwright.sync_api import Page, expect

from tests.actors import PASSWORD
from tests.browser.test_pages import caller
from tests.browser.visitor import Visitor
from tests.security.matrix.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]

SAVED, NEWER = "All changes are saved.", "Somebody changed this brief meanwhile."
MINE, THEIRS = "The line stops each week; nobody knows why.", "It stops each day, and it costs four hours."


@pytest.fixture
def editor(stage: Stage, visitor: Visitor) -> Page:
    """A draft, open in the browser of somebody of its company."""
    stage.put_back()
    page = visitor.comes(caller(stage, "company_admin"))
    assert visitor.opens(stage.filled("/projects/briefs/<draft_brief>/edit", "a")) == 200
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def says(page: Page, text: str) -> None:
    expect(page.locator("[data-autosave]")).to_contain_text(text)


def problem(page: Page) -> str:
    return page.locator("#f-problem").input_value()


def another_tab(page: Page) -> Page:
    tab = page.context.new_page()
    tab.goto(page.url)
    tab.on("dialog", lambda dialog: dialog.accept())
    return tab


def conflicting(editor: Page) -> Page:
    """The same brief in two tabs: the other one is saved first. Returns that one."""
    other = another_tab(editor)
    other.fill("#f-problem", THEIRS)
    says(other, SAVED)
    editor.bring_to_front()
    editor.fill("#f-problem", MINE)
    says(editor, NEWER)
    assert problem(editor) == MINE, "what was typed stands"
    editor.press("#f-problem", "End")
    editor.type("#f-problem", " And more.")
    says(editor, NEWER)
    return other


def test_in_two_tabs_the_later_one_is_told_and_may_put_its_own_over_the_other(editor: Page) -> None:
    other = conflicting(editor)
    other.reload()
    assert problem(other) == THEIRS, "nothing was put over it by itself"
    editor.get_by_role("button", name="Save", exact=True).last.click()
    expect(editor.locator("#errors")).to_be_visible()
    assert problem(editor) == f"{MINE} And more."
    editor.get_by_role("button", name="Save", exact=True).last.click()
    editor.wait_for_url("**said=saved")
    other.reload()
    assert problem(other) == f"{MINE} And more."


def test_or_takes_what_was_saved_there(editor: Page) -> None:
    conflicting(editor)
    editor.reload()
    assert problem(editor) == THEIRS
    editor.fill("#f-problem", f"{THEIRS} Indeed.")
    says(editor, SAVED)


def test_what_is_typed_offline_is_saved_when_the_connection_is_back(editor: Page) -> None:
    editor.context.set_offline(True)
    editor.fill("#f-problem", MINE)
    says(editor, "Not saved: no connection.")
    assert problem(editor) == MINE
    editor.context.set_offline(False)
    says(editor, SAVED)
    editor.reload()
    assert problem(editor) == MINE


def test_who_was_signed_out_meanwhile_signs_in_elsewhere_and_goes_on(stage: Stage, editor: Page) -> None:
    kept = [one for one in editor.context.cookies() if one["name"] == "preferences"]
    editor.context.clear_cookies()
    editor.context.add_cookies(
        [{"name": one["name"], "value": one["value"], "url": editor.url} for one in kept]
    )
    editor.fill("#f-problem", MINE)
    says(editor, "Not saved: you are signed out.")
    tab = another_tab(editor)
    tab.fill("input[name=mail]", stage.cast.halves["a"]["company_admin"].mail)
    tab.fill("input[name=password]", PASSWORD)
    tab.press("input[name=password]", "Enter")
    tab.wait_for_url("**/edit")
    editor.bring_to_front()
    editor.press("#f-problem", "End")
    editor.type("#f-problem", " And more.")
    says(editor, SAVED)
    tab.reload()
    assert problem(tab) == f"{MINE} And more."
