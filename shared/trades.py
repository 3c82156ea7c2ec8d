"""The trades in which companies work and which schools teach, by key and by name in the reader's language.

The table (``trades.csv``) holds the names that projects' templates have; a test keeps the two alike.
"""

import csv
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("trades.csv")


def trade_names(language: str) -> list[tuple[str, str]]:
    """(key, name) in "en", "zh-Hans" or "zh-Hant", in the order in which they are offered."""
    return [(row["key"], row[language.replace("-", "_")]) for row in _rows()]


def names_of(key: str) -> list[str]:
    """The trade's names in all languages; none of a trade that we do not know."""
    return [
        name for row in _rows() if row["key"] == key for name in (row["en"], row["zh_Hans"], row["zh_Hant"])
    ]


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
