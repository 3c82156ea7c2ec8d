"""Which parts of a text say that a skill is not there, or not asked for."""

import re
from collections.abc import Iterator

from services.matching.mentions.reading import Reading
from shared.searching import is_chinese

Span = tuple[int, int]

BEFORE = re.compile(
    r"无需|[无毋]须|毋需|不需要?(?!要)|不必|不用|不要求|未要求|不限(?!于|量|时)|不得(?!不)|不会(?!不)|不懂|不熟|不擅长|不了解"
    r"|不讲授?|不涉及|不包括|不含|没有|没(?=[学做用接参])|从未|未曾|[尚还]未|未(?=[学接使参做从])|缺乏|欠缺|缺少|除(?!外|了外)"
    r"|无(?=[^无人线损障,。;]{1,12}(?:经验|基础|背景))"
    r"|\bno (?:(?:prior|previou|real|formal) )?(?:experienc|knowledg|background|skill|need)\b"
    r"|\b(?:not|cannot|never|without|unfamiliar|neither|nor)\b(?! only)|n['’]t\b(?! only)"
    r"|\black\b|\b(?:rather|other) than\b|\binstead of\b"
)
"""What stands before the thing denied, English words without their endings. 不仅 and "not only" deny nothing;
无人机 and 无损检测 are no denials."""

AFTER = re.compile(
    r"(?:不作要求|不做要求|不要求|不需要?|不限|不必|非必[需须]|不是必[需须])(?:的?)$"
    r"|(?:\bnot|n['’]t) (?:requir|need|necessary|expect)$"
)
"""What stands after it, at the end of its clause."""

ENDS = re.compile(
    r"[.!?](?=\s|$)|[。;:!?]|,(?= ?(?:but|however|only|so|yet|i|we|you|they|it|he|she|and (?:i|we|you))\b)"
    r"|\b(?:but|however|although)\b|(?:但|而是|只会|仅需)"
)
"""Where a denial ends. A comma ends it in Chinese, and in English where a new clause begins."""

BESIDES = re.compile(
    r"除了?(?P<what>[^,。;]{1,24}?)之?[以外]?外,?(?P<too>[还也另尚亦]|[^,。;]{0,8}(?:还|也))?"
)
"""除 X 外 leaves X out, unless the sentence goes on with 还 or 也: besides X, something more."""


def denied(reading: Reading) -> list[Span]:
    """Returns the parts of the folded text in which a name does not count.

    Examples
    --------
    >>> from services.matching.mentions.reading import read
    >>> text = read("无需编程, 要会焊接。 I have no experience in welding, but I can mill.")
    >>> [text.folded[start:end] for start, end in denied(text)]
    ['无需编程', 'no experienc in weld']
    """
    folded = reading.folded
    besides = [(found.span("what"), found["too"] is not None) for found in BESIDES.finditer(folded)]
    spans = [span for span, too in besides if not too]
    for start, end in _clauses(reading):
        clause = folded[start:end]
        found = next(
            (one for one in BEFORE.finditer(clause) if not clause[one.start() :].startswith("除")), None
        )
        if found is not None:
            spans.append((start + found.start(), end))
        if AFTER.search(clause.rstrip(" ,")):
            spans.append((start, end))
    return spans


def _clauses(reading: Reading) -> Iterator[Span]:
    folded = reading.folded
    cuts = {found.start() for found in ENDS.finditer(folded)} | set(reading.lines)
    cuts |= {place for place, sign in enumerate(folded) if sign == "," and _chinese_beside(folded, place)}
    start = 0
    for cut in sorted(cuts):
        if cut > start:
            yield start, cut
        start = max(start, cut)
    if start < len(folded):
        yield start, len(folded)


def _chinese_beside(folded: str, place: int) -> bool:
    beside = folded[max(0, place - 1) : place] + folded[place + 1 : place + 2]
    return any(is_chinese(sign) for sign in beside)
