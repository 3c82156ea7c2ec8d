"""``python -m tests.bench.sentences > docs/skills-from-text.md``: how well skills are found in marked sentences.

Beside it the bare automaton: every name as a whole word, the longest first, nothing mended, nothing denied.
"""

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import ahocorasick

from services.matching import mentions
from services.matching.graph import SkillGraph, load
from services.matching.skills import index
from shared.searching import fold, is_chinese

FOLDER = Path(__file__).parents[1] / "unit" / "matching"
FIRST, LATER = "sentences.csv", "sentences_later.csv"
Finder = Callable[[SkillGraph, str], set[str]]

HEAD = """\
# Skills out of a text

Written by `python -m tests.bench.sentences`; a test fails when it is stale.

A pasted brief, CV or course outline is read in four steps (`services/matching/mentions/`): it is folded and mended
(scripts, width, letters that a scanner parted, words that a line's end parts, English endings); an automaton finds
every name of every skill in it, and ordinary words that only look as if they held one; the names are chosen that leave
the least of the text unread, and of a name that several skills have, the skill that fits the others; what the text
denies ("no experience in", 无需) is left out. Each hit is shown with its words, and counts once the person confirms it.

The sentences are marked by hand ({folder}). {first} were marked before any ranking was written; names and ordinary
words were added while looking at them, so their figures flatter. {later} further ones were marked when it was done;
nothing was made for them but the rule that a preferred name comes before another one (F1 .90 without it). Where ESCO
has two entries for one thing (a tool, and using it), either is right.
"""


@dataclass
class Score:
    """``missing`` and ``extra``: what a reader marks and is not found, and the other way round, by sentence."""

    right: int = 0
    missing: dict[str, list[str]] = field(default_factory=dict)
    extra: dict[str, list[str]] = field(default_factory=dict)

    @property
    def precision(self) -> float:
        return self.right / (self.right + sum(map(len, self.extra.values())))

    @property
    def recall(self) -> float:
        return self.right / (self.right + sum(map(len, self.missing.values())))

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def sentences(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def score(rows: Iterable[dict[str, str]], find: Finder, graph: SkillGraph) -> Score:
    """What ``find`` makes of the rows; a mark ``a~b`` is found by either, and then the other one is no mistake."""
    total = Score()
    for row in rows:
        marks = [set(mark.split("~")) for mark in row["skills"].split("|") if mark]
        found = {graph.name(uri) for uri in find(graph, row["text"])}
        missing = ["~".join(sorted(mark)) for mark in marks if not mark & found]
        extra = sorted(found - set().union(*marks))
        total.right += len(marks) - len(missing)
        total.missing |= {row["text"]: missing} if missing else {}
        total.extra |= {row["text"]: extra} if extra else {}
    return total


def ranked(graph: SkillGraph, text: str) -> set[str]:
    return {one.uri for one in mentions.find(graph, text)}


def bare(graph: SkillGraph, text: str) -> set[str]:
    folded = fold(text)
    hits = sorted(
        (last + 1 - len(name), -len(name), uri)
        for last, (name, uri) in _automaton(graph).iter(folded)
        if _whole(folded, last + 1 - len(name)) and _whole(folded, last + 1)
    )
    found, at = set(), 0
    for start, length, uri in hits:
        if start >= at:
            found.add(uri)
            at = start - length
    return found


@cache
def _automaton(graph: SkillGraph) -> ahocorasick.Automaton:
    best: dict[str, tuple[bool, int, str]] = {}
    for name, uri, _, preferred in index(graph).names:
        order = (not preferred, len(graph.name(uri)), uri)
        if len(name) > 1:
            best[name] = min(order, best.get(name, order))
    made = ahocorasick.Automaton()
    for name, (*_, uri) in best.items():
        made.add_word(name, (name, uri))
    made.make_automaton()
    return made


def _whole(folded: str, at: int) -> bool:
    if at in (0, len(folded)):
        return True
    left, right = folded[at - 1], folded[at]
    return not (left.isalnum() and right.isalnum()) or is_chinese(left) or is_chinese(right)


def document(graph: SkillGraph) -> str:
    first, later = sentences(FIRST), sentences(LATER)
    parts = [
        HEAD.format(folder="`tests/unit/matching/`", first=len(first), later=len(later)),
        "\n".join(_figures(first, later, graph)),
        *("\n".join(_misses(title, score(rows, ranked, graph)))
          for title, rows in (("Misses in the first sentences", first), ("Misses in the later ones", later))),
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _figures(first: list[dict[str, str]], later: list[dict[str, str]], graph: SkillGraph) -> Iterator[str]:
    yield "## Figures\n"
    yield "| sentences | how many | precision | recall | F1 | F1 of the bare automaton |"
    yield "|---|---:|---:|---:|---:|---:|"
    kinds = Counter(row["hard"] for row in first)
    groups = [
        ("first, all", first),
        ("first, hard", [row for row in first if row["hard"]]),
        ("later, all", later),
        ("later, hard", [row for row in later if row["hard"]]),
    ]
    for name, rows in groups:
        mine, theirs = score(rows, ranked, graph), score(rows, bare, graph)
        yield (
            f"| {name} | {len(rows)} | {mine.precision:.2f} | {mine.recall:.2f} | {mine.f1:.2f} | {theirs.f1:.2f} |"
        )
    hard = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()) if kind)
    yield f"\nHard ones among the first: {hard}.\n"


def _misses(title: str, found: Score) -> Iterator[str]:
    yield f"## {title}\n"
    yield "| sentence | marked, not found | found, not marked |\n|---|---|---|"
    for text in dict.fromkeys([*found.missing, *found.extra]):
        shown = " ".join(text.replace("|", "/").split())
        yield f"| {shown} | {'; '.join(found.missing.get(text, []))} | {'; '.join(found.extra.get(text, []))} |"
    yield ""


if __name__ == "__main__":
    sys.stdout.write(document(load()).rstrip("\n") + "\n")
