"""Every page route of the four services, read by those who may: each is got by somebody, and each of its sentences
passed through the catalogue.

No browser is needed for that: the pages are asked for in one process, with a catalogue that marks what it says.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest

from shared.config import SERVICES
from shared.web import i18n
from tests.browser.looks import QUOTING
from tests.browser.sentences import OPEN, Marking, outside
from tests.browser.walk import Got, Walk, is_page
from tests.browser.written import is_data
from tests.security.matrix.stage import Caller, Stage

pytestmark = pytest.mark.xdist_group("security")

NO_PAGES = {
    "/accounts/organisation": "leads on, in the chosen organisation",
    "/accounts/renew": "leads on, with a new identity",
    "/portfolio/s/<token>": "leads to the share, without its secret",
    "/portfolio/received/<share_id>": "leads to the share, whom it is for",
    "/portfolio/log/checkpoint/<int:size>/stamp": "where an authority stamps the log",
} | dict.fromkeys((f"/{service}/away" for service in SERVICES), "leads on, while accounts is away")
"""Got by nobody here, and what they are."""
SAME_PAGE = {
    "/accounts/": "the front page",
    "/accounts/join/<code>": "the form of /accounts/join, with the code filled in",
    "/accounts/me": "home",
}
"""Addresses of a page that has another one."""


@dataclass
class Texts:
    """``outside``: text outside the marks, with the page on which it stood; ``titles``: the routes by their pages'
    titles, with a star for each text outside the marks; ``headless``: pages without a heading."""

    headless: set[str] = field(default_factory=set)
    outside: dict[str, str] = field(default_factory=dict)
    titles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __call__(self, got: Got) -> None:
        if got.html:
            self.headless |= set() if "<h1" in got.text or got.path.startswith(QUOTING) else {got.path}
            own = got.text.partition("<title>")[2].partition("</title>")[0].rpartition(" · ")[0]
            self.titles[" · ".join(part if OPEN in part else "*" for part in own.split(" · "))].add(got.rule)
            for found in outside(got.text):
                self.outside.setdefault(found, got.path)

    def unsaid(self) -> list[str]:
        return [
            f"{text!r} on {page}" for text, page in sorted(self.outside.items()) if not is_data(text, page)
        ]


def walked(stage: Stage, texts: Texts, some: Callable[[list[Caller]], Iterable[Caller]]) -> Walk:
    """``some``: which of a page's readers read it."""
    marking = Marking()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(i18n, "catalogue", lambda directories, locale: marking)
        return Walk(stage, texts).goes(some)


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts()


@pytest.fixture(scope="module")
def walk(stage: Stage, texts: Texts) -> Walk:
    return walked(stage, texts, lambda callers: callers[-1:])


def test_somebody_gets_every_page(walk: Walk) -> None:
    every = {
        rule.rule
        for service, app in walk.stage.apps.items()
        for rule in app.url_map.iter_rules()
        if is_page(rule, service)
    }
    missed = every - walk.rules - set(NO_PAGES) - {"/static/<path:filename>"}
    assert not missed, f"nobody gets {sorted(missed)}"
    assert not (told := walk.rules & set(NO_PAGES)), f"they are pages: {sorted(told)}"
    assert not (gone := set(NO_PAGES) - every), f"no route: {sorted(gone)}"


@pytest.mark.usefixtures("walk")
def test_each_page_has_a_title_of_its_own(texts: Texts) -> None:
    """A thing's name alone is no title: its pages would have the same."""
    shared = {title: routes for title, routes in texts.titles.items() if len(routes - set(SAME_PAGE)) > 1}
    assert not shared, shared


@pytest.mark.usefixtures("walk")
def test_each_page_has_a_heading(texts: Texts) -> None:
    assert texts.headless == set()


@pytest.mark.usefixtures("walk")
def test_every_sentence_passed_through_the_catalogue(texts: Texts) -> None:
    assert not (found := texts.unsaid()), "\n".join(found)


@pytest.mark.soak
@pytest.mark.xdist_group("looks")
def test_every_sentence_that_anybody_reads_passed_through_the_catalogue(stage: Stage) -> None:
    texts = Texts()
    walked(stage, texts, lambda callers: callers)
    assert not (found := texts.unsaid()), "\n".join(found)
