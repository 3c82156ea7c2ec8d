"""In which of our languages somebody wrote: the text tells it, nobody is asked."""

import re

from shared.web.i18n import language

ENOUGH = 400
"""Characters that are looked at: a text does not change its language after them."""
_HAN = re.compile(r"[㐀-鿿]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_OTHER = re.compile(r"[Ͱ-῿぀-ヿ가-힯]")
"""Letters of scripts that none of our languages is written in."""


def tongue(text: str | None) -> str:
    """zh-Hant, zh-Hans or en; zh where both write alike; nothing where the text does not tell.

    >>> tongue("數控機床"), tongue("数控机床"), tongue("Lathe"), tongue("三方"), tongue("12.5")
    ('zh-Hant', 'zh-Hans', 'en', 'zh', '')
    """
    start = str(text or "")[:ENOUGH]
    if _OTHER.search(start):
        return ""
    signs = _HAN.findall(start)
    if not signs:
        return "en" if _LATIN.search(start) else ""
    more = _without(signs, "gb2312") - _without(signs, "big5")
    return "zh-Hant" if more > 0 else "zh-Hans" if more < 0 else "zh"


def _without(signs: list[str], characters: str) -> int:
    """How many of the signs the characters of the mainland (gb2312) or of Taiwan (big5) do not hold."""
    return sum(not sign.encode(characters, "ignore") for sign in signs)


def foreign(text: str | None) -> str | None:
    """The text's language where it is not the page's: what its element says in ``lang``."""
    told, page = tongue(text), language()
    return told if told and told != page and not (told == "zh" and page.startswith("zh")) else None
