"""Checks what was curated by hand, so that a wrong row is a sentence that names it, and never a wrong graph."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import networkx as nx

from services.matching.graph.skillgraph import LANGUAGES
from shared.searching import fold

MOST_EDGES, LONGEST = 12, 9
"""Prerequisites that meet in one skill, before and after it together, and the steps of the longest chain of them:
with more nobody can follow why one thing comes before another."""

Row = Mapping[str, str]


def check_names(rows: Sequence[Row], labels: Mapping[str, str]) -> None:
    """Raises ValueError for a row of curated names that names no skill, or one that another row names.

    Parameters
    ----------
    rows : sequence of rows with uri, en, zh_Hans, zh_Hant, and broader where the skill is the platform's own
    labels : mapping of URI to English name
        All skills and groups of the graph.

    Examples
    --------
    >>> rows = [{"uri": "urn:a", "en": "turning", "zh_Hans": "车削", "zh_Hant": "車削"}]
    >>> check_names(rows, {"urn:a": "turning"})
    >>> check_names(rows, {"urn:a": "milling"})
    Traceback (most recent call last):
    ...
    ValueError: The row of turning names urn:a, which is milling.
    """
    for row in rows:
        _known(f"The row of {row['en']}", row["uri"], row["en"], labels)
        if row.get("broader", row["uri"]) not in labels:
            raise ValueError(
                f"{row['en']} stands under {row['broader']}, and there is no skill of that name."
            )
    for column in ("uri", *LANGUAGES):
        seen: dict[str, Row] = {}
        for row in rows:
            other = seen.setdefault(fold(row[column]), row)
            if other is not row:
                raise ValueError(f"{row['en']} and {other['en']} both have the {column} {row[column]!r}.")


def check_prerequisites(rows: Sequence[Row], labels: Mapping[str, str]) -> None:
    """Raises ValueError for a row of prerequisites that is wrong by itself, or together with others.

    Parameters
    ----------
    rows : sequence of rows with skill, skill_en, prerequisite, prerequisite_en, group, ground
    labels : mapping of URI to English name

    Notes
    -----
    O(rows). Wrong together are: the same pair twice, a circle, more than `MOST_EDGES` at one skill, a chain of
    more than `LONGEST` steps.

    Examples
    --------
    >>> ends = {"skill": "urn:b", "skill_en": "b", "prerequisite": "urn:a", "prerequisite_en": "a"}
    >>> row = ends | {"group": "letters", "ground": "stands before it"}
    >>> check_prerequisites([row], {"urn:a": "a", "urn:b": "b"})
    >>> check_prerequisites([row, row], {"urn:a": "a", "urn:b": "b"})
    Traceback (most recent call last):
    ...
    ValueError: The prerequisite a of b is given twice.
    """
    for row in rows:
        where = f"The prerequisite {row['prerequisite_en']} of {row['skill_en']}"
        for end in ("skill", "prerequisite"):
            _known(where, row[end], row[f"{end}_en"], labels)
        if not row["group"].strip() or not row["ground"].strip():
            raise ValueError(f"{where} has no group or no ground.")
    for pair, times in Counter((row["prerequisite"], row["skill"]) for row in rows).items():
        if times > 1:
            raise ValueError(f"The prerequisite {labels[pair[0]]} of {labels[pair[1]]} is given twice.")
    _check_order(((row["prerequisite"], row["skill"]) for row in rows), labels)


def _known(where: str, uri: str, label: str, labels: Mapping[str, str]) -> None:
    if uri not in labels:
        raise ValueError(f"{where} names {uri}, and there is no skill of that name.")
    if labels[uri] != label:
        raise ValueError(f"{where} names {uri}, which is {labels[uri]}.")


def _check_order(pairs: Iterable[tuple[str, str]], labels: Mapping[str, str]) -> None:
    order = nx.DiGraph(pairs)
    try:
        circle = [labels[before] for before, _ in nx.find_cycle(order)]
    except nx.NetworkXNoCycle:
        pass
    else:
        raise ValueError(f"These are prerequisites of each other in a circle: {', '.join(circle)}.")
    for uri, count in order.degree:
        if count > MOST_EDGES:
            raise ValueError(f"{labels[uri]} has {count} prerequisites and followers; at most {MOST_EDGES}.")
    chain = nx.dag_longest_path(order)
    if len(chain) - 1 > LONGEST:
        steps = " → ".join(labels[uri] for uri in chain)
        raise ValueError(f"This chain of prerequisites has more than {LONGEST} steps: {steps}.")
