"""Skills, their relations, and what one skill is worth where another is needed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

import networkx as nx

from services.matching.graph.axes import climb
from shared.errors import NotFound
from shared.messages import N_

LANGUAGES = ("en", "zh_Hans", "zh_Hant")

CREDIT: Mapping[str, float] = MappingProxyType(
    {
        "same": 1.0,
        "narrower": 0.8,
        "broader": 0.4,
        "has_essential": 0.6,
        "has_optional": 0.4,
        "essential_for": 0.3,
        "optional_for": 0.2,
        "least": 0.3,
    }
)
"""What a held skill is worth where another is needed, by what it is to that other: ``narrower`` means that
the held skill is narrower than the needed one, ``has_essential`` that ESCO calls the needed one essential for
it. Along two edges the factors multiply; less than ``least`` counts as nothing."""

TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Skill:
    """A node of the graph. ``kind`` is skill, knowledge, own or group; ``names`` maps languages to names."""

    uri: str
    kind: str
    names: Mapping[str, str]
    alternatives: tuple[str, ...]
    definition: str

    def name(self, language: str = "en") -> str:
        """Returns the name in ``language`` ("zh_Hant_TW" reads as "zh_Hant"), or the English one."""
        return self.names.get(reading_language(language), self.names["en"])


class Step(NamedTuple):
    """One edge of a credit path: ``source`` is ``relation`` (a key of `CREDIT`) to ``target``."""

    source: str
    relation: str
    target: str


class Credit(NamedTuple):
    """What a held skill is worth where another is needed (0–1), and the edges that make it so."""

    value: float
    path: tuple[Step, ...]


NO_CREDIT = Credit(0.0, ())


class Neighbour(NamedTuple):
    """A skill one edge away: ``uri`` is ``relation`` to the skill that was asked about."""

    uri: str
    relation: str
    factor: float


def reading_language(language: str) -> str:
    """Returns which of `LANGUAGES` serves a reader of ``language``.

    >>> reading_language("zh-Hant-TW"), reading_language("zh_Hans_CN"), reading_language("fr")
    ('zh_Hant', 'zh_Hans', 'en')
    """
    written = language.replace("-", "_")
    return next((known for known in LANGUAGES if written.startswith(known)), "en")


class SkillGraph:
    """Skills and their relations, frozen.

    Parameters
    ----------
    skills : iterable of Skill
    edges : iterable of (source, target, type)
        Types: ``broader`` (to the broader one), ``essential_for``, ``optional_for``, ``prerequisite_of``,
        ``same_as``. ``prerequisite_of`` (from what comes before) gives no credit: it orders paths.
    version : str
        Tells graphs with other content apart.

    Attributes
    ----------
    graph : networkx.MultiDiGraph
        Nodes are URIs with ``kind``; an edge's key is its type. Frozen.
    skills : mapping of URI to Skill
    """

    def __init__(self, skills: Iterable[Skill], edges: Iterable[tuple[str, str, str]], version: str) -> None:
        self.version = version
        self.skills: Mapping[str, Skill] = MappingProxyType({skill.uri: skill for skill in skills})
        graph = nx.MultiDiGraph()
        graph.add_nodes_from((skill.uri, {"kind": skill.kind}) for skill in self.skills.values())
        graph.add_edges_from((source, target, kind, {}) for source, target, kind in edges)
        self.graph: Any = nx.freeze(graph)
        # A memo of pure results: whoever computes one twice writes the same value again.
        self._credits: dict[str, Mapping[str, Credit]] = {}
        self._axes: dict[str, str] = {}

    def __contains__(self, uri: object) -> bool:
        return uri in self.skills

    def __len__(self) -> int:
        return len(self.skills)

    def skill(self, uri: str) -> Skill:
        """Returns the skill or group ``uri``; raises NotFound."""
        try:
            return self.skills[uri]
        except KeyError:
            raise NotFound(N_("The skill graph has no such skill.")) from None

    def name(self, uri: str, language: str = "en") -> str:
        """Returns the name of ``uri`` in ``language``; raises NotFound."""
        return self.skill(uri).name(language)

    def neighbours(self, uri: str) -> tuple[Neighbour, ...]:
        """Returns the skills one edge away that are worth something where ``uri`` is needed.

        Each with its best relation, sorted by falling factor, then URI.
        """
        self.skill(uri)
        found: dict[str, Neighbour] = {}
        outgoing = {"broader": "broader", "essential_for": "has_essential", "optional_for": "has_optional"}
        incoming = {"broader": "narrower", "essential_for": "essential_for", "optional_for": "optional_for"}
        ends = [(other, outgoing.get(kind, kind)) for _, other, kind in self.graph.out_edges(uri, keys=True)]
        ends += [(other, incoming.get(kind, kind)) for other, _, kind in self.graph.in_edges(uri, keys=True)]
        for other, relation in ends:
            factor = CREDIT["same"] if relation == "same_as" else CREDIT.get(relation, 0.0)
            if factor and (other not in found or factor > found[other].factor):
                found[other] = Neighbour(other, relation, factor)
        return tuple(sorted(found.values(), key=lambda near: (-near.factor, near.uri)))

    def credit(self, held: str, needed: str) -> Credit:
        """Returns what ``held`` is worth where ``needed`` is needed: the best product over at most two edges.

        A skill that this version does not know is worth itself alone.

        Examples
        --------
        >>> names = ["welding", "spot welding", "arc welding"]
        >>> skills = [Skill(name, "skill", {"en": name}, (), "") for name in names]
        >>> edges = [("spot welding", "welding", "broader"), ("arc welding", "welding", "broader")]
        >>> graph = SkillGraph(skills, edges, version="1")
        >>> graph.credit("spot welding", "welding").value
        0.8
        >>> graph.credit("welding", "spot welding").value
        0.4
        >>> credit = graph.credit("arc welding", "spot welding")
        >>> credit.value
        0.32
        >>> [(step.source, step.relation, step.target) for step in credit.path]
        [('arc welding', 'narrower', 'welding'), ('welding', 'broader', 'spot welding')]
        """
        if held == needed:
            return Credit(CREDIT["same"], ())
        return self.credits_for(needed).get(held, NO_CREDIT) if needed in self.skills else NO_CREDIT

    def credits_for(self, needed: str) -> Mapping[str, Credit]:
        """Returns every other skill or group that gives credit where ``needed`` is needed.

        Notes
        -----
        O(sum of the degrees of the neighbours), then remembered. Of equal products the shorter path stands,
        then the one through the smaller URI.
        """
        if needed not in self._credits:
            self._credits[needed] = MappingProxyType(self._expand(needed))
        return self._credits[needed]

    def _expand(self, needed: str) -> dict[str, Credit]:
        least = CREDIT["least"] - TOLERANCE
        near = self.neighbours(needed)
        best = {first.uri: Credit(first.factor, (Step(first.uri, first.relation, needed),)) for first in near}
        for first in near:
            last = Step(first.uri, first.relation, needed)
            for second in self.neighbours(first.uri):
                value = round(first.factor * second.factor, 9)
                if value < least:
                    break
                if second.uri != needed and value > best.get(second.uri, NO_CREDIT).value:
                    best[second.uri] = Credit(value, (Step(second.uri, second.relation, first.uri), last))
        return {uri: credit for uri, credit in best.items() if credit.value >= least}

    def broader(self, uri: str) -> list[str]:
        """Returns what stands directly above ``uri``, sorted; raises NotFound."""
        self.skill(uri)
        return sorted(up for _, up, kind in self.graph.out_edges(uri, keys=True) if kind == "broader")

    @cached_property
    def counts(self) -> dict[str, int]:
        """How much there is: ``skills`` (without groups), ``named`` in Chinese, ``relations``, ``prerequisites``."""
        skills = [skill for skill in self.skills.values() if skill.kind != "group"]
        kinds = [kind for *_, kind in self.graph.edges(keys=True)]
        before = kinds.count("prerequisite_of")
        return {
            "skills": len(skills),
            "named": sum("zh_Hans" in skill.names for skill in skills),
            "relations": len(kinds) - before,
            "prerequisites": before,
        }

    def prerequisites(self, uri: str) -> list[str]:
        """Returns what one must be able to do before ``uri`` is learnt, sorted; raises NotFound."""
        self.skill(uri)
        return sorted(
            before for before, _, kind in self.graph.in_edges(uri, keys=True) if kind == "prerequisite_of"
        )

    def axis(self, uri: str) -> str:
        """Returns the axis of the radar that ``uri`` belongs to; raises NotFound."""
        if uri not in self._axes:
            self._axes[uri] = climb(uri, self.broader)
        return self._axes[uri]
