"""A credential in an SVG: the element ``openbadges:credential`` after the root (Open Badges 3.0, section 5.3.2).

The JWT form stands in its attribute ``verify``, the form with an embedded proof in a CDATA section.
"""

import re
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from services.portfolio.carriers.kinds import BROKEN, MOST_CREDENTIAL, SEVERAL, TOO_LONG, CarrierError

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_NAME = f"{NAMESPACE} credential"
_ROOT = re.compile(r"<svg\b")
MOST_DEPTH, MOST_ELEMENTS = 100, 200_000


def bake(picture: str, credential: str) -> str:
    """The SVG with the credential (JSON with an embedded proof, or a compact JWT) in it."""
    named = _ROOT.sub(f'<svg xmlns:openbadges="{NAMESPACE}"', picture, count=1)
    ends = named.index(">") + 1
    return named[:ends] + _element(credential) + named[ends:]


def _element(credential: str) -> str:
    if not credential.lstrip().startswith("{"):
        return f"<openbadges:credential verify={quoteattr(credential)}></openbadges:credential>"
    text = credential.replace("]]>", "]]]]><![CDATA[>")
    return f"<openbadges:credential><![CDATA[{text}]]></openbadges:credential>"


def baked_in(picture: bytes) -> str | None:
    """The credential in the SVG, None when there is none. Raises CarrierError; entities are refused unread."""
    return _Reader().read(picture)


class _Reader:
    def __init__(self) -> None:
        self.depth = self.elements = 0
        self.inside = 0
        self.found: list[list[str]] = []

    def read(self, picture: bytes) -> str | None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(picture, True)
        except expat.ExpatError as error:
            raise CarrierError(BROKEN) from error
        if len(self.found) > 1:
            raise CarrierError(SEVERAL)
        return "".join(self.found[0]).strip() or None if self.found else None

    def _refuse(self, *_: object) -> None:
        raise CarrierError(BROKEN)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth, self.elements = self.depth + 1, self.elements + 1
        if self.depth > MOST_DEPTH or self.elements > MOST_ELEMENTS:
            raise CarrierError(BROKEN)
        if name == _NAME:
            self.inside = self.depth
            self.found.append([])
            self._text(attributes.get("verify", ""))

    def _end(self, _name: str) -> None:
        self.inside = 0 if self.inside == self.depth else self.inside
        self.depth -= 1

    def _text(self, text: str) -> None:
        if not self.inside:
            return
        self.found[-1].append(text)
        if sum(map(len, self.found[-1])) > MOST_CREDENTIAL:
            raise CarrierError(TOO_LONG)
