"""What a text is found by, in Chinese and in languages with spaces, for searches in memory and in the database alike.

Texts and queries are folded: case, width and accents do not matter, and simplified and traditional characters are the
same. A text is then cut into words, and each run of Chinese characters into pairs of neighbours, since nobody writes
where a Chinese word ends: 数控 finds 數控, and not 控制数据. A word of a query matches each word that it begins.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

VARIANTS = Path(__file__).with_name("variants.txt")
PART = re.compile(r"[㐀-鿿]+|[^\W㐀-鿿_]+[+#]*")
LAST = "\U0010ffff"
"""Comes after every character: a range up to it holds all that begins in the same way."""


@cache
def variants() -> Mapping[int, str]:
    """The table that folds traditional characters to simplified ones, for `str.translate`."""
    pairs = "".join(VARIANTS.read_text(encoding="utf-8").split())
    return {ord(pairs[at]): pairs[at + 1] for at in range(0, len(pairs), 2)}


def fold(text: str) -> str:
    """``text`` as it is compared.

    >>> fold("ＣＮＣ 數控"), fold("Café  Ops")
    ('cnc 数控', 'cafe ops')
    """
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(unicodedata.normalize("NFC", bare).casefold().translate(variants()).split())


def parts(folded: str) -> list[str]:
    """The runs of Chinese characters and the other words of a folded text.

    >>> parts("cnc数控 编程, c++")
    ['cnc', '数控', '编程', 'c++']
    """
    return PART.findall(folded)


def is_chinese(part: str) -> bool:
    return "㐀" <= part[0] <= "鿿"


def words(*texts: str) -> list[str]:
    """What is kept beside texts so that they are found: each once, in the order of the texts.

    The last character of a run stands alone too, so that every character begins one of the words.

    >>> words("CNC 數控車床", "cnc")
    ['cnc', '数控', '控车', '车床', '床']
    """
    return list(dict.fromkeys(word for text in texts for part in parts(fold(text)) for word in _cut(part)))


def _cut(part: str) -> list[str]:
    return [part[at : at + 2] for at in range(len(part))] if is_chinese(part) else [part]


def wanted(query: str) -> list[str]:
    """What `words` of a text must begin with, all of them, for the query to find it.

    >>> wanted("數控 CNC"), wanted("車"), wanted("?!")
    (['数控', 'cnc'], ['车'], [])
    """
    found = [word for part in parts(fold(query)) for word in _cut(part)[: max(1, len(part) - 1)]]
    return list(dict.fromkeys(found))


def query(field: str, text: str) -> dict[str, Any]:
    """A query of MongoDB over kept `words`: ranges of an index, never a pattern. A text without words finds nothing."""
    ranges = [{field: {"$elemMatch": {"$gte": word, "$lt": word + LAST}}} for word in wanted(text)]
    return {"$and": ranges} if ranges else {field: {"$in": []}}
