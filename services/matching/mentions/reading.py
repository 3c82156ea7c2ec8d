"""A text as it is searched: folded, its broken words mended, English words without their endings.

Each character's place in the original is known. Names are brought into the same form by `normal`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.searching import fold, is_chinese

BROKEN = re.compile(r"(?<=[A-Za-z])-[ \t]*\r?\n[ \t]*(?=[a-z])")
"""A word that a line's end parts: "analy-" and "sis"."""

SPACED = re.compile(r"(?<![A-Za-z0-9])[A-Za-z](?: [A-Za-z]){2,}(?![A-Za-z0-9])")
"""A word that was scanned letter by letter: "P y t h o n"."""

ARTICLE = re.compile(r"(?<![a-z0-9])(?:the|an|a) (?=[a-z])")
ENDING = re.compile(r"(?<![a-z0-9])(?P<stem>[a-z]{4,}?)(?P<ending>ing|ed|es|(?<!s)s|e)(?![a-z0-9])")
"""An ending is cut where at least four letters stay: handled, handling and handles are found by handle."""

BULLETS = "-*•·●○■□◆▪–—"


@dataclass(frozen=True, slots=True)
class Reading:
    """``folded`` as names are folded, without blanks beside Chinese characters; ``places``: of each of its characters
    in ``text``; ``lines``: where in ``folded`` a line of the text begins that does not go on with the one before."""

    text: str
    folded: str
    places: tuple[int, ...]
    lines: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """From places in ``folded`` to places in ``text``; the ending of the last word belongs to it."""
        first, last = self.places[start], self.places[end - 1] + 1
        while (
            self.text[last - 1].isascii()
            and self.text[last : last + 1].isascii()
            and self.text[last : last + 1].isalpha()
        ):
            last += 1
        return first, last

    def spelt(self, start: int, end: int) -> str:
        """What is written there, without what was left out between."""
        last = self.places[end - 1] + 1
        kept = "".join(self.text[place] for place in dict.fromkeys(self.places[start:end]))
        return kept + self.text[last : self.span(start, end)[1]]


def normal(name: str) -> str:
    """A name in the form in which texts are searched: folded, English words without articles and endings, and
    without the blanks beside Chinese characters, which some write and some do not.

    >>> normal("繪製 AutoCAD 圖"), normal("Handling customer complaints")
    ('绘制autocad图', 'handl customer complaint')
    """
    folded = fold(name)
    if folded.isascii():
        return stem(ARTICLE.sub("", folded))
    return re.sub(r" (?=[㐀-鿿])|(?<=[㐀-鿿]) ", "", stem(ARTICLE.sub("", folded)))


def stem(folded: str) -> str:
    """English words without their endings.

    >>> stem("handled handle databases database process wiring")
    'handl handl databas databas process wiring'
    """
    return ENDING.sub(r"\g<stem>", folded)


def read(text: str) -> Reading:
    """Returns the text as it is searched.

    Examples
    --------
    >>> read("ＣＮＣ 數 控, P y t h o n and analy-\\nsis").folded
    'cnc数控, python and analysi'
    """
    signs: list[str] = []
    places: list[int] = []
    lines: list[int] = []
    blank = False
    for place, character in _kept(text):
        folded = fold(character)
        if not folded:
            blank = blank or bool(signs)
            if character == "\n" and not _goes_on(text, place + 1):
                lines.append(len(signs))
            continue
        if blank and not (is_chinese(signs[-1]) or is_chinese(folded)):
            signs.append(" ")
            places.append(place - 1)
        blank = False
        signs += folded
        places += [place] * len(folded)
    return _stemmed(Reading(text, "".join(signs), tuple(places), tuple(lines)))


def _stemmed(reading: Reading) -> Reading:
    out = {place for article in ARTICLE.finditer(reading.folded) for place in range(*article.span())}
    for word in ENDING.finditer(reading.folded):
        out |= set(range(*word.span("ending")))
    kept = [place for place in range(len(reading.folded)) if place not in out]
    now = {old: new for new, old in enumerate(kept)}
    return Reading(
        reading.text,
        "".join(reading.folded[place] for place in kept),
        tuple(reading.places[place] for place in kept),
        tuple(now.get(line, len(kept)) for line in reading.lines),
    )


def _kept(text: str) -> Iterator[tuple[int, str]]:
    """The characters of the text with their places, without those that part what belongs together."""
    out = {place for broken in BROKEN.finditer(text) for place in range(*broken.span())}
    for spaced in SPACED.finditer(text):
        out |= {place for place in range(*spaced.span()) if text[place] == " "}
    yield from ((place, character) for place, character in enumerate(text) if place not in out)


def _goes_on(text: str, place: int) -> bool:
    """Whether the line that begins there goes on with the sentence before: it begins with a small letter."""
    rest = text[place:].lstrip(" \t\r")
    return bool(rest) and rest[0] not in BULLETS and rest[0].isascii() and rest[0].islower()
