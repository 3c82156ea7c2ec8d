"""Whatever people may write, Chromium runs none of it and reports no breach of the content policy."""

import random
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page

from tests.browser.test_hostile import everywhere, written_anew
from tests.browser.test_pages import caller
from tests.browser.visitor import Visitor
from tests.security.matrix.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]

A_FEW = 12
TEXTS = {
    "closing everything": "\"'--></title></textarea></script><img src=x onerror=alert(1)><svg onload=alert(1)>"
    "<script>alert(1)</script>",
    "an attribute": "\" autofocus onfocus=alert(1) onpointerover=alert(1) x=\"' autofocus onfocus='alert(1)",
    "an address": "javascript:alert(1)",
}
ADDRESSES = (
    "all => all.map(one => one.getAttribute('href') || one.getAttribute('action') || one.formAction || '')"
)
HANDLERS = """() => [...document.querySelectorAll('*')].filter(one =>
  [...one.attributes].some(each => each.name.startsWith('on')) || one.matches('img[src=x], iframe[srcdoc]')
).map(one => one.outerHTML.slice(0, 120))"""


@pytest.fixture(params=TEXTS.values(), ids=list(TEXTS))
def hostile(stage: Stage, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    stage.put_back()
    stage.rewind()
    written_anew(stage, request.param)
    visitor = Visitor(stage, chromium)
    yield visitor
    visitor.leave()
    stage.put_back()


def refuses(dialogs: list[str], dialog: Dialog) -> None:
    dialogs.append(dialog.message)
    dialog.dismiss()


def faults(page: Page) -> list[str]:
    addresses = page.eval_on_selector_all("[href], [action], [formaction]", ADDRESSES)
    led = [one for one in addresses if one.strip().lower().startswith(("javascript:", "data:"))]
    return [f"leads to {one}" for one in led] + [f"made {one}" for one in page.evaluate(HANDLERS)]


def look(stage: Stage, hostile: Visitor, pages: list[tuple[str, str]]) -> None:
    found: list[str] = []
    dialogs: list[str] = []
    for role in dict.fromkeys(role for role, _ in pages):
        page = hostile.comes(caller(stage, role))
        page.on("dialog", lambda dialog: refuses(dialogs, dialog))
        for path in (path for who, path in pages if who == role):
            status = hostile.opens(path)
            found += [f"{path} answered {status}"] if status != 200 else []
            found += [f"{path} {fault}" for fault in faults(page)]
    assert not found + dialogs + hostile.noted, "\n".join(found + dialogs + hostile.noted)


def test_a_few_pages_run_nothing(stage: Stage, hostile: Visitor) -> None:
    seed = random.getrandbits(32)
    print(f"seed {seed}")
    pages = [(role, path) for role, paths in everywhere(stage) for path in paths]
    look(stage, hostile, random.Random(seed).sample(pages, A_FEW))


@pytest.mark.soak
def test_no_page_runs_anything(stage: Stage, hostile: Visitor) -> None:
    look(stage, hostile, [(role, path) for role, paths in everywhere(stage) for path in paths])
