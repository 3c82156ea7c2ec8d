"""What a browser would take for markup in an HTML text."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(name for name, _ in attrs)}


def names(text: str) -> set[str]:
    """Of its tags and attributes."""
    reader = _Reader()
    reader.feed(text)
    return reader.found
