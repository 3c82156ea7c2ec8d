"""What comes while a page lies open is seen without a reload, and never under the reader's hands."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from shared import clock
from shared.ids import new_id
from tests import actors_projects as at_projects
from tests.browser.test_pages import caller
from tests.browser.visitor import Visitor
from tests.security.matrix.stage import Caller, Stage
from tests.service.accounts.others import closes, opens

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]

TEN_SECONDS = 10_000


@pytest.fixture(autouse=True)
def _as_it_was(stage: Stage) -> None:
    stage.put_back()


def student(stage: Stage) -> Caller:
    return caller(stage, "student")


def lies_open(stage: Stage, visitor: Visitor, path: str, role: str = "student") -> Page:
    page = visitor.comes(caller(stage, role))
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


def test_a_review_is_told_on_the_open_page_of_the_milestone(stage: Stage, visitor: Visitor) -> None:
    half = stage.cast.halves["a"]
    team = half.samples["team"]
    page = lies_open(stage, visitor, f"/projects/teams/{team}/milestones/2")
    at_projects.asks_rework(half["founder"], team, 2, "The axis has no unit.")
    stage.world.settle()
    page.clock.run_for(TEN_SECONDS)
    page.get_by_role("status").get_by_role("link", name="Something changed here. Show it").click()
    expect(page.get_by_text("Rework is asked for")).to_be_visible()
    assert not visitor.noted, visitor.noted


def test_a_new_due_date_stands_in_the_open_inbox(stage: Stage, visitor: Visitor) -> None:
    actor, due = student(stage).actor, clock.now() + timedelta(days=3)
    assert actor is not None
    facts = {"subject": new_id(), "person": actor.person, "message": "Decide the dispute"}
    opens(stage.world, due=due, **facts)
    stage.world.settle()
    page = lies_open(stage, visitor, "/accounts/inbox")
    line = page.locator("li", has_text="Decide the dispute").locator("time")
    before = line.get_attribute("datetime")
    closes(stage.world, facts["subject"])
    opens(stage.world, due=due + timedelta(days=4), **facts)
    stage.world.settle()
    page.clock.run_for(TEN_SECONDS)
    expect(line).not_to_have_attribute("datetime", str(before))


def test_what_was_typed_is_never_drawn_over(stage: Stage, visitor: Visitor) -> None:
    """Nor when the focus has left the field."""
    page = lies_open(stage, visitor, "/matching/companions")
    page.fill("#main [name=name]", "林梅")
    page.evaluate("document.activeElement.blur()")
    comes(stage, page, "Decide the dispute")
    expect(
        page.get_by_role("status").get_by_role("link", name="Something changed here. Show it")
    ).to_be_visible()
    assert page.input_value("#main [name=name]") == "林梅"


def test_what_is_on_its_way_is_asked_for_in_place_and_not_for_ever(stage: Stage, visitor: Visitor) -> None:
    page = visitor.comes(student(stage))
    page.clock.install()
    visitor.opens(f"/matching/briefs/{new_id()}?after={new_id()}")
    expect(page.get_by_role("heading", name="On its way")).to_be_visible()
    page.evaluate("window.stayed = true")
    for waits in range(2, 11):
        with page.expect_response(f"**waits={waits}"):
            page.clock.run_for(1_000)
    assert page.evaluate("window.stayed"), "the page was loaded anew under the reader"
    page.clock.run_for(1_000)
    expect(page.get_by_role("heading", name="It takes longer than usual")).to_be_visible()
    assert not visitor.noted, visitor.noted


def test_what_was_on_its_way_opens_when_it_has_come(stage: Stage, visitor: Visitor) -> None:
    half = stage.cast.halves["a"]
    brief = half.samples["submitted_brief"]
    at_projects.reviews(half["teacher"], brief, approval="for_credit")
    page = visitor.comes(student(stage))
    page.clock.install()
    visitor.opens(f"/matching/briefs/{brief}?after={new_id()}")
    expect(page.get_by_role("heading", name="On its way")).to_be_visible()
    stage.world.settle()
    with page.expect_navigation():
        page.clock.run_for(1_000)
    expect(page.get_by_role("heading", name="What it needs, what you hold")).to_be_visible()
    assert not visitor.noted, visitor.noted


def test_a_hidden_page_does_not_ask(stage: Stage, visitor: Visitor) -> None:
    page = lies_open(stage, visitor, "/accounts/home")
    page.evaluate("Object.defineProperty(document, 'hidden', {configurable: true, get: () => true})")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    comes(stage, page, "Decide the dispute")
    assert asked == []
    page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("Decide the dispute")).to_be_visible()
