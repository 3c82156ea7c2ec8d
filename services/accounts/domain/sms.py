"""Text messages: a number as everybody writes it, a code that proves it, and a text that is one part long."""

import re
import unicodedata

from shared.errors import Invalid
from shared.messages import N_

SMS = "sms"
ONE_PART_GSM, ONE_PART_UNICODE = 160, 70
_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€")
"""3GPP TS 23.038, 6.2.1: the alphabet of seven bits, and what takes two of its places."""


def number(text: str) -> str:
    """In the form of E.164, without blanks and strokes, full-width forms as plain ones. Raises Invalid."""
    plain = re.sub(r"[\s().-]", "", unicodedata.normalize("NFKC", text))
    if not _NUMBER.fullmatch(plain):
        raise Invalid({"phone": N_("Give the number with its country, such as +86 138 0013 8000.")})
    return plain


def length(text: str) -> tuple[int, int]:
    """(places that the text takes, places of one part). Anything outside the alphabet makes all of it UTF-16."""
    if all(one in _GSM or one in _GSM_TWICE for one in text):
        return len(text) + sum(one in _GSM_TWICE for one in text), ONE_PART_GSM
    return len(text.encode("utf-16-be")) // 2, ONE_PART_UNICODE


def one_part(head: str, what: str, tail: str) -> str:
    """Head, what it is about, tail, in one part: ``what`` is cut, with an ellipsis of three full stops.

    >>> one_part("[Shixun] ", "Review the milestone", " https://shixun.example/accounts/inbox")
    '[Shixun] Review the milestone https://shixun.example/accounts/inbox'
    >>> len(one_part("【实训】", "评审" * 60, " https://shixun.example/accounts/inbox"))
    70
    """
    text, cut = head + what + tail, len(what)
    while cut and _too_long(text):
        cut -= 1
        text = f"{head}{what[:cut]}...{tail}"
    return text


def _too_long(text: str) -> bool:
    taken, most = length(text)
    return taken > most
