"""What skills are called in the reader's language, wherever a signed or published text names them in English.

The table (``skillnames.csv``) holds the Chinese names that matching's graph has; a test keeps the two alike.
"""

import csv
from functools import cache
from pathlib import Path

from shared.searching import fold

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
    """``label`` and the skill's names in the other languages, each once."""
    row = _names().get(english_label(label).casefold(), {})
    return list(dict.fromkeys([label, *(row[language] for language in LANGUAGES if row)]))


@cache
def _names() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["en"].casefold(): row for row in csv.DictReader(file)}


@cache
def _labels() -> dict[str, str]:
    rows = _names().values()
    return {fold(row[language]): row["en"] for language in (*reversed(LANGUAGES), "en") for row in rows}
