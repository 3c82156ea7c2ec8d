"""The picture around a skill: what builds it at the left, what it builds at the right, nothing on top of anything."""

import itertools

from services.matching.graph import drawing
from services.matching.graph.drawing import lay_out, stack
from services.matching.graph.skillgraph import Neighbour

MANY = [
    Neighbour(f"{relation}-{n}", relation, 0.5)
    for n in range(9)
    for relation in (*drawing.LEFT, *drawing.RIGHT)
]


def test_each_relation_has_its_side() -> None:
    found = lay_out([Neighbour(relation, relation, 0.5) for relation in (*drawing.LEFT, *drawing.RIGHT)])
    assert {node.relation for node in found.nodes if node.x < 50} == set(drawing.LEFT)
    assert {node.relation for node in found.nodes if node.x > 50} == set(drawing.RIGHT)
    assert {relation for relation, _, _ in found.captions} == {node.relation for node in found.nodes}


def test_no_node_lies_over_another_and_all_within_the_picture() -> None:
    found = lay_out(MANY)
    for side in ({node.y for node in found.nodes if (node.x < 50) is left} for left in (True, False)):
        rows = sorted(side)
        assert len(rows) == drawing.MOST
        assert all(low - high >= drawing.TALL for high, low in itertools.pairwise(rows))
        assert rows[0] >= drawing.TALL / 2
        assert rows[-1] + drawing.TALL / 2 <= found.height


def test_in_one_column_all_stand_one_below_the_other_around_the_skill() -> None:
    found = stack(MANY)
    assert len(found.nodes) == 2 * drawing.MOST
    rows = sorted([*(node.y for node in found.nodes), found.middle])
    assert all(low - high >= drawing.TALL for high, low in itertools.pairwise(rows))
    assert rows[-1] + drawing.TALL / 2 <= found.height
    assert {node.relation for node in found.nodes if node.y < found.middle} == set(drawing.LEFT)


def test_the_nearest_are_drawn_and_always_at_the_same_place() -> None:
    assert lay_out(MANY) == lay_out(list(MANY))
    near = [Neighbour(f"n{n}", "narrower", 0.8) for n in range(3)]
    far = [Neighbour(f"f{n}", "optional_for", 0.2) for n in range(9)]
    drawn = {node.uri for node in lay_out([*near, *far]).nodes}
    assert {"n0", "n1", "n2", "f0", "f1", "f2"} == drawn


def test_a_skill_with_neighbours_at_one_side_stands_at_the_other() -> None:
    left, right = lay_out([Neighbour("a", "narrower", 0.8)]), lay_out([Neighbour("a", "broader", 0.4)])
    assert (left.here, right.here) == (100 - drawing.WIDE / 2, drawing.WIDE / 2)
