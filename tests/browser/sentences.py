"""A catalogue that marks every sentence which passes through it, and the words of a page outside such marks."""

import re
from html.parser import HTMLParser

from babel.support import Translations

OPEN, CLOSE = "⟦", "⟧"
SHOWN = ("alt", "aria-label", "placeholder", "title")
"""Attributes that people read or hear. ``data-…`` ones with a sentence in them are shown by scripts."""
NOT_READ = {"script", "style", "pre", "code"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
LETTERS = re.compile(r"[^\W\d_]{2,}")


class Marking(Translations):
    """Each sentence between marks; what is put into it stands between them too."""

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message}{CLOSE}"

    def ngettext(self, singular: str, plural: str, num: int) -> str:
        return self.gettext(singular if num == 1 else plural)

    ugettext, ungettext = gettext, ngettext  # type: ignore[assignment]


class Outside(HTMLParser):
    """``found``: the texts of a page that stand outside the marks, without those that name a language of their own
    (what a person wrote), code, and what is not to be translated."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.above: list[tuple[str, bool]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        foreign = tag != "html" and ("lang" in given or given.get("translate") == "no")
        silent = self._silent() or foreign or tag in NOT_READ
        if not silent:
            self._attributes(tag, given)
        if tag not in VOID:
            self.above.append((tag, silent))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.above.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.above and self.above.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """A sentence may go on behind a tag that stands in it, so the page's text is read as one."""
        self.text.append("" if self._silent() else data)

    def _silent(self) -> bool:
        return bool(self.above) and self.above[-1][1]

    def _attributes(self, tag: str, given: dict[str, str]) -> None:
        named = [value for name, value in given.items() if name in SHOWN]
        named += [value for name, value in given.items() if name.startswith("data-") and " " in value]
        self.found += [rest for value in named for rest in unmarked(value)]

    def close(self) -> None:
        super().close()
        self.found += unmarked("\n".join(self.text))


def unmarked(text: str) -> list[str]:
    """The lines of a text that hold letters outside the marks, with what stands in marks cut out."""
    left, depth = [], 0
    for sign in text:
        depth += sign == OPEN
        left.append("" if depth else sign)
        depth -= sign == CLOSE
    lines = (line.strip() for line in "".join(left).splitlines())
    return [line for line in lines if LETTERS.search(line)]


def outside(html: str) -> list[str]:
    page = Outside()
    page.feed(html)
    page.close()
    return page.found
