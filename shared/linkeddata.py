"""Turns JSON-LD into the canonical N-Quads (W3C RDFC-1.0) that a Data Integrity proof signs.

pyld does the work; what it drops silently is refused here: undefined terms and types, null, empty lists and
whatever else would stand in the JSON unsigned. Contexts come from ``shared/contexts`` and nowhere else.
Every input ends within a budget, since a graph of 3 KB can be made that keeps the algorithm busy for minutes.
"""

import json
import re
import threading
from collections.abc import Callable, Mapping
from importlib import resources
from math import factorial
from typing import Any

from pyld.canon import URDNA2015
from pyld.jsonld import JsonLdError, JsonLdProcessor

VC_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OPEN_BADGES_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
LEARNER_RECORDS = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
_ADDRESSES = (
    VC_V2,
    OPEN_BADGES,
    OPEN_BADGES_EXTENSIONS,
    LEARNER_RECORDS,
    "https://w3id.org/security/data-integrity/v2",
    "https://w3id.org/security/multikey/v1",
    "https://www.w3.org/ns/did/v1",
)

MOST_OBJECTS = 400
MOST_VALUES = 4000
MOST_STATEMENTS = 2000
MOST_TYPES = 4  # of one object: the algorithm that finds their contexts takes each in turn
DEEPEST = 24
BUDGET = 60_000  # steps of the canonicalisation; an honest credential takes none, see _Budgeted

_TERM = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f<>\"{}|^`\\]*")
_UNSIGNABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_PYLD_BASE = "http://example.org/base/"  # pyld resolves undefined types against it
_FOLDER = resources.files("shared") / "contexts"
_LOCK = threading.Lock()  # pyld keeps resolved contexts in a cache that is not made for threads


def _read(address: str) -> Any:
    name = address.removeprefix("https://").replace("/", "_").removesuffix(".json") + ".json"
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


CONTEXTS: Mapping[str, Any] = {address: _read(address) for address in _ADDRESSES}


class LinkedDataError(ValueError):
    """The document cannot be signed or checked; the text says why, in English, for logs and tests."""


class UnknownContextError(LinkedDataError):
    """It names a context outside the list."""


class UnsignedContentError(LinkedDataError):
    """It has parts that a signature would not cover."""


class OverBudgetError(LinkedDataError):
    """It is larger or more tangled than any honest document."""


def canonical(document: Mapping[str, Any], contexts: Mapping[str, Any] = CONTEXTS) -> str:
    """The canonical N-Quads of ``document``.

    ``contexts`` maps addresses to contexts; a document may name these and no other, nor write its own.
    Raises LinkedDataError where anything in the document would not be covered.
    """
    _Inspection(contexts).value(document, 0)
    dropped: list[str] = []
    with _LOCK:
        expanded, dataset = _to_rdf(document, contexts, dropped.append)
    if dropped:
        raise UnsignedContentError("it uses a term that its contexts do not define")
    _check_expanded(expanded)
    return canonical_dataset(dataset)


def canonical_dataset(dataset: dict[str, list[dict[str, Any]]]) -> str:
    """The canonical N-Quads of a dataset in pyld's form: graph name to triples."""
    unique = {name: list({repr(t): t for t in triples}.values()) for name, triples in dataset.items()}
    if sum(map(len, unique.values())) > MOST_STATEMENTS:
        raise OverBudgetError("it has too many statements")
    result: str = _Budgeted().main(unique, {"format": "application/n-quads"})
    return result


def _to_rdf(
    document: Mapping[str, Any], contexts: Mapping[str, Any], on_dropped: Callable[[Any], None]
) -> tuple[Any, Any]:
    def load(address: str, _options: object) -> dict[str, Any]:
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": address,
            "document": contexts[address],
        }

    processor = JsonLdProcessor(on_property_dropped=on_dropped)
    try:
        expanded = processor.expand(document, {"documentLoader": load, "base": ""})
        return expanded, processor.to_rdf(expanded, {"documentLoader": load, "base": ""})
    except (JsonLdError, RecursionError) as error:
        raise LinkedDataError("it is not sound JSON-LD") from error


class _Inspection:
    """Refuses what pyld would drop, fetch, or read in another way than a plain JSON reader does."""

    def __init__(self, contexts: Mapping[str, Any]) -> None:
        self.contexts = contexts
        self.objects = 0
        self.values = 0

    def value(self, value: Any, depth: int) -> None:
        self.values += 1
        if depth > DEEPEST or self.values > MOST_VALUES:
            raise OverBudgetError("it is nested too deeply or has too many values")
        if isinstance(value, Mapping):
            self._object(value, depth)
        elif isinstance(value, list):
            if not value or any(isinstance(item, list) for item in value):
                raise UnsignedContentError("it has an empty list or a list in a list")
            for item in value:
                self.value(item, depth + 1)
        elif isinstance(value, str):
            if _UNSIGNABLE.search(value):
                raise UnsignedContentError("it has a control character")
        elif not isinstance(value, int) or abs(value) >= 2**53:
            raise UnsignedContentError("it has null, a fraction or a number beyond 2^53")

    def _object(self, value: Mapping[str, Any], depth: int) -> None:
        self.objects += 1
        if self.objects > MOST_OBJECTS:
            raise OverBudgetError("it has too many objects")
        if not value.keys() - {"@context"}:
            raise UnsignedContentError("it has an empty object")
        types = value.get("type")
        if isinstance(types, list) and len(types) > MOST_TYPES:
            raise OverBudgetError("an object has too many types")
        for key, item in value.items():
            if key == "@context":
                self._context(item)
            elif not isinstance(key, str) or not _TERM.fullmatch(key):
                # A keyword or a full address would hide a property from whoever reads the plain JSON.
                raise UnsignedContentError("it has a key that is not a plain term")
            else:
                self.value(item, depth + 1)

    def _context(self, value: Any) -> None:
        named = value if isinstance(value, list) else [value]
        if (
            not named
            or len(named) > 8
            or any(not isinstance(n, str) or n not in self.contexts for n in named)
        ):
            raise UnknownContextError("it names a context that is not on the list")


def _check_expanded(value: Any) -> None:
    """Every identifier and type must be an absolute address: pyld drops or resolves relative ones."""
    if isinstance(value, list):
        for item in value:
            _check_expanded(item)
    elif isinstance(value, dict):
        if value.get("@type") == "@json":
            raise UnsignedContentError("it has a JSON literal")
        types = value.get("@type", [])
        names = [
            *([value["@id"]] if "@id" in value else []),
            *(types if isinstance(types, list) else [types]),
        ]
        for name in names:
            if not isinstance(name, str) or not _IRI.fullmatch(name) or name.startswith(_PYLD_BASE):
                raise UnsignedContentError(
                    "it has an undefined type or an identifier that is not an absolute address"
                )
        for key, item in value.items():
            if key != "@id" and key != "@type":
                _check_expanded(item)


class _Budgeted(URDNA2015):
    """RDFC-1.0 with an end: the one exponential step pays for its quads and permutations beforehand."""

    def __init__(self) -> None:
        super().__init__()
        self.left = BUDGET

    def create_hash_to_related(self, id_: str, issuer: Any) -> dict[str, list[str]]:
        self.left -= 1 + len(self.blank_node_info[id_]["quads"])
        self._check()
        related: dict[str, list[str]] = super().create_hash_to_related(id_, issuer)
        for nodes in related.values():
            self.left -= factorial(min(len(nodes), 12)) * (1 + len(issuer.order))
        self._check()
        return related

    def _check(self) -> None:
        if self.left < 0:
            raise OverBudgetError("its blank nodes are too much alike")
