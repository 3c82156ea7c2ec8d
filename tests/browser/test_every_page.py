"""Every page route of the four services, read by those who may: each is got by somebody, and each of its sentences
passed through the catalogue.

No browser is needed for that: the pages are asked for in one process, with a catalogue that marks what it says.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from deploy.demo.progress import Progress
from shared.config import SERVICES
from shared.web import i18n
from tests import actors_portfolio as at_portfolio
from tests import actors_rounds as at_rounds
from tests.actors import PASSWORD, Actor
from tests.browser.sentences import OPEN, Marking, outside
from tests.browser.written import is_data
from tests.security import reaching
from tests.security.matrix import ready
from tests.security.matrix.cast import Half
from tests.security.matrix.stage import Caller, Stage, service_of
from tests.security.matrix.table import Row, rows

pytestmark = pytest.mark.xdist_group("security")

CHINESE = "zh-Hans.light.Asia/Shanghai"
"""So that dates and numbers are not taken for English words."""
NO_PAGES = {
    "/accounts/organisation": "leads on, in the chosen organisation",
    "/accounts/renew": "leads on, with a new identity",
    "/portfolio/s/<token>": "leads to the share, without its secret",
    "/portfolio/received/<share_id>": "leads to the share, whom it is for",
    "/portfolio/log/checkpoint/<int:size>/stamp": "where an authority stamps the log",
    "/matching/companions/asks/<ask_id>": "what one student asks another, which nobody here has done",
}
"""Got by nobody here, and what they are."""
SAME_PAGE = {
    "/accounts/": "the front page",
    "/accounts/join/<code>": "the form of /accounts/join, with the code filled in",
    "/accounts/me": "home",
}
"""Addresses of a page that has another one."""
FOURTEEN_YEARS = 14 * 366 * 86_400
"""Then the terms of use that stand in the settings are in force."""


@dataclass
class Walk:
    """``got``: the routes that somebody got; ``outside``: text outside the marks, with the page on which it stood;
    ``titles``: the routes by their pages' titles, with a star for each text outside the marks."""

    stage: Stage
    got: set[str] = field(default_factory=set)
    outside: dict[str, str] = field(default_factory=dict)
    titles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def half(self) -> Half:
        return self.stage.cast.halves["a"]

    def visits(self, row: Row, caller: Caller) -> None:
        cookies = caller.cookies | {i18n.COOKIE: CHINESE}
        seen = self.stage.call(row, replace(caller, cookies=cookies), "a")
        self.sees(row.path, seen.status, seen.headers, seen.text)

    def opens(self, actor: Actor, *paths: str) -> None:
        for path in paths:
            cookie = {"Accept": "text/html", "Accept-Language": "zh-CN"}
            seen = actor.http.call("GET", path, headers=cookie)
            self.sees(path, seen.status, seen.headers, seen.text)

    def sees(self, path: str, status: int, headers: Any, text: str) -> None:
        if status != 200:
            return
        adapter = self.stage.app_of(path).url_map.bind("127.0.0.1")
        place = self.stage.filled(path, "a").partition("?")[0]
        rule = str(adapter.match(place, return_rule=True)[0].rule)
        self.got.add(rule)
        if "html" in headers.get("Content-Type", ""):
            own = text.partition("<title>")[2].partition("</title>")[0].rpartition(" · ")[0]
            self.titles[" · ".join(part if OPEN in part else "*" for part in own.split(" · "))].add(rule)
            for found in outside(text):
                self.outside.setdefault(found, path)


def a_round_and_its_report(walk: Walk) -> None:
    reaching.a_round_is_published(walk.stage.world, walk.half)
    here, teacher = f"/matching/rounds/{walk.half.samples['round']}", walk.half["teacher"]
    contest = at_rounds.contests(teacher, walk.half.samples["round"])[0]["id"]
    walk.opens(teacher, f"{here}/report", f"{here}/report/inputs.json", f"{here}/contests/{contest}")


def a_share_and_a_portfolio(walk: Walk) -> None:
    visitor, credential = Actor(walk.stage.world.client(), "an employer", ""), walk.half.samples["credential"]
    fields = ["name", "school", "statement", "artefacts", "document"]
    share = at_portfolio.shares(walk.half["student"], [credential], fields=fields)
    visitor.http.call("GET", f"/portfolio/s/{share['token']}")
    here = f"/portfolio/shared/{share['id']}"
    kinds = ("portfolio.pdf", "resume.json", "portfolio.zip")
    badges = (f"{credential}/badge.{kind}" for kind in ("png", "svg"))
    walk.opens(visitor, here, *(f"{here}/{name}" for name in (*kinds, *badges)))
    reaching.a_portfolio_is_published(walk.stage.world, walk.half)
    walk.opens(walk.half["recruiter"], f"/portfolio/people/{walk.half['student'].person}")


def a_sign_in_half_way(walk: Walk) -> None:
    registrar = Actor(walk.stage.world.client(), "", walk.half["registrar"].mail)
    registrar.post("/accounts/api/v1/sign-in", {"mail": registrar.mail, "password": PASSWORD})
    walk.opens(registrar, "/accounts/sign-in/code")


def new_terms(walk: Walk) -> None:
    clock = walk.stage.world.folder / "clock"
    clock.write_text(str(float(clock.read_text()) + FOURTEEN_YEARS))
    walk.opens(Actor(walk.stage.world.client(), "", walk.half["student"].mail).signs_in(), "/accounts/terms")


def an_empty_installation(walk: Walk) -> None:
    walk.stage.world.begin()
    visitor, demo = Actor(walk.stage.world.client(), "", ""), walk.stage.world.folder / "demo"
    walk.opens(visitor, "/accounts/first", "/accounts/first/demo")
    progress = Progress(demo)
    for tell in (
        lambda: progress.loads(3, 19),
        lambda: progress.failed("W"),
        lambda: progress.loaded("P", []),
    ):
        tell()
        (demo / "wish").touch()
        walk.opens(visitor, "/accounts/first", "/accounts/first/demo")


LATER: tuple[Callable[[Walk], None], ...] = (
    a_round_and_its_report, a_share_and_a_portfolio, a_sign_in_half_way, new_terms, an_empty_installation,
)  # fmt: skip


def readers(stage: Stage, row: Row) -> list[Caller]:
    """Those who get the page."""
    mine = [one for one in stage.callers if one.half in ("", "a")]
    return [one for one in mine if row.cells[one.role][0] == 200]


def walked(stage: Stage, some: Callable[[list[Caller]], Iterable[Caller]]) -> Walk:
    """``some``: which of a page's readers read it."""
    walk, marking = Walk(stage), Marking()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(i18n, "catalogue", lambda directories, locale: marking)
        for row in (row for service in SERVICES for row in rows(service)):
            if row.method == "GET" and "/api/" not in row.path:
                stage.rewind()
                for caller in some(readers(stage, row)):
                    walk.visits(row, caller)
        for later in LATER:
            ready.begin(stage)
            later(walk)
    ready.begin(stage)
    return walk


@pytest.fixture(scope="module")
def walk(stage: Stage) -> Walk:
    return walked(stage, lambda callers: callers[-1:])


def test_somebody_gets_every_page(walk: Walk) -> None:
    every = {
        rule.rule
        for service, app in walk.stage.apps.items()
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and "/api/" not in rule.rule and service_of(rule.rule) == service
    }
    missed = every - walk.got - set(NO_PAGES) - {"/static/<path:filename>"}
    assert not missed, f"nobody gets {sorted(missed)}"
    assert not (told := walk.got & set(NO_PAGES)), f"they are pages: {sorted(told)}"


def test_each_page_has_a_title_of_its_own(walk: Walk) -> None:
    """A thing's name alone is no title: its pages would have the same."""
    shared = {title: routes for title, routes in walk.titles.items() if len(routes - set(SAME_PAGE)) > 1}
    assert not shared, shared


def test_every_sentence_passed_through_the_catalogue(walk: Walk) -> None:
    assert not (found := unsaid(walk)), "\n".join(found)


@pytest.mark.soak
@pytest.mark.xdist_group("looks")
def test_every_sentence_that_anybody_reads_passed_through_the_catalogue(stage: Stage) -> None:
    assert not (found := unsaid(walked(stage, lambda callers: callers))), "\n".join(found)


def unsaid(walk: Walk) -> list[str]:
    return [f"{text!r} on {page}" for text, page in sorted(walk.outside.items()) if not is_data(text, page)]
