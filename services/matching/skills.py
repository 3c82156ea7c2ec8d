"""Finds a skill by any of its names, in any of the three languages.

Names and queries are folded: case, width and accents do not matter, and simplified and traditional characters
are the same. A query matches a name when each of its parts does: a Latin part begins a word, a Chinese part
(cut into pairs of characters) stands in the name in one piece.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from services.matching.graph import Skill, SkillGraph, reading_language

VARIANTS = Path(__file__).parent / "data" / "variants.txt"
PART = re.compile(r"[㐀-鿿]+|[^\W㐀-鿿_]+[+#]*")
EXACT, PREFIX, WORDS = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Found:
    """A skill that a search found: ``name`` in the reader's language, ``matched`` the name that was found."""

    uri: str
    name: str
    kind: str
    matched: str


@lru_cache(maxsize=1)
def variants() -> Mapping[int, str]:
    """Returns the table that folds traditional characters to simplified ones, for `str.translate`."""
    pairs = "".join(VARIANTS.read_text(encoding="utf-8").split())
    return {ord(pairs[at]): pairs[at + 1] for at in range(0, len(pairs), 2)}


def fold(text: str) -> str:
    """Returns ``text`` as it is compared.

    Examples
    --------
    >>> fold("ＣＮＣ 數控"), fold("Café  Ops")
    ('cnc 数控', 'cafe ops')
    """
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(unicodedata.normalize("NFC", bare).casefold().translate(variants()).split())


def parts(folded: str) -> list[str]:
    """Returns the runs of Chinese characters and the Latin words of a folded text.

    Examples
    --------
    >>> parts("cnc数控 编程, c++")
    ['cnc', '数控', '编程', 'c++']
    """
    return PART.findall(folded)


def keys(part: str) -> Iterator[str]:
    """Yields what a part is indexed by: a Chinese run's characters and pairs, a word itself."""
    if not is_chinese(part):
        yield part
        return
    yield from part
    yield from pairs(part)


def is_chinese(part: str) -> bool:
    """Returns whether a part is a run of Chinese characters."""
    return "㐀" <= part[0] <= "鿿"


class Index:
    """All names of a graph's skills (not of its groups), ready to be searched."""

    def __init__(self, graph: SkillGraph) -> None:
        self.names: list[tuple[str, str, str, bool]] = []
        found: defaultdict[str, list[int]] = defaultdict(list)
        for skill in graph.skills.values():
            if skill.kind == "group":
                continue
            for name, preferred in all_names(skill):
                folded = fold(name)
                for key in dict.fromkeys(key for part in parts(folded) for key in keys(part)):
                    found[key].append(len(self.names))
                self.names.append((folded, skill.uri, name, preferred))
        self.postings: Mapping[str, list[int]] = dict(found)
        self.words = sorted(key for key in found if not is_chinese(key))

    def candidates(self, part: str) -> set[int]:
        """Returns the numbers of the names in which ``part`` may stand: a superset."""
        if is_chinese(part):
            wanted = pairs(part) or [part]
            return set.intersection(*(set(self.postings.get(key, ())) for key in wanted))
        first = bisect_left(self.words, part)
        last = bisect_left(self.words, part + "\U0010ffff")
        return {number for word in self.words[first:last] for number in self.postings[word]}

    def matches(self, query: str) -> Iterator[tuple[int, int]]:
        """Yields (number of a name, rank) for a folded query."""
        wanted = parts(query)
        if not wanted:
            return
        for number in set.intersection(*(self.candidates(part) for part in wanted)):
            name = self.names[number][0]
            if all(part in name for part in wanted):
                yield number, EXACT if name == query else PREFIX if name.startswith(query) else WORDS


def pairs(run: str) -> list[str]:
    """Returns the pairs of neighbouring characters of a Chinese run."""
    return [run[at : at + 2] for at in range(len(run) - 1)]


def all_names(skill: Skill) -> Iterator[tuple[str, bool]]:
    """Yields each name of a skill, and whether it is a preferred one."""
    preferred = dict.fromkeys(skill.names.values())
    yield from ((name, True) for name in preferred)
    yield from ((name, False) for name in dict.fromkeys(skill.alternatives) if name not in preferred)


@lru_cache(maxsize=2)
def index(graph: SkillGraph) -> Index:
    """Returns the index of ``graph``, made at the first call (about a second)."""
    return Index(graph)


def search(graph: SkillGraph, text: str, language: str = "en", limit: int = 20) -> list[Found]:
    """Returns the skills that ``text`` names, best first.

    Parameters
    ----------
    text : str
        A name or the beginning of its words, in any language.
    language : str
        Of the names that are returned; at equal rank, names in this language come first.
    limit : int
        How many at most.

    Notes
    -----
    Order: exact, beginning of the name, words; then preferred names before others, the reader's language
    before others, short before long, and by URI. The same input gives the same list.
    """
    known, query = index(graph), fold(text)
    reader = reading_language(language)
    best: dict[str, tuple[tuple[object, ...], str]] = {}
    for number, rank in known.matches(query):
        folded, uri, name, preferred = known.names[number]
        foreign = graph.skills[uri].names.get(reader) != name
        order = (rank, not preferred, foreign, len(folded), uri)
        if uri not in best or order < best[uri][0]:
            best[uri] = (order, name)
    ranked = sorted(best.items(), key=lambda found: found[1][0])[: max(0, limit)]
    return [Found(uri, graph.name(uri, language), graph.skills[uri].kind, name) for uri, (_, name) in ranked]
