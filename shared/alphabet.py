"""The order of names as their readers know it: by the database's collation, Pinyin for 简体 and strokes for 繁體."""

from collections.abc import Iterable
from typing import Any

from shared import mongo

COLLATIONS = {"zh-Hans": "zh", "zh-Hant": "zh_Hant", "en": "zh"}
"""Of each language; Latin letters stand in the same order in all of them."""


def places(names: Iterable[str], language: str) -> dict[str, int]:
    """Each name with its place among them."""
    rows = [{"name": {"$literal": name}} for name in set(names)]
    steps: list[dict[str, Any]] = [{"$documents": rows}, {"$sort": {"name": 1}}]
    found = mongo.database().aggregate(steps, collation={"locale": COLLATIONS[language]})
    return {row["name"]: place for place, row in enumerate(found)}
