"""The one HTML file in a real Chromium without a network, opened from disk as its users do."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from services.portfolio import offline
from tests.browser.conftest import CHROMIUM, FLAGS, without_chromium
from tests.verification_forged import forged
from tests.verification_table import File, Table

pytestmark = pytest.mark.browser
READ = """section => ({word: section.dataset.verdict, checks: Object.fromEntries(
  [...section.querySelectorAll('[data-check]')].map(row => [row.dataset.check, row.dataset.outcome])),
  contested: section.innerText.includes("An appeal against this is open"),
  within: [...section.querySelectorAll('[data-part]')].map(row => row.dataset.part)})"""


@pytest.fixture(scope="module")
def table() -> Table:
    return Table(datetime.now(UTC))


@pytest.fixture(scope="module")
def path(table: Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("offline") / offline.PAGE
    found.write_text(offline.page(table.listed(), lambda text: text, "en"), encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def page(path: Path) -> Iterator[Page]:
    if not CHROMIUM.exists():
        without_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        context = browser.new_context(offline=True, viewport={"width": 360, "height": 740})
        opened = context.new_page()
        noted: list[str] = []
        opened.on("console", lambda message: noted.append(message.text))
        opened.on("pageerror", lambda error: noted.append(str(error)))
        opened.on(
            "request", lambda request: noted.append(request.url) if request.url != path.as_uri() else None
        )
        opened.goto(path.as_uri())
        yield opened
        assert noted == [], "the page asks for nothing and no script fails"
        browser.close()


def given(page: Page, name: str, *files: tuple[str, bytes]) -> None:
    """Choose files for a field, and wait until the results are there."""
    before = int(page.locator("#results").get_attribute("data-shown") or 0)
    chosen: Any = [{"name": name, "mimeType": "application/json", "buffer": data} for name, data in files]
    page.locator(f"#{name}").set_input_files(chosen)
    page.wait_for_function(
        "before => Number(document.getElementById('results').dataset.shown) > before", arg=before
    )


def told(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.locator("#results section").evaluate_all(f"all => all.map({READ})")
    return found


def test_every_file_of_the_table_from_disk_without_a_network(page: Page, table: Table) -> None:
    files = list(table.files())
    alone = [one for one in files if one.artefact is None]
    given(page, "files", *((one.name, one.data) for one in alone))
    for one, found in zip(alone, told(page), strict=True):
        _agrees(one, found)
    for one in files:
        if one.artefact is not None:
            given(page, "artefacts", ("stops.csv", one.artefact))
            given(page, "files", (one.name, one.data))
            _agrees(one, told(page)[0])
    given(page, "artefacts")


def test_what_a_forger_tries_from_disk_without_a_network(page: Page, table: Table) -> None:
    some = list(forged(table))
    given(page, "files", *((one.name, one.data) for one in some))
    for one, found in zip(some, told(page), strict=True):
        _agrees(one, found)


def _agrees(one: File, found: dict[str, Any]) -> None:
    told = {"word": one.word, "checks": one.outcomes, "within": list(one.within), "contested": one.contested}
    assert found == told, one.name


def test_another_trust_list_counts_and_a_broken_one_says_so(page: Page, table: Table) -> None:
    good = next(table.files())
    given(page, "files", (good.name, good.data))
    nobody = table.listed() | {"issuers": []}
    given(page, "trust", ("trust.json", json.dumps(nobody).encode()))
    assert told(page)[0]["word"] == "not_checkable"
    page.locator("#trust").set_input_files([{"name": "x", "mimeType": "text/plain", "buffer": b"{}"}])
    page.get_by_role("alert").wait_for()
    assert told(page) == []
    given(page, "trust")
    assert told(page)[0]["word"] == "valid"


def test_markup_in_a_file_stays_text(page: Page, table: Table) -> None:
    world = table.world
    hostile = world.signed(world.record(brief_title="<img src=x onerror=alert(1)>"))
    given(page, "files", ("<b>x</b>.json", table.bundle(hostile)))
    assert told(page)[0]["word"] == "valid"
    assert page.locator("#results img, #results b").count() == 0
    assert page.get_by_text("<img src=x onerror=alert(1)>").count() == 1


def test_it_can_be_used_by_everybody(page: Page, table: Table) -> None:
    given(page, "files", *((one.name, one.data) for one in table.good()))
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is cut off at 360 px"
