"""Every name of every skill in one automaton, beside ordinary words that only look as if they held one."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import ahocorasick

from services.matching.graph import SkillGraph
from services.matching.mentions.reading import Reading, normal, stem
from services.matching.mentions.turning import turned
from services.matching.skills import index
from shared.searching import is_chinese

LEAST, SHORT, LONGEST = 2, 3, 40
"""A name of at most ``SHORT`` letters counts only when it is spelt as such: PS and SQL, not "ps" in a sentence."""

PREFERRED, TURNED, OTHER = 0, 1, 2
"""A skill's preferred name, that one said in another way, another name of it."""

LETTERS = re.compile(r"[a-z]{2,}")
ORDINARY = Path(__file__).parent.parent / "data" / "ordinary.txt"


class Named(NamedTuple):
    """A skill that has the name: as which ``kind`` of name, and how that is ``spelt``."""

    uri: str
    kind: int
    spelt: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A name that stands at ``start`` to ``end`` of the folded text. ``skills``: whose it is, best first; nobody's
    when it is an ordinary word."""

    start: int
    end: int
    skills: tuple[Named, ...]

    @property
    def proper(self) -> bool:
        """Whether the name is always written with a capital: Python, not welding."""
        return all(form != form.lower() for named in self.skills for form in named.spelt)


class Names:
    """The automaton, what each of its words names, and how ``often`` ESCO's definitions use an English word."""

    def __init__(self, graph: SkillGraph) -> None:
        named = _named(graph)
        words = ORDINARY.read_text(encoding="utf-8").split("\n")
        self.often = Counter(
            word
            for skill in graph.skills.values()
            for word in LETTERS.findall(stem(skill.definition.lower()))
        )
        self.automaton = ahocorasick.Automaton()
        for word in {*named, *(normal(word) for word in words if word)}:
            self.automaton.add_word(word, (len(word), named.get(word, ())))
        self.automaton.make_automaton()

    def hits(self, reading: Reading) -> Iterator[Hit]:
        """Yields every name that stands in the text as a word does, also those that overlap."""
        for last, (length, skills) in self.automaton.iter(reading.folded):
            hit = Hit(last + 1 - length, last + 1, skills)
            if not (_parts(reading.folded, hit.start) and _parts(reading.folded, hit.end)):
                continue
            short = skills and length <= SHORT and not is_chinese(reading.folded[hit.start])
            written = reading.spelt(hit.start, hit.end) if short else ""
            if not short or any(written in named.spelt for named in skills):
                yield hit


def _named(graph: SkillGraph) -> Mapping[str, tuple[Named, ...]]:
    length = {uri: len(skill.names["en"]) for uri, skill in graph.skills.items()}
    found: defaultdict[str, list[tuple[int, int, str, str]]] = defaultdict(list)
    for uri, form, kind in _forms(graph):
        word = normal(form)
        if LEAST <= len(word) <= LONGEST:
            found[word].append((kind, length[uri], uri, form))
    return {word: _by_skill(sorted(rows)) for word, rows in found.items()}


def _by_skill(rows: list[tuple[int, int, str, str]]) -> tuple[Named, ...]:
    merged: dict[str, Named] = {}
    for kind, _, uri, form in rows:
        before = merged.get(uri)
        merged[uri] = Named(uri, before.kind, (*before.spelt, form)) if before else Named(uri, kind, (form,))
    return tuple(merged.values())


def _forms(graph: SkillGraph) -> Iterator[tuple[str, str, int]]:
    for _, uri, name, preferred in index(graph).names:
        yield uri, name, PREFERRED if preferred else OTHER
        if preferred:
            yield from ((uri, form, TURNED) for form in turned(name))


@lru_cache(maxsize=2)
def names(graph: SkillGraph) -> Names:
    """Returns the names of ``graph``, made at the first call (about a second)."""
    return Names(graph)


def _parts(folded: str, at: int) -> bool:
    """Returns whether a word may end or begin before the character at ``at``."""
    if at in (0, len(folded)):
        return True
    left, right = folded[at - 1], folded[at]
    return not (left.isalnum() and right.isalnum()) or is_chinese(left) or is_chinese(right)
