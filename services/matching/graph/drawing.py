"""Where a skill's neighbours stand in its picture: what builds it at the left, what it builds at the right."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from services.matching.graph.skillgraph import Neighbour

LEFT = ("same_as", "essential_for", "optional_for", "narrower")
RIGHT = ("broader", "has_essential", "has_optional")
MOST = 6
WIDE, TALL, GAP, CAPTION = 31, 68, 10, 26
"""Of a node and between nodes, and a caption's height: the width in per cent of the picture, the rest in pixels."""


@dataclass(frozen=True)
class Node:
    """``x`` in per cent, ``y`` in pixels: the middle of the node; ``edge``: its side that faces the skill."""

    uri: str
    relation: str
    factor: float
    x: float
    y: int

    @property
    def edge(self) -> float:
        return self.x + (WIDE if self.relation in LEFT else -WIDE) / 2


@dataclass(frozen=True)
class Drawing:
    """``captions``: (relation, x, y) of the words above each run; the skill itself stands at ``here``, ``middle``."""

    nodes: tuple[Node, ...]
    captions: tuple[tuple[str, float, int], ...]
    height: int
    here: float
    middle: int


def lay_out(neighbours: Iterable[Neighbour]) -> Drawing:
    """Returns three layers: up to six neighbours at each side, nearest first, in runs of one relation.

    Where nothing stands at one side, the skill stands there itself.

    Parameters
    ----------
    neighbours : iterable of Neighbour
        As `SkillGraph.neighbours` gives them: by falling factor, then URI.

    Notes
    -----
    The multipartite layout of NetworkX with a pitch in pixels instead of a scaled square: names keep their size on
    a phone, and the same skill is drawn the same way every time. O(neighbours).

    Examples
    --------
    >>> found = lay_out([Neighbour("a", "narrower", 0.8), Neighbour("b", "broader", 0.4)])
    >>> [(node.uri, node.x, node.y) for node in found.nodes]
    [('a', 15.5, 60), ('b', 84.5, 60)]
    >>> found.height, found.here, found.middle
    (104, 50.0, 60)
    >>> lay_out([Neighbour("b", "broader", 0.4)]).here
    15.5
    """
    given = list(neighbours)
    sides = [_column(given, LEFT, WIDE / 2), _column(given, RIGHT, 100 - WIDE / 2)]
    height = max(CAPTION + TALL + GAP, *(bottom for _, _, bottom in sides))
    nodes, captions = [], []
    for found, said, bottom in sides:
        lower = (height - bottom) // 2
        nodes += [Node(one.uri, one.relation, one.factor, one.x, one.y + lower) for one in found]
        captions += [(relation, x, y + lower) for relation, x, y in said]
    here = 50.0 if all(found for found, _, _ in sides) else WIDE / 2 if sides[1][0] else 100 - WIDE / 2
    return Drawing(tuple(nodes), tuple(captions), height, here, (CAPTION + height - GAP) // 2)


def stack(neighbours: Iterable[Neighbour]) -> Drawing:
    """Returns the same neighbours one below the other, for a picture too narrow for three layers: what builds the skill
    above it, what it builds below. ``x`` is that of the whole column, in which a name has room for its words.

    Examples
    --------
    >>> found = stack([Neighbour("a", "narrower", 0.8), Neighbour("b", "broader", 0.4)])
    >>> [(node.uri, node.y) for node in found.nodes], found.middle, found.height
    ([('a', 60), ('b', 242)], 138, 286)
    """
    given = list(neighbours)
    above, over, end = _column(given, LEFT, 50)
    below, under, rest = _column(given, RIGHT, 50)
    begin = end + TALL + GAP
    nodes = [*above, *(replace(node, y=node.y + begin) for node in below)]
    captions = [*over, *((relation, x, y + begin) for relation, x, y in under)]
    return Drawing(tuple(nodes), tuple(captions), begin + rest, 50.0, end + TALL // 2)


def _column(
    given: list[Neighbour], relations: tuple[str, ...], x: float
) -> tuple[list[Node], list[tuple[str, float, int]], int]:
    """Returns the nodes of one side, its captions, and where it ends."""
    nearest = [one for one in given if one.relation in relations][:MOST]
    nodes, captions, y = [], [], 0
    for relation in relations:
        run = [one for one in nearest if one.relation == relation]
        if run:
            captions.append((relation, x, y + CAPTION - 8))
            y += CAPTION
        for one in run:
            nodes.append(Node(one.uri, relation, one.factor, x, y + TALL // 2))
            y += TALL + GAP
    return nodes, captions, y
