"""Whether the pairs of a round can hold together: a contradiction is found before anything is solved."""

from collections.abc import Mapping, Sequence

from services.matching.engine.errors import Wrong

Pairs = Sequence[tuple[int, int]]


def unite(people: int, together: Pairs) -> list[int]:
    """Returns for each student the smallest place among all who must be with them.

    Examples
    --------
    >>> unite(5, [(3, 1), (4, 3)])
    [0, 1, 2, 1, 1]
    """
    lead = list(range(people))

    def first(one: int) -> int:
        while lead[one] != one:
            lead[one] = lead[lead[one]]
            one = lead[one]
        return one

    for a, b in together:
        low, high = sorted((first(a), first(b)))
        lead[high] = low
    return [first(one) for one in range(people)]


def check_pairs(students: Sequence[str], projects: Sequence[str], pairs: Mapping[str, Pairs]) -> None:
    """Raises Wrong at the first pair that contradicts another one."""
    lead = unite(len(students), pairs["together"])
    held: dict[int, tuple[int, int]] = {}
    for number, (student, project) in enumerate(pairs["fixed"]):
        earlier, other = held.setdefault(lead[student], (number, project))
        if other != project:
            at, there = f"fixed[{number}] and fixed[{earlier}]", (projects[project], projects[other])
            raise Wrong("fixed_twice", at, student=students[student], project=there[0], second=there[1])
    for number, (student, project) in enumerate(pairs["forbidden"]):
        if lead[student] in held and held[lead[student]][1] == project:
            at = f"forbidden[{number}] and fixed[{held[lead[student]][0]}]"
            raise Wrong("fixed_forbidden", at, student=students[student], project=projects[project])
    for number, (a, b) in enumerate(pairs["apart"]):
        both, at = {"student": students[a], "other": students[b]}, f"apart[{number}]"
        if lead[a] == lead[b]:
            raise Wrong("apart_together", at, **both)
        if lead[a] in held and lead[b] in held and held[lead[a]][1] == held[lead[b]][1]:
            raise Wrong("apart_fixed", at, **both, project=projects[held[lead[a]][1]])
