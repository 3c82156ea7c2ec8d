"""ESCO's occupations and the skills that each calls essential: what a student may want to become.

English names are ESCO's; those that belong to the platform's trades have Chinese ones (``occupation_names.csv``).
"""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from services.matching.graph import SkillGraph, reading_language
from services.matching.graph.loading import DATA, rows_of
from shared.errors import NotFound
from shared.messages import N_
from shared.searching import fold, wanted, words


@dataclass(frozen=True, slots=True)
class Occupation:
    """``essential``: URIs of the skills that ESCO calls essential for it, sorted."""

    uri: str
    names: Mapping[str, str]
    alternatives: tuple[str, ...]
    definition: str
    essential: tuple[str, ...]

    def name(self, language: str = "en") -> str:
        """Returns the name in ``language``, or the English one."""
        return self.names.get(reading_language(language), self.names["en"])


class Occupations:
    """All occupations by URI, ready to be searched."""

    def __init__(self, found: list[Occupation]) -> None:
        self.by_uri: Mapping[str, Occupation] = MappingProxyType({one.uri: one for one in found})
        self._names = [
            (one, fold(name), name, words(name))
            for one in found
            for name in dict.fromkeys([*one.names.values(), *one.alternatives])
        ]

    def occupation(self, uri: str) -> Occupation:
        """Returns one; raises NotFound."""
        try:
            return self.by_uri[uri]
        except KeyError:
            raise NotFound(N_("There is no such occupation.")) from None

    def search(self, text: str, language: str = "en", limit: int = 20) -> list[Occupation]:
        """Returns the occupations that ``text`` names, best first.

        Notes
        -----
        Order: exact, beginning of the name, words; then names in the reader's language before others, short before
        long, and by URI. One pass over some twenty thousand names, a few milliseconds.
        """
        asked, query = wanted(text), fold(text)
        best: dict[str, tuple[int, bool, int, str]] = {}
        for one, folded, name, kept in self._names if asked else ():
            if all(word in folded and any(each.startswith(word) for each in kept) for word in asked):
                rank = 0 if folded == query else 1 if folded.startswith(query) else 2
                order = (rank, name != one.name(language), len(folded), one.uri)
                best[one.uri] = min(order, best.get(one.uri, order))
        return [self.by_uri[order[-1]] for order in sorted(best.values())[: max(0, limit)]]


@lru_cache(maxsize=1)
def load(graph: SkillGraph) -> Occupations:
    """Returns the occupations that the service carries, read once; skills that the graph does not know are left out.

    Raises
    ------
    ValueError
        If the file was compiled from another version of ESCO than the graph, or a curated row names no occupation.
    """
    table = json.loads(gzip.decompress((DATA / "occupations.json.gz").read_bytes()))
    skills = [uri for uri, skill in graph.skills.items() if skill.kind != "own"]
    if len(skills) != table["skills"]:
        raise ValueError("The occupations were compiled from another ESCO than the graph: compile both anew.")
    named = {row["uri"]: row for row in rows_of((DATA / "occupation_names.csv").read_bytes())}
    found = [_occupation(table["prefix"], row, skills, named) for row in table["occupations"]]
    unknown = named.keys() - {one.uri for one in found}
    if unknown:
        raise ValueError(f"{named[min(unknown)]['en']} is no occupation of this version of ESCO.")
    return Occupations(found)


def _occupation(
    prefix: str, row: list[Any], skills: list[str], named: Mapping[str, Mapping[str, str]]
) -> Occupation:
    place, english, alternatives, definition, essential = row
    names = {"en": english}
    names |= {code: text for code, text in named.get(prefix + place, {}).items() if code.startswith("zh")}
    return Occupation(
        prefix + place,
        MappingProxyType(names),
        tuple(alternatives),
        definition,
        tuple(skills[number] for number in essential),
    )
