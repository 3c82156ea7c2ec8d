"""Whether the pairs of a round can hold together: a contradiction is found before anything is solved."""

from collections.abc import Mapping, Sequence

from services.matching.engine.errors import RoundError

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
    """Raises RoundError at the first pair that contradicts another one."""
    lead = unite(len(students), pairs["together"])
    held: dict[int, tuple[int, int]] = {}
    for number, (student, project) in enumerate(pairs["fixed"]):
        earlier, other = held.setdefault(lead[student], (number, project))
        if other != project:
            raise RoundError(
                f"fixed[{number}]: {students[student]!r} cannot be in {projects[project]!r}, "
                f"since fixed[{earlier}] says {projects[other]!r} for them or for whom they must be with."
            )
    for number, (student, project) in enumerate(pairs["forbidden"]):
        if lead[student] in held and held[lead[student]][1] == project:
            raise RoundError(
                f"forbidden[{number}]: {students[student]!r} may not be in {projects[project]!r}, "
                f"but fixed[{held[lead[student]][0]}] puts them there, or whom they must be with."
            )
    for number, (a, b) in enumerate(pairs["apart"]):
        if lead[a] == lead[b]:
            raise RoundError(
                f"apart[{number}]: {students[a]!r} and {students[b]!r} must be together by the pairs of 'together'."
            )
        if lead[a] in held and lead[b] in held and held[lead[a]][1] == held[lead[b]][1]:
            raise RoundError(
                f"apart[{number}]: {students[a]!r} and {students[b]!r} are fixed to the same project, "
                f"{projects[held[lead[a]][1]]!r}."
            )
