"""Whatever people may write, a page holds it at 360 px, and it turns nothing round that stands beside it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from pymongo.errors import DuplicateKeyError

from shared import mongo
from shared.config import SERVICES
from shared.ids import new_id
from tests.browser.test_pages import caller, main_pages
from tests.browser.visitor import Visitor
from tests.security.matrix.stage import CANARY, Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]

MOST = 200
"""Characters of a title; other texts have the same limit or a lower one."""
TEXTS = {
    "one character": "W",
    "no place to break": "W" * MOST,
    "emoji": "👩🏽‍🔧🇨🇳🧑‍💻⚙️" * 20,
    "right to left": "مهندس التدريب العملي (2026) " * 7,
}
NEWER = {
    "student": (
        "/accounts/inbox", "/accounts/privacy", "/matching/companions", "/matching/companions/<companions>",
        "/matching/companions/join?code=<companions_code>", "/portfolio/contacts", "/portfolio/contacts/<contact>",
        "/portfolio/hires", "/portfolio/hires/<hire>", "/matching/proposals",
    ),
    "registrar": ("/portfolio/appeals/<appeal>",),
    "company_admin": (
        "/matching/briefs/<open_brief>/candidates", "/portfolio/contacts/former", "/accounts/orgs/<company>",
    ),
    "recruiter": ("/portfolio/saved", "/portfolio/contacts?side=sent"),
    "teacher": (
        "/matching/rounds", "/matching/rounds/<round>", "/matching/rounds/<round>/plans/1", "/accounts/classes",
    ),
    "operator": ("/accounts/admin/reports", "/accounts/admin/late"),
}  # fmt: skip
KEPT = {"outbox", "inbox", "mail", "mails", "throttles", "sessions", "identities", "log"}
"""Collections that no page shows as they stand."""
MANY = 10_000
LISTS = {
    "/projects/mine": ("company_admin", "projects", "briefs", {}),
    "/projects/reviews": ("teacher", "projects", "briefs", {"state": "submitted"}),
    "/matching/rounds": ("teacher", "matching", "rounds", {}),
    "/portfolio/credits/applications": ("registrar", "portfolio", "applications", {"state": "applied"}),
    "/accounts/admin/orgs": ("operator", "accounts", "organisations", {}),
}
"""Path of a list → (who reads it, service, collection, which documents of it are many)."""
MOST_ROWS = 200
MOST_BYTES = 400_000

WECHAT = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116 Mobile Safari/537.36 MicroMessenger/8.0.44"
)
SAVES_NOTHING = "WeChat saves no files."

TURNED = """text => [...document.querySelectorAll('#main *')].filter(one => {
  const own = [...one.childNodes].filter(node => node.nodeType === 3).map(node => node.data.trim());
  if (!own.some(said => said.startsWith(text))) return false;
  for (let up = one; up.id !== 'main'; up = up.parentElement) {
    const style = getComputedStyle(up);
    if (/isolate|plaintext/.test(style.unicodeBidi)) return false;
    if (up.innerText.trim() === own.join(' ').trim() && !style.display.startsWith('inline')) return false;
  }
  return true;
}).map(one => one.outerHTML.slice(0, 120))"""


def written_anew(stage: Stage, text: str) -> None:
    """In every copy of everything that people of half a wrote."""
    for service in SERVICES:
        with mongo.serving(service):
            for name in set(stage.kept.documents[service]) - KEPT:
                for document in stage.kept.documents[service][name]:
                    changed = _changed(document, text)
                    if changed != document:
                        _replace(name, changed)


def _replace(name: str, document: dict[str, Any]) -> None:
    try:
        mongo.collection(name).replace_one({"_id": document["_id"]}, document)
    except DuplicateKeyError:
        return  # two of a kind may not be called the same


def _changed(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {key: _changed(inner, text) for key, inner in value.items()}
    if isinstance(value, list):
        return [_changed(inner, text) for inner in value]
    if isinstance(value, str) and CANARY.search(value) and "@" not in value and "/" not in value:
        return text
    return value


@pytest.fixture
def hostile(stage: Stage, chromium: Browser, text: str) -> Iterator[Visitor]:
    stage.put_back()
    stage.rewind()
    written_anew(stage, text.strip())
    visitor = Visitor(stage, chromium)
    yield visitor
    visitor.leave()
    stage.put_back()


def everywhere(stage: Stage) -> list[tuple[str, list[str]]]:
    """(role, paths)"""
    found = {role: [stage.filled(path, "a") for path in paths] for role, paths in NEWER.items()}
    for who, path in main_pages(stage):
        found.setdefault(who.role, []).append(path)
    return list(found.items())


@pytest.mark.soak
@pytest.mark.xdist_group("story")
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_phone_holds_whatever_people_write(stage: Stage, hostile: Visitor, text: str) -> None:
    faults = []
    for role, paths in everywhere(stage):
        page = hostile.comes(caller(stage, role), viewport={"width": 360, "height": 740}, has_touch=True)
        for path in paths:
            status = hostile.opens(path)
            wide = page.evaluate("document.documentElement.scrollWidth")
            faults += [f"{path} answered {status}"] if status != 200 else []
            faults += [f"{path} is {wide} px wide"] if wide > 360 else []
            faults += [f"{path} turns round {one}" for one in page.evaluate(TURNED, "مهندس")]
    assert not faults + hostile.noted, "\n".join(faults + hostile.noted)


@pytest.mark.soak
@pytest.mark.xdist_group("story")
@pytest.mark.parametrize("path", LISTS)
def test_a_list_of_ten_thousand_is_a_page(stage: Stage, visitor: Visitor, path: str) -> None:
    role, service, collection, wanted = LISTS[path]
    reader = caller(stage, role)
    with mongo.serving(service):
        found = [one for one in mongo.collection(collection).find(wanted) if is_of_half_a(stage, one)]
        copies = [found[n % len(found)] | {"_id": new_id()} for n in range(MANY)]
        mongo.collection(collection).insert_many(copies)
    page = visitor.comes(reader, viewport={"width": 360, "height": 740})
    assert visitor.opens(path) == 200
    rows = page.locator("#main tbody tr, #main .ruled > li").count()
    assert 10 < rows <= MOST_ROWS, f"{path} shows {rows} rows"
    assert len(page.content()) < MOST_BYTES, f"{path} has {len(page.content())} bytes"
    assert not visitor.noted, visitor.noted
    stage.put_back()


def is_of_half_a(stage: Stage, document: dict[str, Any]) -> bool:
    half = stage.cast.halves["a"]
    mine = {half.school, half.company, *(actor.person for actor in half.actors.values())}
    return bool(mine & set(map(str, document.values())))


@pytest.mark.parametrize(
    "path", ["/portfolio/evidence/<credential>", "/portfolio/mine", "/portfolio/verify/offline"]
)
def test_wechats_own_browser_is_told_that_it_saves_nothing(stage: Stage, visitor: Visitor, path: str) -> None:
    for agent, told in ((WECHAT, 1), (WECHAT.partition(" Micro")[0], 0)):
        page = visitor.comes(
            caller(stage, "student"), user_agent=agent, viewport={"width": 360, "height": 740}
        )
        assert visitor.opens(stage.filled(path, "a")) == 200
        assert page.get_by_text(SAVES_NOTHING).count() == told
