"""Finds the names of skills in a text that somebody pasted: a CV, a course's description, a post.

Names and text are folded alike (`shared.searching`), so that any of the three languages will do. Of names that
overlap the longest counts. A name in letters stands between other signs, as a word does; one in Chinese characters
anywhere.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from services.matching.graph import SkillGraph
from services.matching.skills import index
from shared.searching import fold, is_chinese

LEAST, SHORT, LONGEST = 2, 3, 80
"""A name of at most ``SHORT`` letters counts only when it is spelt as such: PS and SQL, not "ps" in a sentence."""

AROUND = 24


@dataclass(frozen=True, slots=True)
class Mention:
    """A skill that a text names: the ``words`` that name it there, and what stands around them."""

    uri: str
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class _Name:
    uri: str
    spelt: frozenset[str]


class Names:
    """The folded names of a graph's skills, and by their first two characters how long they are."""

    def __init__(self, graph: SkillGraph) -> None:
        found: dict[str, tuple[tuple[bool, int, str], str]] = {}
        spelt: defaultdict[str, set[str]] = defaultdict(set)
        for folded, uri, name, preferred in index(graph).names:
            order = (not preferred, len(graph.skill(uri).names["en"]), uri)
            spelt[folded].add(name)
            if LEAST <= len(folded) <= LONGEST and (folded not in found or order < found[folded][0]):
                found[folded] = (order, uri)
        self.named: Mapping[str, _Name] = {
            name: _Name(uri, frozenset(spelt[name])) for name, (_, uri) in found.items()
        }
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for name in self.named:
            lengths[name[:LEAST]].add(len(name))
        self.lengths: Mapping[str, list[int]] = {
            begin: sorted(all_, reverse=True) for begin, all_ in lengths.items()
        }


@lru_cache(maxsize=2)
def names(graph: SkillGraph) -> Names:
    """Returns the names of ``graph``, made at the first call (half a second)."""
    return Names(graph)


def find(graph: SkillGraph, text: str, most: int = 30) -> list[Mention]:
    """Returns the skills that ``text`` names, each once, in the order of the text.

    Notes
    -----
    Time grows with the text's length times the number of different lengths of names that begin alike.
    """
    found: dict[str, Mention] = {}
    for uri, start, end in _hits(names(graph), text):
        if uri not in found and len(found) < most:
            before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
            found[uri] = Mention(uri, _line(before), _line(text[start:end]), _line(after))
    return list(found.values())


def _line(text: str) -> str:
    """One line, the blank at either end kept: it parts words from words."""
    return " ".join(f"|{text}|".split())[1:-1]


def _hits(known: Names, text: str) -> Iterator[tuple[str, int, int]]:
    folded, places = _folded(text)
    at = 0
    while at < len(folded):
        end = _longest(known, folded, at, text, places)
        if end is None:
            at += 1
            continue
        yield known.named[folded[at:end]].uri, places[at], places[end - 1] + 1
        at = end


def _longest(known: Names, folded: str, at: int, text: str, places: list[int]) -> int | None:
    if not _parts(folded, at):
        return None
    for length in known.lengths.get(folded[at : at + LEAST], ()):
        end = at + length
        name = known.named.get(folded[at:end])
        if end > len(folded) or name is None or not _parts(folded, end):
            continue
        if length > SHORT or is_chinese(folded[at]) or text[places[at] : places[end - 1] + 1] in name.spelt:
            return end
    return None


def _parts(folded: str, at: int) -> bool:
    """Returns whether a word may end or begin before the character at ``at``."""
    if at in (0, len(folded)):
        return True
    left, right = folded[at - 1], folded[at]
    return not (left.isalnum() and right.isalnum()) or is_chinese(left) or is_chinese(right)


def _folded(text: str) -> tuple[str, list[int]]:
    """Returns the folded text, and for each of its characters the place in ``text`` that it comes from."""
    signs: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        folded = fold(character) or (" " if character.isspace() and signs and signs[-1] != " " else "")
        signs += folded
        places += [place] * len(folded)
    return "".join(signs), places
