"""What a reader of a share sees first, without scrolling; and the ways of verifying, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.test_pages import caller
from tests.browser.visitor import Visitor
from tests.security.matrix.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]

SCREENS = [(1440, 900), (360, 740)]
LONGEST = (
    "I cleaned three months of stop data with Python, found the sensor that stopped the line, "
    + " ".join(
        [
            "agreed the repair with the technician and measured afterwards that the line ran without it for a week"
        ]
    )
)
SEEN = """one => { const box = one.getBoundingClientRect();
  return box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth && box.height > 0 }"""
COVERED = """one => { const box = one.getBoundingClientRect();
  return !one.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)) }"""

UNDER_THE_SEAL = """article => { const seal = article.querySelector('.seal').getBoundingClientRect();
  const words = document.createRange();
  words.selectNodeContents(article.querySelector('h2'));
  return [...words.getClientRects()].some(one =>
    one.right > seal.left && one.bottom > seal.top && one.top < seal.bottom) }"""


@pytest.mark.parametrize("size", SCREENS, ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_seal_of_the_example_covers_none_of_its_words(
    stage: Stage,
    visitor: Visitor,
    size: tuple[int, int],
    language: str,
) -> None:
    page = visitor.comes(None, language=language, viewport={"width": size[0], "height": size[1]})
    assert visitor.opens("/") == 200
    assert not page.locator(".evidence").first.evaluate(UNDER_THE_SEAL)


@pytest.mark.parametrize("size", SCREENS, ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_first_screen_says_who_did_what_and_who_confirmed_it(
    stage: Stage, visitor: Visitor, size: tuple[int, int], language: str
) -> None:
    width, height = size
    page = visitor.comes(caller(stage, "student"), viewport={"width": width, "height": height})
    visitor.opens(stage.filled("/portfolio/evidence/<credential>", "a"))
    page.fill("[name=deed]", LONGEST)
    page.locator("form:has([name=deed]) button").click()
    page.wait_for_load_state()

    page = visitor.comes(None, language=language, viewport={"width": width, "height": height})
    assert visitor.opens(stage.filled("/portfolio/s/<share_token>", "a")) == 200
    first = page.locator("article").first
    for what in (
        page.locator("h1"),
        first.locator("h2"),
        first.locator(".deed"),
        first.locator(".confirmer"),
    ):
        assert what.evaluate(SEEN), f"{what} lies outside {size}"
    verify = first.locator(".btn-primary")
    assert verify.evaluate(SEEN), f"Verify lies outside {size}"
    assert not verify.evaluate(COVERED), "something lies over Verify"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    verify.click()
    page.wait_for_load_state()
    assert "/portfolio/verify/" in page.url
    assert visitor.noted == []


@pytest.fixture
def files(stage: Stage, visitor: Visitor, tmp_path: Path) -> dict[str, Path]:
    """What a student takes from the page of a credential; and a picture of the printed code."""
    page = visitor.comes(caller(stage, "student"))
    visitor.opens(stage.filled("/portfolio/evidence/<credential>", "a"))
    found = {}
    for name in ("Badge as a picture (PNG)", "Badge as a drawing (SVG)", "Certificate on one page (PDF)"):
        found[name] = _saved(page, name, tmp_path)
    found["Credential as JWT"] = _saved(page, "Credential as JWT", tmp_path)
    code = PdfReader(found["Certificate on one page (PDF)"]).pages[0].images[0].image
    assert code is not None
    found["code"] = tmp_path / "code.jpg"
    code.convert("RGB").resize((360, 360)).rotate(5, fillcolor="white").save(found["code"], "JPEG")
    return found


def _saved(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_everything_that_carries_a_credential_verifies(
    stage: Stage, visitor: Visitor, files: dict[str, Path]
) -> None:
    page = visitor.comes(None, viewport={"width": 360, "height": 740})
    for name, path in files.items():
        visitor.opens("/portfolio/verify")
        page.locator("input[type=file]").set_input_files(path)
        page.get_by_role("button", name="Verify").click()
        page.wait_for_load_state()
        assert page.locator("h1.verdict").inner_text() == "Valid", name
    visitor.opens("/portfolio/verify")
    page.fill("[name=text]", files["Credential as JWT"].read_text())
    page.get_by_role("button", name="Verify").click()
    page.wait_for_load_state()
    assert page.locator("h1.verdict").inner_text() == "Valid"
    visitor.opens("/portfolio/verify")
    page.locator("input[type=file]").set_input_files(list(files.values()))
    page.get_by_role("button", name="Verify").click()
    page.wait_for_load_state()
    assert "Valid: 5 of 5" in page.locator("main").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visitor.noted == []
