import hashlib
import json
from pathlib import Path

import pytest

from shared.dataintegrity import ProofError, joined_hashes, proof_of, sign, signature_of, verify
from shared.linkeddata import CONTEXTS, OPEN_BADGES, VC_V2, UnsignedContentError, canonical
from shared.multikey import from_base58, from_multikey
from shared.signatures import SigningKey
from shared.signatures import verify as signature_holds

VECTORS = Path(__file__).parents[2] / "vectors"
EDDSA = VECTORS / "vc-di-eddsa" / "TestVectors"
# Of the W3C's examples alone; never on the list of the product.
EXAMPLES = CONTEXTS | {
    "https://www.w3.org/ns/credentials/examples/v2": {
        "@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}
    }
}


def text(name):
    return (EDDSA / "eddsa-rdfc-2022" / name).read_text()


def w3c_key():
    keys = json.loads((EDDSA / "keyPair.json").read_text())
    return SigningKey("w3c", from_base58(keys["privateKeyMultibase"][1:])[2:])


def test_the_w3c_example_is_hashed_and_signed_byte_by_byte():
    unsigned = json.loads((EDDSA / "unsigned.json").read_text())
    expected = json.loads(text("signedDataInt.json"))
    assert canonical(unsigned, EXAMPLES) == text("canonDocDataInt.txt")
    proof = expected["proof"]
    signed = sign(unsigned, w3c_key(), proof["verificationMethod"], proof["created"], EXAMPLES)
    assert signed["proof"] == [proof]


def test_the_w3c_example_verifies_with_its_proof_outside_a_list_too():
    signed = json.loads(text("signedDataInt.json"))
    verify(signed, w3c_key().public, EXAMPLES)
    with pytest.raises(ProofError):
        verify(signed | {"name": "Master of Science"}, w3c_key().public, EXAMPLES)


@pytest.mark.parametrize("folder", ["", "employ/"])
def test_the_w3c_canonical_texts_give_the_w3c_hashes_and_signature(folder):
    data = joined_hashes(text(f"{folder}canonDocDataInt.txt"), text(f"{folder}proofCanonDataInt.txt"))
    assert data.hex() == text(f"{folder}combinedHashDataInt.txt").strip()
    signed = json.loads(text(f"{folder}signedDataInt.json"))
    public = from_multikey(proof_of(signed)["verificationMethod"].partition("#")[2])
    assert signature_holds(public, signature_of(proof_of(signed)), data)


def test_the_canonical_form_of_the_open_badges_guide():
    document = {
        "@context": [VC_V2, OPEN_BADGES],
        "id": "http://example.com/credentials/3527",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {
            "id": "https://example.edu/issuers/565049",
            "type": ["Profile"],
            "name": "Example Corp",
            "url": "https://www.imsglobal.org",
        },
        "validFrom": "2010-01-01T00:00:00Z",
        "name": "Teamwork Badge",
        "credentialSubject": {
            "id": "did:example:ebfeb1f712ebc6f1c276e12ec21",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://example.com/achievements/21st-century-skills/teamwork",
                "type": ["Achievement"],
                "criteria": {
                    "narrative": "Team members are nominated for this badge by their peers and recognized upon "
                    "review by Example Corp management."
                },
                "description": "This badge recognizes the development of the capacity to collaborate within a "
                "group environment.",
                "name": "Teamwork",
            },
        },
    }
    proof = {
        "@context": document["@context"],
        "type": "DataIntegrityProof",
        "created": "2010-01-01T19:23:24Z",
        "verificationMethod": "https://example.edu/issuers/565049#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
        "cryptosuite": "eddsa-rdfc-2022",
        "proofPurpose": "assertionMethod",
    }
    guide = VECTORS / "open-badges-guide" / "ob_v3p0" / "impl" / "test-vectors" / "obv3p0"
    assert canonical(document).strip() == (guide / "document-canon.txt").read_text().strip()
    assert canonical(proof).strip() == (guide / "proof-canon.txt").read_text().strip()


@pytest.fixture
def signed(world):
    return world.signed()


def test_the_proof_is_a_list_of_one(signed):
    assert isinstance(signed["proof"], list)
    assert len(signed["proof"]) == 1


def test_any_changed_text_breaks_the_proof(signed, world):
    changed = json.loads(json.dumps(signed).replace("a third of the work", "all of the work"))
    assert changed != signed
    with pytest.raises(ProofError):
        verify(changed, world.key.public)


@pytest.mark.parametrize(
    "change",
    [
        {"created": "2026-11-20T09:00:01Z"},
        {"created": "yesterday"},
        {"expires": "2030-01-01T00:00:00Z"},
        {"verificationMethod": "did:web:shixun.example%3A8443:portfolio#k2"},
        {"cryptosuite": "eddsa-jcs-2022"},
        {"type": "Ed25519Signature2020"},
        {"proofPurpose": "authentication"},
        {"proofValue": "z"},
        {"proofValue": "z" + "1" * 64},
        {"proofValue": 7},
        {"@context": [VC_V2]},
        {"previousProof": "urn:x:y"},
        {"madeUp": "x"},
        {"nonce": {"id": "urn:x:y"}},
        {"domain": ["a.example", {"id": "urn:x:y"}]},
        {"challenge": [1]},
        {"id": None},
    ],
    ids=str,
)
def test_a_changed_proof_does_not_hold(signed, world, change):
    with pytest.raises(ProofError):
        verify(signed | {"proof": [signed["proof"][0] | change]}, world.key.public)


@pytest.mark.parametrize("proof", [[], None, "z", [{}], [[]]], ids=str)
def test_without_one_proof_nothing_holds(signed, world, proof):
    with pytest.raises(ProofError):
        verify(signed | {"proof": proof}, world.key.public)


def test_a_second_proof_is_not_passed_over(signed, world):
    with pytest.raises(ProofError):
        verify(signed | {"proof": signed["proof"] * 2}, world.key.public)


def test_an_added_undefined_term_does_not_pass_as_signed(signed, world):
    with pytest.raises(UnsignedContentError):
        verify(signed | {"distinction": "with honours"}, world.key.public)


def test_what_has_a_proof_is_not_signed_again(signed, world):
    with pytest.raises(ProofError):
        sign(signed, world.key, "did:example:x#k1", "2026-11-20T09:00:00Z")


def test_the_signed_bytes_are_two_hashes():
    expected = hashlib.sha256(b"options").digest() + hashlib.sha256(b"document").digest()
    assert joined_hashes("document", "options") == expected
