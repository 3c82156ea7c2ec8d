"""How the groups fared that students stated themselves: more is hidden than of the others, since it would tell more."""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from services.matching.domain.rounds import SMALL
from services.matching.placing.case import Case, Teams
from services.matching.placing.fairness import share
from services.matching.placing.measuring import in_top, ratio

SILENT = ""
"""The group of those who stated none of a kind; it is never shown."""


def stated_groups(
    case: Case, teams: Teams, stated: Mapping[str, Mapping[str, str]], kinds: Iterable[str]
) -> dict[str, Any]:
    """Returns what the report shows of each kind: {groups of {group, students, placed, top3}, top3_ratio}.

    Parameters
    ----------
    stated : mapping
        student → {kind: group}, of those who stated any.

    Notes
    -----
    The school knows who got what. So a share is told, of a kind for all groups or for none, only where at least `SMALL`
    of each group got it, and as many did not: whoever knows the one who got no place would else read their group off.
    Those who stated nothing and the hidden groups count together as one more group. What teams cover is not told:
    the mean of known numbers would tell whose they are.
    """
    place = {one: project for project, members in teams.items() for one in members}
    got = {
        "placed": frozenset(place),
        "top3": frozenset(one for one in case.students if in_top(case, one, place.get(one))),
    }
    return {kind: _kind(_groups(case.students, stated, kind), got) for kind in kinds}


def _groups(
    students: Iterable[str], stated: Mapping[str, Mapping[str, str]], kind: str
) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = {}
    for student in students:
        groups.setdefault(stated.get(student, {}).get(kind, SILENT), set()).add(student)
    return groups


def _kind(groups: Mapping[str, set[str]], got: Mapping[str, Set[str]]) -> dict[str, Any]:
    hidden = hidden_of({group: len(members) for group, members in groups.items()})
    shown = {group: members for group, members in sorted(groups.items()) if group not in hidden}
    rest = set[str]().union(*(members for group, members in groups.items() if group in hidden))
    told = {name: tellable([*shown.values(), rest], who) for name, who in got.items()}
    rows: list[dict[str, Any]] = [
        {"group": group, "students": len(members)}
        | {name: share(len(members & who), len(members)) if told[name] else None for name, who in got.items()}
        for group, members in shown.items()
    ]
    return {
        "groups": rows,
        "top3_ratio": ratio([row["top3"]["share"] for row in rows]) if told["top3"] else None,
    }


def hidden_of(sizes: Mapping[str, int]) -> set[str]:
    """Returns the groups that are too small to be shown, and those who are silent; where all of them together are fewer
    than `SMALL`, the next smallest, too: else the total would tell of them.

    Examples
    --------
    >>> sorted(hidden_of({"female": 3, "male": 9, "": 6}))
    ['', 'female']
    >>> sorted(hidden_of({"female": 3, "male": 9, "": 1}))
    ['', 'female', 'male']
    >>> sorted(hidden_of({"female": 8, "male": 9, "": 1}))
    ['', 'female']
    """
    hidden = {group for group, size in sizes.items() if size < SMALL} | {SILENT}
    if 0 < sum(sizes.get(group, 0) for group in hidden) < SMALL and (left := sizes.keys() - hidden):
        hidden.add(min(left, key=lambda group: (sizes[group], group)))
    return hidden


def tellable(parts: Sequence[Set[str]], who: Set[str]) -> bool:
    """Returns whether the share of each part may be told: of all those who got it, and of all who did not, each part
    has `SMALL` at least, unless there is nobody of them at all.

    Examples
    --------
    >>> some, others = set(range(10)), set(range(10, 20))
    >>> tellable([some, others], set(range(5, 15)))
    True
    >>> tellable([some, others], set(range(1, 15)))
    False
    >>> tellable([some, others], some | others)
    True
    """
    everybody = frozenset[str]().union(*parts)
    outcomes = [everybody & who, everybody - who]
    return all(not outcome or len(part & outcome) >= SMALL for outcome in outcomes for part in parts if part)
