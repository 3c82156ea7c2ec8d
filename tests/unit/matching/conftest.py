"""What the tests of matching share: the graph that the service carries, and a way to name its skills."""

from collections.abc import Callable

import pytest

from services.matching.graph import SkillGraph, load


@pytest.fixture(scope="session")
def graph() -> SkillGraph:
    return load()


@pytest.fixture(scope="session")
def uri(graph: SkillGraph) -> Callable[[str], str]:
    """From an exact English label to its URI."""
    by_label = {skill.names["en"]: skill.uri for skill in graph.skills.values() if skill.kind != "group"}
    return by_label.__getitem__
