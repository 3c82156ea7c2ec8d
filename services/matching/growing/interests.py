"""What somebody would rather be: twelve choices between two occupations, and the occupations that are near the chosen.

An occupation is the groups of ESCO above its essential skills; a group counts the more, the fewer occupations have it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

from services.matching.graph import SkillGraph
from services.matching.occupations import Occupation, Occupations

PAIRS = (
    ("automation engineering technician", "software developer"),
    ("computer numerical control machine operator", "graphic designer"),
    ("data analyst", "hotel concierge"),
    ("drone pilot", "nurse assistant"),
    ("industrial electrician", "online marketer"),
    ("3D modeller", "logistics analyst"),
    ("cook", "ICT network technician"),
    ("vehicle technician", "geographic information systems specialist"),
    ("home care aide", "quality engineering technician"),
    ("web developer", "refrigeration air condition and heat pump technician"),
    ("photographer", "metrology technician"),
    ("event manager", "robotics engineering technician"),
)
"""Each trade of the platform stands against one that is far from it, about as often at the left as at the right."""

MOST_NEAR = 6


@dataclass(frozen=True, slots=True)
class Near:
    """An occupation that is near what was chosen; ``like``: those of the chosen that it is most like, at most two."""

    occupation: Occupation
    like: tuple[Occupation, ...]


def pairs(known: Occupations) -> list[tuple[Occupation, Occupation]]:
    """Returns the twelve pairs."""
    by_label = {one.names["en"]: one for one in known.by_uri.values()}
    return [(by_label[left], by_label[right]) for left, right in PAIRS]


def near(graph: SkillGraph, known: Occupations, choices: Sequence[int], limit: int = MOST_NEAR) -> list[Near]:
    """Returns the occupations with Chinese names that are nearest to what was chosen, best first.

    Parameters
    ----------
    choices : sequence of 0 or 1
        Of each pair in turn: the left one or the right one.

    Notes
    -----
    Each occupation is a vector of length 1 over groups. A choice adds the chosen one and takes half of the other away:
    not to choose something says less than to choose it. Equal ones by URI.
    """
    vectors = _vectors(graph, known)
    chosen = [pair[choice] for pair, choice in zip(pairs(known), choices, strict=False)]
    passed = [pair[1 - choice] for pair, choice in zip(pairs(known), choices, strict=False)]
    taste: defaultdict[str, float] = defaultdict(float)
    for one, factor in [*((one, 1.0) for one in chosen), *((one, -0.5) for one in passed)]:
        for group, weight in vectors[one.uri].items():
            taste[group] += factor * weight
    ranked = sorted(vectors, key=lambda uri: (-_dot(vectors[uri], taste), uri)) if chosen else []
    left = [known.by_uri[uri] for uri in ranked if known.by_uri[uri] not in passed]
    return [_near(one, chosen, vectors) for one in left[:limit]]


def _near(one: Occupation, chosen: Iterable[Occupation], vectors: Mapping[str, Mapping[str, float]]) -> Near:
    likeness = sorted(
        ((-_dot(vectors[one.uri], vectors[other.uri]), other.uri, other) for other in chosen if other != one),
        key=lambda row: row[:2],
    )
    return Near(one, tuple(other for alike, _, other in likeness[:2] if alike < 0))


def _dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(weight * other.get(group, 0.0) for group, weight in one.items())


@lru_cache(maxsize=1)
def _vectors(graph: SkillGraph, known: Occupations) -> dict[str, dict[str, float]]:
    """Returns group → weight for each occupation that has a name in all languages."""
    counts = {
        one.uri: Counter(group for skill in one.essential for group in _above(graph, skill))
        for one in known.by_uri.values()
        if len(one.names) > 1
    }
    spread = Counter(group for found in counts.values() for group in found)
    vectors = {}
    for uri, found in counts.items():
        weights = {group: count * log(len(counts) / spread[group]) for group, count in found.items()}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        vectors[uri] = {group: weight / length for group, weight in weights.items()}
    return vectors


def _above(graph: SkillGraph, skill: str) -> set[str]:
    """Returns the skill itself and whatever it stands under."""
    found, todo = {skill}, [skill]
    while todo:
        for up in graph.broader(todo.pop()):
            if up not in found:
                found.add(up)
                todo.append(up)
    return found
