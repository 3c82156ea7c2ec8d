from datetime import UTC, datetime

import pytest

from shared.multikey import from_jwk, from_multikey
from shared.signatures import SigningKey
from verifier import did

OLD, NEW = SigningKey("2025", b"\x05" * 32), SigningKey("2026", b"\x06" * 32)


def published(key, compromised=None):
    return did.PublishedKey(key.key_id, key.public, compromised)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://shixun.example", "did:web:shixun.example:portfolio"),
        ("http://127.0.0.1:8080", "did:web:127.0.0.1%3A8080:portfolio"),
        ("http://[::1]:8080", "did:web:%5B%3A%3A1%5D%3A8080:portfolio"),
    ],
)
def test_the_issuer_is_named_after_the_services_own_address(url, name):
    assert did.did_web(url) == name


def test_the_document_stands_where_the_method_looks_for_it():
    assert did.document_url("https://shixun.example") == "https://shixun.example/portfolio/did.json"


def test_each_key_is_listed_in_both_forms():
    document = did.document("did:web:x:portfolio", [published(NEW)])
    multikey, jwk = document["verificationMethod"]
    assert (multikey["type"], jwk["type"]) == ("Multikey", "JsonWebKey")
    assert from_multikey(multikey["publicKeyMultibase"]) == from_jwk(jwk["publicKeyJwk"]) == NEW.public
    assert document["assertionMethod"] == [multikey["id"], jwk["id"]]
    assert {multikey["controller"], jwk["controller"]} == {"did:web:x:portfolio"}
    assert "d" not in jwk["publicKeyJwk"], "the private half of a JWK has no place here"


def test_rotation_keeps_the_old_key_and_compromise_removes_it():
    name = "did:web:x:portfolio"
    rotated = did.document(name, [published(OLD), published(NEW)])
    assert did.assertion_key(rotated, f"{name}#2025") == OLD.public
    assert did.assertion_key(rotated, f"{name}#2026-jwk") == NEW.public
    without = did.document(
        name, [published(OLD, compromised=datetime(2026, 1, 1, tzinfo=UTC)), published(NEW)]
    )
    assert did.assertion_key(without, f"{name}#2025") is None
    assert "2025" not in str(without)


@pytest.mark.parametrize(
    "change",
    [
        {"assertionMethod": []},
        {"assertionMethod": None},
        {"verificationMethod": []},
        {"verificationMethod": None},
        {"id": "did:web:other"},
    ],
    ids=str,
)
def test_a_key_that_may_not_assert_is_no_key(change):
    document = did.document("did:web:x:portfolio", [published(NEW)]) | change
    assert did.assertion_key(document, "did:web:x:portfolio#2026") is None


@pytest.mark.parametrize(
    "change", [{"controller": "did:web:attacker"}, {"publicKeyMultibase": "z6Mk"}], ids=str
)
def test_a_method_of_somebody_else_is_no_key(change):
    document = did.document("did:web:x:portfolio", [published(NEW)])
    document["verificationMethod"][0] |= change
    assert did.assertion_key(document, "did:web:x:portfolio#2026") is None


def test_two_methods_of_one_id_are_no_key():
    document = did.document(
        "did:web:x:portfolio", [published(NEW), published(SigningKey("2026", b"\x07" * 32))]
    )
    assert did.assertion_key(document, "did:web:x:portfolio#2026") is None
