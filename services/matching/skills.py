"""Finds a skill by any of its names, in any of the three languages.

A query matches a name when each of its parts does (`shared.searching`): a Latin part begins a word, a Chinese part
stands in the name in one piece.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from services.matching.graph import Skill, SkillGraph, reading_language
from shared.searching import LAST, fold, parts, wanted, words

EXACT, PREFIX, WORDS = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Found:
    """A skill that a search found: ``name`` in the reader's language, ``matched`` the name that was found."""

    uri: str
    name: str
    kind: str
    matched: str


class Index:
    """All names of a graph's skills (not of its groups), ready to be searched."""

    def __init__(self, graph: SkillGraph) -> None:
        self.names: list[tuple[str, str, str, bool]] = []
        found: defaultdict[str, list[int]] = defaultdict(list)
        for skill in graph.skills.values():
            if skill.kind == "group":
                continue
            for name, preferred in all_names(skill):
                for word in words(name):
                    found[word].append(len(self.names))
                self.names.append((fold(name), skill.uri, name, preferred))
        self.postings: Mapping[str, list[int]] = dict(found)
        self.words = sorted(found)

    def candidates(self, begins: str) -> set[int]:
        """Returns the numbers of the names that have a word which begins like that."""
        first, last = bisect_left(self.words, begins), bisect_left(self.words, begins + LAST)
        return {number for word in self.words[first:last] for number in self.postings[word]}

    def matches(self, query: str) -> Iterator[tuple[int, int]]:
        """Yields (number of a name, rank) for a folded query."""
        asked = wanted(query)
        if not asked:
            return
        for number in set.intersection(*(self.candidates(word) for word in asked)):
            name = self.names[number][0]
            if all(part in name for part in parts(query)):
                yield number, EXACT if name == query else PREFIX if name.startswith(query) else WORDS


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
