"""Text as people type it, made safe to keep: NFC, without control, bidi-control and unassigned characters."""

import unicodedata
from typing import Any

import marshmallow as ma

from shared.messages import N_

NOT_A_MAIL = N_("This is not a mail address. It looks like name@example.com.")
FOREIGN_LETTERS = N_(
    "No mail can be sent to letters like these before the @. Give an address in a–z, digits and signs."
)

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x3002: "."}
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT = frozenset("\n\t\u200c\u200d")


def clean(text: str) -> str:
    """NFC with plain line ends, without blanks around it. Raises ValueError with a sentence for what is refused."""
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    for character in normal:
        category = unicodedata.category(character)
        if character in _BIDI or (category in ("Cc", "Cn", "Cs", "Co") and character not in _KEPT):
            raise ValueError(N_("This holds a character that cannot be shown. Type it anew."))
    return normal


def narrow(text: str) -> str:
    """What an input method for Chinese leaves full-width (＠, １, 。) as a keyboard without one types it."""
    return text.translate(_WIDE)


class Line(ma.fields.String):
    """One line of text, 1 to ``most`` characters."""

    def __init__(self, most: int = 200, **options: Any) -> None:
        self.most = most
        options.setdefault("validate", ma.validate.Length(min=1 if options.get("required") else 0, max=most))
        super().__init__(**options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = _cleaned(super()._deserialize(value, attr, data, **kwargs))
        if "\n" in text:
            raise ma.ValidationError(N_("Write this on one line."))
        return text


class Text(ma.fields.String):
    """Several lines, at most ``most`` characters."""

    def __init__(self, most: int = 4000, **options: Any) -> None:
        options.setdefault("validate", ma.validate.Length(min=1 if options.get("required") else 0, max=most))
        super().__init__(**options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return _cleaned(super()._deserialize(value, attr, data, **kwargs))


class GivenMail(ma.fields.Email):
    """A mail address by which somebody says who they are, in lower case."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = narrow(_cleaned(str(value))).lower()
        if len(text) > 254 or "\n" in text:
            raise ma.ValidationError(NOT_A_MAIL)
        return str(super()._deserialize(text, attr, data, **kwargs))


class Mail(GivenMail):
    """One to which mails are to go; whether it is theirs, the mailed link shows.

    Letters beyond ASCII before the @ need SMTPUTF8 (RFC 6531) of every server on the way, which most of those that
    people share do not offer. A domain in other letters has a form of the name system, and is reached by that.
    """

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not text.rpartition("@")[0].isascii():
            raise ma.ValidationError(FOREIGN_LETTERS)
        return text


class Secret(ma.fields.String):
    """A password: kept as typed, blanks and all, in NFC (RFC 8265, OpaqueString); never shown again."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return unicodedata.normalize("NFC", str(super()._deserialize(value, attr, data, **kwargs)))


def _cleaned(text: str) -> str:
    try:
        return clean(text)
    except ValueError as error:
        raise ma.ValidationError(str(error)) from error
