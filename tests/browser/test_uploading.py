"""A file larger than one request goes by parts from the page; a broken connection goes on where it ended."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from tests.browser.test_keyboard_and_forms import student
from tests.browser.visitor import Visitor
from tests.security.matrix.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]

LINE = "0,停机,12.5\n"


@pytest.fixture(autouse=True)
def _as_it_was(stage: Stage) -> None:
    stage.put_back()


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """9.5 MB, more than a request may bring."""
    path = tmp_path / "停机记录.csv"
    path.write_text(LINE * (9_500_000 // len(LINE.encode())), encoding="utf-8")
    return path


def at_the_milestone(stage: Stage, visitor: Visitor) -> Page:
    page = visitor.comes(student(stage), viewport={"width": 360, "height": 740})
    team = stage.cast.halves["a"].samples["team"]
    assert visitor.opens(f"/projects/teams/{team}/milestones/3") == 200
    return page


def test_a_large_file_is_put_into_the_milestone(stage: Stage, visitor: Visitor, recording: Path) -> None:
    page = at_the_milestone(stage, visitor)
    page.locator("input[type=file]").set_input_files(recording)
    page.get_by_label("What it shows").fill("Stops of four weeks")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("link", name="Stops of four weeks").wait_for()
    assert not visitor.noted, visitor.noted


def test_a_broken_connection_goes_on_where_it_ended(stage: Stage, visitor: Visitor, recording: Path) -> None:
    page, sent = at_the_milestone(stage, visitor), []

    def break_the_second(route: Route) -> None:
        sent.append("offset=0" in route.request.url)
        if len(sent) == 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/files?**", break_the_second)
    page.locator("input[type=file]").set_input_files(recording)
    page.get_by_label("What it shows").fill("Stops of four weeks")
    page.get_by_role("button", name="Add").click()
    page.get_by_text("The connection broke.").wait_for()
    page.get_by_role("button", name="Add").click()
    page.get_by_role("link", name="Stops of four weeks").wait_for()
    assert sent.count(True) == 1, "it began anew"


def test_a_file_that_is_refused_says_why_and_keeps_the_words(
    stage: Stage, visitor: Visitor, tmp_path: Path
) -> None:
    page = at_the_milestone(stage, visitor)
    program = tmp_path / "tool.exe"
    program.write_bytes(b"MZ" + bytes(64))
    page.locator("input[type=file]").set_input_files(program)
    page.get_by_label("What it shows").fill("A tool")
    page.get_by_role("button", name="Add").click()
    page.get_by_text("Files of this kind are not taken for this trade.").wait_for()
    assert page.get_by_label("What it shows").input_value() == "A tool"
