"""Somebody who looks at pages in a real browser and notes whatever goes wrong there."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from babel.messages.pofile import read_po
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.security.matrix.stage import Caller, Stage

SERVICES = Path(__file__).parents[2] / "services"
SHARED = Path(__file__).parents[2] / "shared" / "web" / "translations"
CATALOGUES = {"zh-Hans": "zh_Hans_CN", "zh-Hant": "zh_Hant_TW"}
PATIENCE_MS = 60_000

TEXTS = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest('script,style,pre,code,[translate=no]')) found.push(walker.currentNode.data.trim());
  }
  for (const one of document.querySelectorAll('[aria-label],[placeholder],[title]'))
    for (const name of ['aria-label', 'placeholder', 'title']) found.push((one.getAttribute(name) || '').trim());
  return found.filter(text => text);
}"""


@dataclass
class Visitor:
    stage: Stage | None
    browser: Browser
    context: BrowserContext | None = None
    page: Page | None = None
    noted: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        assert self.stage is not None
        return self.stage.world.settings["accounts"].public_url

    def comes(
        self, caller: Caller | None = None, *, language: str = "en", theme: str = "light", **options: Any
    ) -> Page:
        """A new browser, signed in as ``caller`` (None: nobody); ``options`` as Playwright's new_context."""
        self.leave()
        self.context = self.browser.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        self.context.set_default_timeout(PATIENCE_MS)
        cookies = dict(caller.cookies) if caller else {}
        cookies["preferences"] = f"{language}.{theme}.Asia/Shanghai"
        self.context.add_cookies(
            [{"name": name, "value": text, "url": self.url} for name, text in cookies.items()]
        )
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.noted.append(f"script error: {error}"))
        self.page.on("request", self._request)
        return self.page

    def opens(self, path: str) -> int:
        """Go there; the status of the page that one arrives at."""
        assert self.page is not None
        answer = self.page.goto(self.url + path, wait_until="load")
        return answer.status if answer else 0

    def links(self) -> list[str]:
        """Paths that the page leads to, in its order."""
        assert self.page is not None
        found = self.page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
        paths = [urlsplit(link) for link in found if link.startswith(self.url)]
        return list(dict.fromkeys(p.path + (f"?{p.query}" if p.query else "") for p in paths))

    def untranslated(self, language: str) -> list[str]:
        """Texts on the page that are sentences of the program, in English."""
        assert self.page is not None
        return sorted(set(self.page.evaluate(TEXTS)) & english(language))

    def leave(self) -> None:
        if self.context is not None:
            self.context.close()
            self.context = self.page = None

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.noted.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:")):
            self.noted.append(f"asked another host: {request.url}")


@dataclass
class Guest(Visitor):
    """Somebody who looks at what is served elsewhere."""

    address: str = ""

    @property
    def url(self) -> str:
        return self.address


@lru_cache
def english(language: str) -> frozenset[str]:
    """The msgids whose translation into ``language`` is another text."""
    name, found = f"{CATALOGUES[language]}.po", set()
    for path in (SHARED / name, *SERVICES.glob(f"*/translations/{name}")):
        with path.open("rb") as source:
            for message in read_po(source):
                if isinstance(message.id, str) and message.string and message.string != message.id:
                    found.add(message.id)
    return frozenset(found)
