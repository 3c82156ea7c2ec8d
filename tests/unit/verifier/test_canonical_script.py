"""The page's own canonicalisation gives the bytes that the W3C's vectors and the service's library give."""

import json
from pathlib import Path
from typing import Any

import pytest
from pyld.nquads import parse_nquads

from shared.linkeddata import LinkedDataError, UnsignedContentError, canonical
from tests.evidence import World
from tests.unit.portfolio.test_linkeddata import CASES, VECTORS
from tests.unit.verifier.page_script import ask

pytestmark = pytest.mark.slow

HARD = ("a\\b", 'say "yes"', "two\nlines\tand tabs", "😀 \ue000 \U0010fffd", "1e-7", "x" * 2000)


def quads(text: str) -> list[dict[str, Any]]:
    """In the script's form."""
    found = []
    for name, triples in parse_nquads(text).items():
        graph = None if name == "@default" else _term({"type": _kind(name), "value": name})
        for one in triples:
            ends = {"subject": _term(one["subject"]), "object": _term(one["object"])}
            found.append({"property": one["predicate"]["value"], "graph": graph} | ends)
    return found


def _has_language(quad: dict[str, Any]) -> bool:
    """Nothing that is signed here has texts with a language of their own."""
    return quad["object"].get("language") is not None


def _kind(name: str) -> str:
    return "blank node" if name.startswith("_:") else "IRI"


def _term(term: dict[str, str]) -> dict[str, Any]:
    if term["type"] == "blank node":
        return {"blank": term["value"]}
    if term["type"] == "IRI":
        return {"address": term["value"]}
    return {"literal": term["value"], "type": term["datatype"], "language": term.get("language")}


def test_the_vectors_of_the_w3c(tmp_path: Path) -> None:
    given = {case: quads((VECTORS / "rdfc10" / f"{case}-in.nq").read_text()) for case in CASES}
    plain = {case: found for case, found in given.items() if not any(map(_has_language, found))}
    assert len(plain) > 50
    answers = ask([{"quads": found} for found in plain.values()], tmp_path)
    for case, answer in zip(plain, answers, strict=True):
        assert answer == {"text": (VECTORS / "rdfc10" / f"{case}-rdfc10.nq").read_text()}, case


def test_documents_of_ours_in_all_their_shapes(tmp_path: Path) -> None:
    world = World()
    bare = world.record(skills=[], artefacts=[], peers_confirmed=False, hours=None, demo=True)
    signed = [*world.lists().values(), world.endorsement(bare)]
    unsigned = [{name: part for name, part in one.items() if name != "proof"} for one in signed]
    options = {"@context": bare_contexts(world), **signed[-1]["proof"][0]}
    documents = [world.composed(bare), *signed, *unsigned, options]
    documents += [world.composed(name=text) for text in HARD]
    answers = ask([{"document": json.dumps(one)} for one in documents], tmp_path)
    for document, answer in zip(documents, answers, strict=True):
        assert answer == {"text": canonical(document)}


def bare_contexts(world: World) -> list[str]:
    found: list[str] = world.composed()["@context"]
    return found


def test_what_the_service_refuses_to_sign_the_page_refuses_to_believe(tmp_path: Path) -> None:
    world = World()
    document = world.composed()
    subject = document["credentialSubject"]
    contexts = {"@context": "https://elsewhere.example/c.json"}
    changes: list[dict[str, Any]] = [
        *({"name": value} for value in ("a\x07b", None, [], {}, [["a"]], 0.5, 2**60)),
        *({"id": value} for value in ("relative", "_:b0", "urn:with space", "http://example.org/base/x")),
        {"levle": "5"},
        {"type": [*document["type"], "HonoraryBadge"]},
        {"type": ["VerifiableCredential", "Achievement", "Result"]},
        {"evidence": [{"type": ["Evidence"], "grade": "A"}]},
        {"evidence": [{"type": ["Evidence"], "name": "x"} | contexts]},
        {"credentialSubject": subject | {"@id": "urn:x:y"}},
        {"credentialSubject": subject | {"https://schema.org/name": "x"}},
    ]
    answers = ask([{"document": json.dumps(document | change)} for change in changes], tmp_path)
    for change, answer in zip(changes, answers, strict=True):
        try:
            canonical(document | change)
            expected = "nothing"
        except UnsignedContentError:
            expected = "NotCovered"
        except LinkedDataError:
            expected = "NotKnown"
        assert answer == {"error": expected}, change
