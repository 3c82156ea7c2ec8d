"""Of the names that stand in a text, those that read it best and fit each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from services.matching.graph import SkillGraph
from services.matching.mentions.naming import PREFERRED, Hit, Names
from services.matching.mentions.reading import Reading

WORTH, WEAK = (1.0, 0.9, 0.7), 0.4
FITS, ENOUGH = 0.2, 0.5
"""What a name is worth: a skill's preferred one, that one said in another way, another one; and one that may mean
something else. A skill that stands close to a sure one of the same text gains ``FITS``; what is worth less than
``ENOUGH`` then is left out."""

COMMON, EVERYWHERE = 4, 200
"""A single English word may mean something else when ESCO's definitions use it more often than that (fuel); a
preferred name only when they use it all the time (plan). So may a product's name in small letters (puppet)."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A skill that the text names from ``start`` to ``end`` of the folded text, and how well."""

    uri: str
    start: int
    end: int
    worth: float


def choose(graph: SkillGraph, known: Names, reading: Reading) -> list[Chosen]:
    """Returns the skills that the text names, in its order; one that is named twice stands twice."""
    hits = [hit for hit in segment(known.hits(reading), len(reading.folded)) if hit.skills]
    sure = {
        hit.skills[0].uri: _around(graph, hit.skills[0].uri)
        for hit in hits
        if _worth(known, reading, hit, hit.skills[0].kind) >= ENOUGH
    }
    return [found for hit in hits for found in _best(graph, known, reading, hit, sure)]


def segment(hits: Iterable[Hit], length: int) -> list[Hit]:
    """Returns the hits without overlap that leave the fewest characters unread, with the fewest pieces of these.

    So an ordinary word keeps a name from beginning in its middle: 努力 + 学习 leaves nothing of 力学.

    Notes
    -----
    O(length + hits), by the best reading of each beginning of the text.
    """
    ending: dict[int, list[Hit]] = {}
    for hit in hits:
        ending.setdefault(hit.end, []).append(hit)
    best: list[tuple[int, int]] = [(0, 0)]
    taken: list[Hit | None] = [None]
    for end in range(1, length + 1):
        value = best[end - 1]
        taken.append(None)
        for one in ending.get(end, ()):
            covered, pieces = best[one.start]
            read = (covered + one.end - one.start, pieces - 1)
            if read > value:
                value, taken[end] = read, one
        best.append(value)
    return list(_back(taken))[::-1]


def _back(taken: list[Hit | None]) -> Iterator[Hit]:
    end = len(taken) - 1
    while end > 0:
        hit = taken[end]
        if hit is not None:
            yield hit
        end = hit.start if hit is not None else end - 1


def _best(
    graph: SkillGraph, known: Names, reading: Reading, hit: Hit, sure: dict[str, frozenset[str]]
) -> Iterator[Chosen]:
    """The skill of that name, when it is worth enough.

    Whose preferred name it is comes first; of several whose other name it is, the one that fits the text's other
    skills, then the one whose name is written in just that way.
    """
    axes = {graph.axis(uri) for uri in sure} if hit.proper else frozenset()
    written = reading.spelt(hit.start, hit.end)
    found = []
    for place, (uri, kind, spelt) in enumerate(hit.skills):
        here = _around(graph, uri)
        fits = graph.axis(uri) in axes or any(
            not near.isdisjoint(here) for other, near in sure.items() if other != uri
        )
        worth = _worth(known, reading, hit, kind) + FITS * fits
        found.append((worth >= ENOUGH, -kind, fits, written in spelt, -place, uri, worth))
    enough, *_, uri, worth = max(found)
    if enough:
        yield Chosen(uri, hit.start, hit.end, worth)


def _worth(known: Names, reading: Reading, hit: Hit, kind: int) -> float:
    word, spelt = reading.folded[hit.start : hit.end], reading.spelt(hit.start, hit.end)
    if word.isascii() and " " not in word:
        common = known.often[word] > (EVERYWHERE if kind == PREFERRED else COMMON) and not spelt.isupper()
        if spelt.islower() if hit.proper else common:
            return WEAK
    return WORTH[kind]


def _around(graph: SkillGraph, uri: str) -> frozenset[str]:
    """The skill itself, what stands directly above it, and those that ESCO ties to it."""
    return frozenset((uri, *graph.broader(uri), *(near.uri for near in graph.neighbours(uri))))
