"""What comes while a page lies open is seen without a reload, and never under the reader's hands."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitor import Visitor
from tests.security.matrix.stage import Caller, Stage
from tests.service.accounts.others import opens

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]

TEN_SECONDS = 10_000


@pytest.fixture(autouse=True)
def _as_it_was(stage: Stage) -> None:
    stage.put_back()


def student(stage: Stage) -> Caller:
    return next(one for one in stage.callers if one.role == "student")


def lies_open(stage: Stage, visitor: Visitor, path: str) -> Page:
    page = visitor.comes(student(stage))
    page.clock.install()
    with page.expect_response("**/accounts/inbox/count"):
        visitor.opens(path)
    return page


def comes(stage: Stage, page: Page, message: str) -> None:
    """Something new for the student, and the time until the page asks again."""
    actor = student(stage).actor
    assert actor is not None
    opens(stage.world, person=actor.person, message=message)
    stage.world.settle()
    page.clock.run_for(TEN_SECONDS)


def test_what_comes_stands_on_the_open_home(stage: Stage, visitor: Visitor) -> None:
    page = lies_open(stage, visitor, "/accounts/home")
    expect(page.get_by_text("Decide the dispute")).to_have_count(0)
    comes(stage, page, "Decide the dispute")
    expect(page.get_by_text("Decide the dispute")).to_be_visible()
    assert not visitor.noted, visitor.noted


def test_a_page_in_use_only_says_that_something_changed(stage: Stage, visitor: Visitor) -> None:
    page = lies_open(stage, visitor, "/accounts/home")
    page.locator("#main a").first.focus()
    comes(stage, page, "Decide the dispute")
    line = page.get_by_role("status").get_by_role("link", name="Something changed here. Show it")
    expect(line).to_be_visible()
    expect(page.get_by_text("Decide the dispute")).to_have_count(0)
    line.click()
    expect(page.get_by_text("Decide the dispute")).to_be_visible()


def test_forms_that_came_later_are_sent_once_too(stage: Stage, visitor: Visitor) -> None:
    page = lies_open(stage, visitor, "/accounts/home")
    comes(stage, page, "Decide the dispute")
    expect(page.get_by_text("Decide the dispute")).to_be_visible()
    refused = page.evaluate(
        """() => {
          const form = document.createElement("form");
          form.method = "post";
          document.querySelector("#main").append(form);
          const sends = () => form.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
          return [sends(), sends()].map((sent) => !sent);
        }"""
    )
    assert refused == [False, True]
