"""Where the story is told: the world behind a server, a browser for each who takes part, and how they work."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from playwright.sync_api import Browser, Page

from tests.actors import Actor
from tests.browser.hands import Hands, Keys
from tests.browser.visitor import PATIENCE_MS
from tests.service.projects import telling

P = ParamSpec("P")
Told = TypeVar("Told")
PICTURES = Path(__file__).parents[2] / "var/screenshots"


@dataclass(frozen=True)
class Manner:
    """How everybody works: language, width and height of the screen, with scripts, by keyboard alone."""

    language: str
    width: int
    scripts: bool = True
    keyboard: bool = False

    @property
    def name(self) -> str:
        way = "keyboard" if self.keyboard else "phone" if self.scripts else "without-scripts"
        return f"{way}-{self.language}"


@dataclass
class Town:
    """The world behind a server, and a browser of their own for each who takes part: the company's owner, its mentor,
    the teacher, the registrar, the students and an employer without account."""

    told: telling.Cast
    browser: Browser
    manner: Manner
    mentor: Actor
    registrar: Actor
    windows: dict[str, Page] = field(default_factory=dict)
    noted: list[str] = field(default_factory=list)
    pictures: list[Path] = field(default_factory=list)
    seen: Page | None = None

    @property
    def url(self) -> str:
        return self.told.world.settings["accounts"].public_url

    def goes(self, who: Actor | None, path: str) -> Hands:
        """Somebody opens a page, once all that was said has arrived; nobody (None) is an employer without account."""
        self.told.world.settle()
        name = who.person if who else ""
        if name not in self.windows:
            self.windows[name] = self._window(who)
        page, address = self.windows[name], self.url + path.removeprefix(self.url)
        if (
            page.url == address
        ):  # which may load anew by itself just now, and then neither of the two is answered
            page.goto("about:blank")
        answer = page.goto(address)
        assert answer is not None, path
        assert answer.status == 200, f"{who.name if who else 'an employer'} got {answer.status} at {path}"
        self.looks_right(page)
        self.seen = page
        return Keys(page) if self.manner.keyboard else Hands(page)

    def looks_right(self, page: Page) -> None:
        assert page.get_attribute("html", "lang") == self.manner.language
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.manner.width, f"{page.url} is {wide} px wide"

    def keeps_a_picture(self, step: str) -> None:
        """Of the page on which the step ended, for people to look at."""
        assert self.seen is not None
        number = len(self.pictures) + 1
        self.pictures.append(PICTURES / self.manner.name / f"{number:02}-{step.replace('_', '-')}.png")
        self.seen.screenshot(path=self.pictures[-1], full_page=True)

    def _window(self, who: Actor | None) -> Page:
        manner = self.manner
        context = self.browser.new_context(
            viewport={"width": manner.width, "height": 900 if manner.width > 400 else 740},
            java_script_enabled=manner.scripts,
        )
        context.set_default_timeout(PATIENCE_MS)
        cookies = {"preferences": f"{manner.language}.light.Asia/Shanghai"}
        if who is not None:
            visit = replace(who, http=self.told.world.client()).signs_in()  # a sign-in of the window's own
            kept = visit.http.client._cookies.values()  # type: ignore[attr-defined]
            cookies |= {one.key: one.value for one in kept if one.key != "preferences"}
        context.add_cookies(
            [{"name": name, "value": text, "url": self.url} for name, text in cookies.items()]
        )
        page = context.new_page()
        page.on("pageerror", lambda error: self.noted.append(f"{page.url}: {error}"))
        page.on("console", lambda one: self.noted.append(one.text) if one.type == "error" else None)
        return page


def pictured(step: Callable[Concatenate[Town, P], Told]) -> Callable[Concatenate[Town, P], Told]:
    """A step of the story that leaves a picture under `var/screenshots`."""

    @wraps(step)
    def done(town: Town, *args: P.args, **kwargs: P.kwargs) -> Told:
        told = step(town, *args, **kwargs)
        town.keeps_a_picture(step.__name__)
        return told

    return done
