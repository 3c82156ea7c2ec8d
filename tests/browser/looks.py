"""What is wrong with a page as it stands on a screen: it is too wide, cut, without a name, too heavy, breaks a rule."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.browser.visitor import Visitor
from tests.browser.walk import Got
from tests.security.matrix.stage import Caller

AXE = {"rules": {"target-size": {"enabled": True}}}
"""Of WCAG 2.2 AA, and off unless it is asked for."""
PICTURES = Path(__file__).parents[2] / "var/screenshots/sweep"
FIRST_VISIT_KB = 250
QUOTING = "/accounts/mail/"
"""A mail as it was sent: a document of its own, in a frame of its own."""
STANDS = """() => ({
  wide: document.documentElement.scrollWidth, title: document.title.slice(0, document.title.lastIndexOf('·')).trim(),
  heads: [...document.querySelectorAll('h1')].filter(one => one.checkVisibility() && one.innerText.trim()).length,
})"""
CUT = """() => {
  const found = new Set(), range = document.createRange();
  const meant = (one, style) => one.matches('.visually-hidden, .skip') || style.clipPath === 'inset(50%)' ||
    style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
  const outside = (box, edge) => box.right > edge.right + 1 || box.left < edge.left - 1 ||
    box.bottom > edge.bottom + 2 || box.top < edge.top - 2;
  const cutBy = (text, box) => {
    for (let one = text.parentElement; one && one !== document.body; one = one.parentElement) {
      const style = getComputedStyle(one);
      if (meant(one, style)) return null;
      if (/auto|scroll/.test(style.overflowX + style.overflowY)) return null;
      if (/hidden|clip/.test(style.overflowX + style.overflowY) && outside(box, one.getBoundingClientRect()))
        return one;
    }
    const page = {left: 0, right: innerWidth, top: -scrollY, bottom: document.documentElement.scrollHeight};
    return outside(box, page) ? document.body : null;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, parent = text.parentElement;
    if (!text.data.trim() || !parent.checkVisibility({visibilityProperty: true})) continue;
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      const by = box.width > 1 && cutBy(text, box);
      if (by) found.add(`${text.data.trim().slice(0, 60)} (cut by ${by.tagName.toLowerCase()}.${by.className})`);
    }
  }
  for (const one of document.querySelectorAll('button, .btn, .badge-state, select, input[type=submit]'))
    if (one.checkVisibility() && !meant(one, getComputedStyle(one)) && one.scrollWidth > one.clientWidth + 1)
      found.add(`${(one.innerText || one.value).trim().slice(0, 60)} (wider than itself)`);
  return [...found];
}"""
"""Texts that reach out of what hides what reaches out of it, or of the page. What scrolls is not cut, and what ends in
an ellipsis is meant to."""
PASSING = re.compile(r'name="csrf_token" value="[^"]*"|value="[^"]*" name="csrf_token"')


@dataclass(frozen=True)
class Look:
    width: int
    theme: str
    language: str

    def __str__(self) -> str:
        return f"{self.width}.{self.theme}"


DESK, PHONE = Look(1440, "light", "zh-Hans"), Look(360, "dark", "en")
"""The widest words on the narrowest screen."""


@dataclass
class Looker:
    """Looks at each page that it is told of: once for all who see the same in it, whatever their entries above are."""

    visitor: Visitor
    look: Look
    faults: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    looked_at: int = 0

    def __call__(self, got: Got) -> None:
        parts = {got.who, PASSING.sub("", got.text.partition('<main id="main"')[2])}
        if got.html and not got.saved and not got.path.startswith(QUOTING) and not parts <= self.known:
            self.known |= parts
            self.looked_at += 1
            if faults := self._opens(got):
                where = f"{got.rule} at {self.look}, as {got.who} sees {got.path}"
                self.faults += [f"{where}: {fault}" for fault in faults]
                print(*self.faults[-len(faults) :], sep="\n", flush=True)
                self._pictures(got)

    def _opens(self, got: Got) -> list[str]:
        visitor, look = self.visitor, self.look
        visitor.noted.clear()
        page = visitor.comes(
            Caller("", "", cookies=got.cookies), language=look.language, theme=look.theme,
            viewport={"width": look.width, "height": 900},
        )  # fmt: skip
        came = Weight.of(visitor)
        status = visitor.opens(got.path)
        found = [f"answered {status}"] if status != 200 else []
        found += self._stands(page.evaluate(STANDS))
        found += [f"cut: {text}" for text in page.evaluate(CUT)]
        found += violations(visitor)
        found += [f"{came.kb:.0f} KB at first visit"] if came.kb > FIRST_VISIT_KB else []
        return found + visitor.noted

    def _pictures(self, got: Got) -> None:
        """A page with a fault is kept as it looked."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"\W+", "-", f"{self.look} {got.rule} {got.who}")
        assert self.visitor.page is not None
        self.visitor.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

    def _stands(self, seen: dict[str, Any]) -> list[str]:
        found = [f"{seen['wide']} px wide"] if seen["wide"] > self.look.width else []
        found += [] if seen["heads"] else ["no h1"]
        return found + ([] if seen["title"] else ["no title"])


@dataclass
class Weight:
    """``kb``: what came over the wire, compressed, since the page was opened in a browser that has kept nothing."""

    kb: float = 0.0

    @classmethod
    def of(cls, visitor: Visitor) -> "Weight":
        assert visitor.context is not None
        assert visitor.page is not None
        weight, wire = cls(), visitor.context.new_cdp_session(visitor.page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", lambda one: weight.adds(one["encodedDataLength"]))
        return weight

    def adds(self, length: float) -> None:
        self.kb += length / 1000


def violations(visitor: Visitor) -> list[str]:
    """Of the page that lies open."""
    found = []
    for one in Axe().run(visitor.page, options=AXE).response["violations"]:
        where = "; ".join(str(node["target"]) for node in one["nodes"][:3])
        found.append(f"{one['id']}: {one['help']} at {where}")
    return found
