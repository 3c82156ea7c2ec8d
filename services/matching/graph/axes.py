"""The axes of a portfolio's radar: ESCO's top groups, gathered into eight."""

import heapq
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from shared.messages import N_

ESCO = "http://data.europa.eu/esco/"
OTHER = "transversal"

AXES: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "digital": (
            N_("Computing"),
            (ESCO + "skill/243eb885-07c7-4b77-ab9c-827551d83dc4", ESCO + "isced-f/06"),
        ),
        "engineering": (
            N_("Machines and engineering"),
            (
                ESCO + "skill/9b8bb484-dcba-49af-8ae0-cfe8b6e9ed45",
                ESCO + "skill/2ae39fc8-0f1b-4284-9e73-3f2739471f63",
                ESCO + "isced-f/07",
            ),
        ),
        "information": (
            N_("Information and analysis"),
            (ESCO + "skill/0a2d70ee-d435-4965-9e96-702b2fb65740", ESCO + "isced-f/05"),
        ),
        "communication": (
            N_("Communication and creativity"),
            (
                ESCO + "skill/dc06de9f-dd3a-4f28-b58f-b01b5ae72ab8",
                ESCO + "skill/e35a5936-091d-4e87-bafe-f264e55bd656",
                ESCO + "isced-f/02",
                ESCO + "isced-f/03",
            ),
        ),
        "management": (
            N_("Management and business"),
            (ESCO + "skill/869fc2ce-478f-4420-8766-e1f02cec4fb2", ESCO + "isced-f/04"),
        ),
        "care": (
            N_("Care and service"),
            (
                ESCO + "skill/c73521be-c039-4e22-b037-3b01b3f6f9d9",
                ESCO + "isced-f/01",
                ESCO + "isced-f/09",
                ESCO + "isced-f/10",
            ),
        ),
        "handling": (
            N_("Handling and production"),
            (ESCO + "skill/03e0b95b-67d1-457a-b3f7-06c407cf6bec", ESCO + "isced-f/08"),
        ),
        "transversal": (
            N_("Working with others and learning"),
            (ESCO + "skill/04a13491-b58c-4d33-8b59-8fad0d55fe9e", ESCO + "isced-f/00", ESCO + "isced-f/99"),
        ),
    }
)
"""The eight axes of a portfolio's radar: a name, and the ESCO groups that belong to it."""


def climb(uri: str, broader: Callable[[str], Iterable[str]]) -> str:
    """Returns the key of the axis that ``uri`` belongs to: of its nearest groups the first in order.

    Parameters
    ----------
    broader : callable
        From a URI to those directly above it.
    """
    level, seen = {uri}, {uri}
    while level:
        for key, (_, members) in AXES.items():
            if not level.isdisjoint(members):
                return key
        level = {up for near in level for up in broader(near)} - seen
        seen |= level
    return OTHER


def radar(axis: Callable[[str], str], levels: Mapping[str, float]) -> dict[str, float]:
    """Returns for each axis the mean of its three highest levels, 0 where there is none.

    Parameters
    ----------
    axis : callable
        From a skill's URI to its axis, as `SkillGraph.axis`.
    levels : mapping of skill URI to level used

    Examples
    --------
    >>> radar({"a": "digital", "b": "digital"}.get, {"a": 3.0, "b": 2.0})["digital"]
    2.5
    """
    per_axis: dict[str, list[float]] = {key: [] for key in AXES}
    for uri, level in levels.items():
        per_axis[axis(uri)].append(level)
    top = {key: heapq.nlargest(3, found) for key, found in per_axis.items()}
    return {key: round(sum(found) / len(found), 2) if found else 0.0 for key, found in top.items()}
