"""What each discipline of a team brings: its members' qualities, by programme. Pure."""

from collections.abc import Mapping, Sequence

UNKNOWN = ""
"""The discipline of those whose school told no programme; it counts for none."""


def of(programmes: Mapping[str, str]) -> list[str]:
    """Returns the programmes of a team in order, the unknown last.

    Examples
    --------
    >>> of({"ann": "Nursing", "bo": "", "cy": "Design", "di": "Nursing"})
    ['Design', 'Nursing', '']
    """
    return sorted(set(programmes.values()), key=lambda name: (name == UNKNOWN, name))


def count(programmes: Mapping[str, str]) -> int:
    """Returns from how many known programmes a team comes, as a brief counts them."""
    return len(set(programmes.values()) - {UNKNOWN})


def brings(
    programmes: Mapping[str, str], qualities: Mapping[str, Mapping[str, float]], skill: str
) -> list[float]:
    """Returns how much of a need each discipline covers, in the order of `of`: the best of its members.

    Examples
    --------
    >>> held = {"ann": {"plan": 0.5}, "bo": {}, "cy": {"plan": 1.0}}
    >>> brings({"ann": "Nursing", "bo": "Nursing", "cy": "Design"}, held, "plan")
    [1.0, 0.5]
    """
    return [
        max(
            qualities.get(person, {}).get(skill, 0.0)
            for person, programme in programmes.items()
            if programme == discipline
        )
        for discipline in of(programmes)
    ]


def alone(columns: Sequence[Sequence[float]], place: int) -> list[int]:
    """Returns the needs, by place, that only this discipline covers: what the team would lose without it.

    Examples
    --------
    >>> alone([[1.0, 0.0], [0.5, 0.75]], 0)
    [0]
    """
    return [
        need
        for need, row in enumerate(columns)
        if row[place] > 0 and all(other < row[place] for at, other in enumerate(row) if at != place)
    ]
