"""What stands on pages and is no sentence of the program: what people wrote while the world was made, names, dates."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from services.matching import book
from shared import trades
from shared.config import SERVICES
from tests.actors_projects import FAULT_DIAGNOSIS

OWN_LANGUAGES = ("/help", "/accounts/style", "/accounts/mail")
"""Guides are written in each language; the last two are local pages that show macros and mails."""
WORLD = (
    "Not begun after all", "Twin", "Shixun demo", "平台运营", "hooks.slack.com", "12330000MAXX0DE60E", "matching.bids",
    "Invalid", "bids", "自动化工程技术员", "软件开发工程师",
)  # fmt: skip
NAMES = (
    "实训",
    "Shixun",
    "简体中文",
    "繁體中文",
    "中文 (简体)",
    "English",
    "UTF-8",
    "UTF-16",
    "SHA-256",
    "(上海)",
    "传感器",
    "数据分析",
    "txt",
)
PATTERNS = re.compile(
    r"\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\b[0-9a-f]{16,}\b|\S+@\S+\.example|https?://\S+|urn:\S+|School [ab]"
    r"|\b[a-z-]+\.example\b|Kanari\w+( Ltd)?|\d+年\d+月\d+日|周[一二三四五六日]|Somebody"
    r"|(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ [A-Z][a-z]+ \d{4}"
)
LETTERS = re.compile(r"[^\W\d_]{2,}")


def is_data(text: str, page: str) -> bool:
    """Whether nothing is left of the text without such words."""
    if page.startswith(OWN_LANGUAGES):
        return True
    left = PATTERNS.sub("", text)
    for known in _known():
        left = left.replace(known, "")
    return LETTERS.search(left) is None or text.strip(" ·") in _tables()


@cache
def _known() -> tuple[str, ...]:
    """Long ones first, since they may hold shorter ones."""
    typed = {*_texts(FAULT_DIAGNOSIS), *WORLD, *NAMES, *SERVICES}
    return tuple(sorted(typed, key=len, reverse=True))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and LETTERS.search(value):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(inner)


@cache
def _tables() -> frozenset[str]:
    """Skills and trades, which have tables of their own with names in each language."""
    graph = {name for skill in book.graph().skills.values() for name in skill.names.values()}
    return frozenset(graph | {name for _, name in trades.trade_names("zh-Hans")})
