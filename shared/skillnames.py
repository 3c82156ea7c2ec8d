"""What skills are called in the reader's language, wherever they are chosen, or named in English by a signed text.

The table (``skillnames.csv``) holds the skills to which matching's graph gives Chinese names; a test keeps the two
alike.
"""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from shared.searching import fold, wanted, words

TABLE = Path(__file__).with_name("skillnames.csv")
LANGUAGES = ("zh_Hans", "zh_Hant")


def skill_name(label: str, language: str) -> str:
    """``label`` (ESCO's English one) in "zh-Hans" or "zh-Hant"; itself in another language or where it has no name."""
    names = _names().get(label.casefold(), {})
    return names.get(language.replace("-", "_"), label)


def english_label(name: str) -> str:
    """ESCO's English label of a skill that is written in any of the three languages; ``name`` where none is known."""
    return _labels().get(fold(name), name.strip())


def all_names(label: str) -> list[str]:
    """``label``, in whichever language it was written, and the skill's names in all three, each once."""
    row = _names().get(english_label(label).casefold(), {})
    return list(dict.fromkeys([label, *(row[language] for language in ("en", *LANGUAGES) if row)]))


def named(text: str) -> Mapping[str, str] | None:
    """The skill {uri, en, zh_Hans, zh_Hant, definition} that has ``text`` among its names, in whatever language."""
    return _by_name().get(fold(text))


def like(text: str, language: str, most: int = 3) -> list[str]:
    """Skills whose names hold the words of ``text``, by their names in the reader's language, short ones first."""
    return [row["name"] for row in search(text, language, most)]


def search(text: str, language: str, most: int) -> list[dict[str, str]]:
    """The same as rows {uri, en, definition} with ``name``, the one in the reader's language."""
    asked = wanted(text)
    found = [
        {**row, "name": skill_name(row["en"], language)}
        for row, kept in _kept()
        if asked and all(any(word.startswith(begins) for word in kept) for begins in asked)
    ]
    return sorted(found, key=lambda row: (len(row["name"]), row["name"]))[:most]


@cache
def _names() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["en"].casefold(): row for row in csv.DictReader(file)}


@cache
def _labels() -> dict[str, str]:
    rows = _names().values()
    return {fold(row[language]): row["en"] for language in (*reversed(LANGUAGES), "en") for row in rows}


@cache
def _by_name() -> dict[str, dict[str, str]]:
    """Preferred names come before others: "data" is the skill of that name before one that is also called so."""
    rows = list(_names().values())
    others = {fold(name): row for row in rows for name in _others(row)}
    return others | {fold(row[name]): row for name in (*reversed(LANGUAGES), "en") for row in rows}


@cache
def _kept() -> list[tuple[dict[str, str], list[str]]]:
    return [
        (row, words(row["en"], row["zh_Hans"], row["zh_Hant"], *_others(row))) for row in _names().values()
    ]


def _others(row: Mapping[str, str]) -> Iterator[str]:
    return (name for name in row["alternatives"].split("|") if name)
