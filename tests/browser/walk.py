"""A walk through every page route of the four services, by those who may: the rows of the matrix with the world of two
halves, and by hand what is there by a token or at a moment alone.

Pages are asked for in one process; whoever wants to look at them in a browser is told of each.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.routing import Rule

from deploy.demo.progress import Progress
from shared.config import SERVICES
from shared.web import i18n
from tests import actors_companions as at_companions
from tests import actors_matching as at_matching
from tests import actors_portfolio as at_portfolio
from tests import actors_rounds as at_rounds
from tests.actors import PASSWORD, Actor
from tests.security import reaching
from tests.security.matrix import ready
from tests.security.matrix.cast import SPARE, Half
from tests.security.matrix.stage import Caller, Stage, service_of
from tests.security.matrix.table import Row, rows

CHINESE = "zh-Hans.light.Asia/Shanghai"
"""So that dates and numbers are not taken for English words."""
FOURTEEN_YEARS = 14 * 366 * 86_400
"""Then the terms of use that stand in the settings are in force."""


@dataclass(frozen=True)
class Got:
    """A page, or a file, as somebody got it. ``saved``: the browser keeps it as a file, whatever it is."""

    who: str
    cookies: dict[str, str]
    path: str
    rule: str
    html: bool
    text: str
    saved: bool = False


@dataclass
class Walk:
    """``rules``: the routes that somebody got; ``tell``: who is told of each answer; ``services``: whose pages."""

    stage: Stage
    tell: Callable[[Got], None]
    services: tuple[str, ...] = SERVICES
    rules: set[str] = field(default_factory=set)

    @property
    def half(self) -> Half:
        return self.stage.cast.halves["a"]

    def visits(self, row: Row, caller: Caller) -> None:
        shown = replace(caller, cookies=caller.cookies | {i18n.COOKIE: CHINESE})
        seen = self.stage.call(row, shown, "a")
        self.sees(caller.name, caller.cookies, self.stage.filled(row.path, "a"), seen)

    def opens(self, actor: Actor, *paths: str) -> None:
        for path in paths:
            seen = actor.http.call("GET", path, headers={"Accept": "text/html", "Accept-Language": "zh-CN"})
            cookies = {one.key: one.value for one in actor.http.client._cookies.values()}
            self.sees(actor.name, cookies, path, seen)

    def sees(self, who: str, cookies: dict[str, str], path: str, seen: Any) -> None:
        if seen.status != 200 or service_of(path) not in self.services:
            return
        adapter = self.stage.app_of(path).url_map.bind("127.0.0.1")
        rule = str(adapter.match(path.partition("?")[0], return_rule=True)[0].rule)
        self.rules.add(rule)
        html = "html" in seen.headers.get("Content-Type", "")
        saved = "attachment" in seen.headers.get("Content-Disposition", "")
        self.tell(Got(who, cookies, path, rule, html, seen.text, saved))

    def goes(self, some: Callable[[list[Caller]], Iterable[Caller]]) -> "Walk":
        """``some``: which of a page's readers read it."""
        for row in (row for service in self.services for row in rows(service)):
            if row.method == "GET" and "/api/" not in row.path:
                self.stage.rewind()
                for caller in some(readers(self.stage, row)):
                    self.visits(row, caller)
        for service, way in LATER:
            if service in self.services:
                ready.begin(self.stage)
                way(self)
        ready.begin(self.stage)
        return self


def a_round_and_its_report(walk: Walk) -> None:
    here, teacher = f"/matching/rounds/{walk.half.samples['round']}", walk.half["teacher"]
    walk.opens(walk.half[SPARE[0]], f"{here}/groups")
    reaching.a_round_is_published(walk.stage.world, walk.half)
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


def a_classmate_is_asked(walk: Walk) -> None:
    captain, willing, team = walk.half["student"], walk.half[SPARE[0]], walk.half.samples["companions"]
    at_companions.names(captain, walk.half["mate"])
    skill = at_companions.seen(captain, team)["needs"][0]["skill"]
    at_matching.lists_skills(willing, {skill: 5})
    at_companions.is_willing(willing)
    at_companions.asks_for(captain, team, skill)
    asked = at_companions.all_of(willing)["asks"][0]["id"]
    walk.opens(willing, f"/matching/companions/asks/{asked}", "/matching/companions")


LATER: tuple[tuple[str, Callable[[Walk], None]], ...] = (
    ("matching", a_round_and_its_report), ("matching", a_classmate_is_asked), ("portfolio", a_share_and_a_portfolio),
    ("accounts", a_sign_in_half_way), ("accounts", new_terms), ("accounts", an_empty_installation),
)  # fmt: skip
"""What exists by a token or at a moment alone, and whose pages these are."""


def is_page(rule: Rule, service: str) -> bool:
    """Whether a browser opens it, or saves it, at this service: no API."""
    return "GET" in (rule.methods or ()) and "/api/" not in rule.rule and service_of(rule.rule) == service


def readers(stage: Stage, row: Row) -> list[Caller]:
    """Those who get the page."""
    mine = [one for one in stage.callers if one.half in ("", "a")]
    return [one for one in mine if row.cells[one.role][0] == 200]
