"""Finds the skills that a text names: a brief, a CV, a course's outline, in Chinese or English.

Four steps, each a module: the text is folded and mended (`reading`), an automaton finds every name that stands in it
(`naming`), the names are chosen that read the text best and fit each other (`choosing`), and what the text denies is
left out (`denying`). What comes out is offered to a person, who confirms it.
"""

from dataclasses import dataclass

from services.matching.graph import SkillGraph
from services.matching.mentions.choosing import Chosen, choose
from services.matching.mentions.denying import denied
from services.matching.mentions.naming import names
from services.matching.mentions.reading import read

__all__ = ["Mention", "find", "names"]

AROUND = 24


@dataclass(frozen=True, slots=True)
class Mention:
    """A skill that a text names: the ``words`` that name it there, and what stands around them."""

    uri: str
    before: str
    words: str
    after: str


def find(graph: SkillGraph, text: str, most: int = 30) -> list[Mention]:
    """Returns the skills that ``text`` names and does not deny, each once, in the order of the text.

    Of more than ``most`` those stay whose names say it best.

    Notes
    -----
    Time grows with the text's length and with the number of names that begin in it; the first call makes the
    automaton (half a second).
    """
    known, reading = names(graph), read(text)
    away = denied(reading)
    chosen: dict[str, Chosen] = {}
    for hit in choose(graph, known, reading):
        if not any(start <= hit.start < end for start, end in away):
            chosen.setdefault(hit.uri, hit)
    best = sorted(chosen.values(), key=lambda hit: (-hit.worth, hit.start))[: max(0, most)]
    return [
        _mention(text, *reading.span(hit.start, hit.end), hit.uri)
        for hit in sorted(best, key=lambda hit: hit.start)
    ]


def _mention(text: str, start: int, end: int, uri: str) -> Mention:
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return Mention(uri, _line(before), _line(text[start:end]), _line(after))


def _line(text: str) -> str:
    """One line, the blank at either end kept: it parts words from words."""
    return " ".join(f"|{text}|".split())[1:-1]
