"""Forty students out of a spreadsheet's file, in few steps, with a mistake in it, without scripts too."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.visitor import Visitor
from tests.security.matrix.stage import Caller, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]

MOST_STEPS = 15
LIST = "序号,姓名,学号,班级\n" + "".join(
    f"{one},学生{one},20260102{one:02},机电 2401 班\n" for one in range(1, 41)
)


class Hand:
    """A teacher's, which counts what it does."""

    def __init__(self, page: Page) -> None:
        self.page, self.steps = page, 0

    def clicks(self, name: str, role: str = "button") -> None:
        self.steps += 1
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]

    def chooses_file(self, label: str, path: Path) -> None:
        self.steps += 2  # the field, and the file in the system's own window
        self.page.get_by_label(label).set_input_files(path)


@pytest.fixture(autouse=True)
def _as_it_was(stage: Stage) -> None:
    stage.put_back()


def teacher(stage: Stage) -> Caller:
    return next(one for one in stage.callers if one.role == "teacher" and one.half == "a")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_forty_students_are_taken_in_by_few_steps(
    stage: Stage, visitor: Visitor, tmp_path: Path, scripts: bool
) -> None:
    file = tmp_path / "机电.csv"
    file.write_bytes(LIST.encode("gb18030"))
    page = visitor.comes(teacher(stage), java_script_enabled=scripts)
    hand = Hand(page)
    visitor.opens("/accounts/home")
    hand.clicks("Classes", "link")
    hand.clicks("Import a list", "link")
    hand.chooses_file("File", file)
    hand.clicks("Look at the list")
    page.wait_for_url(re.compile("/accounts/classes/import/.+"))
    assert page.get_by_text("40 accounts are made.").is_visible()
    hand.clicks("Take in 40 students")
    page.wait_for_selector("progress")
    stage.world.settle()
    page.wait_for_selector("text=40 accounts are new.")
    with page.expect_download() as download:
        hand.clicks("Print 40 slips")
    assert download.value.suggested_filename == "slips.pdf"
    assert hand.steps <= MOST_STEPS, f"it took {hand.steps} steps"
    assert not visitor.noted, visitor.noted
