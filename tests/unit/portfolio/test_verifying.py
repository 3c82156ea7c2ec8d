"""Whom a verdict trusts, when a credential holds, who signed it off and what the log says."""

import json
from datetime import timedelta

import pytest

from services.portfolio import signing
from shared.dataintegrity import hash_data, sign
from shared.linkeddata import CONTEXTS
from shared.multikey import base58, did_key, did_key_method
from shared.signatures import SigningKey
from verifier import Trust
from verifier.did import PublishedKey

pytestmark = pytest.mark.slow


def outcomes(verdict):
    return {check.name: check.outcome for check in verdict.checks}


def failed(verdict):
    return [check.name for check in verdict.checks if check.outcome == "failed"]


def test_a_sound_credential_is_valid_and_says_by_whom_and_for_which_list(world):
    verdict = world.verify(world.signed())
    assert verdict.word == "valid", verdict.checks
    text = verdict.message % verdict.params
    assert "Shixun of Jiangnan" in text
    assert "Schools of the pilot" in text
    assert outcomes(verdict).pop("artefacts") == "not_checked"
    assert not verdict.demo


def test_its_jwt_is_valid_too(world):
    signed = world.signed()
    verdict = world.verify(signing.to_jwt(signed, world.key), inclusion=world.inclusion(signed))
    assert verdict.word == "valid", verdict.checks


def test_demonstration_data_is_told_apart(world):
    assert world.verify(world.signed(world.record(demo=True))).demo


def test_every_sentence_can_be_filled(world):
    for presented in (world.signed(), world.signed() | {"name": "x"}, "junk"):
        verdict = world.verify(presented)
        assert verdict.message % verdict.params
        for check in verdict.checks:
            assert check.reason % check.params


def test_an_issuer_off_the_list_is_never_green(world):
    verdict = world.verify(world.signed(), trust=Trust("Schools of the pilot", {}))
    assert verdict.word == "not_checkable"
    assert outcomes(verdict)["issuer"] == "not_checked"
    assert outcomes(verdict)["proof"] == "not_checked"


def test_a_stranger_with_a_sound_proof_of_its_own_is_never_green(world):
    own = {"id": did_key(world.stranger.public), "type": ["Profile"], "name": "Shixun"}
    composed = world.composed(issuer=own)
    signed = sign(composed, world.stranger, did_key_method(world.stranger.public), world.at)
    verdict = world.verify(signed)
    assert outcomes(verdict)["proof"] == "ok"
    assert verdict.word == "not_checkable"


def test_a_strangers_signature_under_the_issuers_name_is_invalid(world):
    verdict = world.verify(world.signed(key=world.stranger))
    assert (verdict.word, failed(verdict)) == ("invalid", ["proof"])


def test_the_proof_must_be_by_the_issuers_own_method(world):
    signed = sign(world.composed(), world.stranger, did_key_method(world.stranger.public), world.at)
    verdict = world.verify(signed)
    assert (verdict.word, failed(verdict)) == ("invalid", ["key"])


def test_a_key_that_was_never_listed_is_no_key(world):
    verdict = world.verify(world.signed(key=SigningKey("k7", b"\x07" * 32)))
    assert (verdict.word, failed(verdict)) == ("invalid", ["key"])


def test_a_rotated_key_still_counts_and_a_compromised_one_does_not(world):
    new = PublishedKey("k2", b"\x06" * 32)
    rotated = world.trust([PublishedKey("k1", world.key.public), new])
    assert world.verify(world.signed(), trust=rotated).word == "valid"
    lost = PublishedKey("k1", world.key.public, compromised=world.now)
    assert world.verify(world.signed(), trust=world.trust([lost, new])).word == "invalid"


def test_a_trust_entry_with_somebody_elses_document_is_not_used(world):
    text = json.dumps(world.trust().issuers[world.did].document)
    other = json.loads(text.replace(f'"{world.did}"', '"did:web:other"'))
    assert other["assertionMethod"][0] == f"{world.did}#k1"
    assert world.verify(world.signed(), trust=world.trust(document=other)).word == "invalid"


def test_an_unknown_issuer_whose_proof_names_another_method_is_invalid(world):
    own = world.composed(issuer=did_key(world.stranger.public))
    signed = sign(own, world.stranger, did_key_method(world.reviewer.public), world.at)
    verdict = world.verify(signed)
    assert (verdict.word, failed(verdict)) == ("invalid", ["key"])


def test_it_holds_from_its_beginning_to_its_end(world):
    signed = world.signed(validUntil="2027-01-01T00:00:00Z")
    assert world.verify(signed).word == "valid"
    early = world.verify(signed, now=world.now - timedelta(days=30))
    assert "period" in failed(early)
    assert early.word == "invalid"
    late = world.verify(
        signed, now=world.now + timedelta(days=365), status_lists=world.lists(until="2030-01-01T00:00:00Z")
    )
    assert (late.word, failed(late)) == ("invalid", ["period"])


def test_a_proof_that_expired_no_longer_holds(world):
    signed = world.signed()
    proof = {k: v for k, v in signed["proof"][0].items() if k != "proofValue"} | {
        "expires": "2026-11-21T00:00:00Z"
    }
    verdict = world.verify(signed_with(world, proof))
    assert (verdict.word, failed(verdict)) == ("invalid", ["period"])
    later = proof | {"expires": "2026-12-21T00:00:00Z"}
    assert world.verify(signed_with(world, later)).word == "valid"


def signed_with(world, options):
    """The credential signed by the issuer with proof options of the test's own."""
    composed = world.composed()
    value = "z" + base58(world.key.sign(hash_data(composed, options, CONTEXTS)))
    return composed | {"proof": [options | {"proofValue": value}]}


@pytest.mark.parametrize(
    "value", ["yesterday", "2026-11-20", "2026-11-20T09:00:00", 5, None, ["2026-11-20T09:00:00Z"]], ids=str
)
def test_a_time_that_cannot_be_read_is_never_green(world, value):
    assert world.verify(world.signed() | {"validFrom": value}).word in ("not_checkable", "invalid")


def test_a_credential_without_sign_off_is_never_green(world):
    composed = world.composed()
    del composed["endorsement"]
    signed = signing.issue(composed, world.key, world.at)
    assert world.verify(signed).word == "not_checkable"


def test_a_sign_off_of_another_record_makes_it_invalid(world):
    other = world.endorsement(world.record(hours="400"))
    verdict = world.verify(world.signed(endorsement=other))
    assert (verdict.word, failed(verdict)) == ("invalid", ["endorsement"])


def test_a_sign_off_whose_proof_does_not_hold_makes_it_invalid(world):
    endorsement = world.endorsement(world.record())
    for change in ({"name": "x"}, {"validFrom": "2020-01-01T00:00:00Z"}, {"issuer": "did:key:x"}):
        verdict = world.verify(world.signed(endorsement=endorsement | change))
        assert (verdict.word, failed(verdict)) == ("invalid", ["endorsement"]), change


def test_a_sign_off_that_says_to_be_a_school_s_is_no_reviewer_s(world):
    endorsement = world.endorsement(world.record())
    verdict = world.verify(world.signed(endorsement=endorsement | {"issuer": "did:web:x"}))
    assert (verdict.word, failed(verdict)) == ("not_checkable", ["school"])
    assert outcomes(verdict)["endorsement"] == "not_checked"


def test_a_sign_off_from_the_future_makes_it_invalid(world):
    future = world.endorsement(world.record(), at="2027-11-20T08:00:00Z")
    verdict = world.verify(world.signed(endorsement=future))
    assert (verdict.word, failed(verdict)) == ("invalid", ["endorsement"])


def test_a_crowd_of_sign_offs_is_not_read(world):
    signed = world.signed()
    assert world.verify(signed | {"endorsement": signed["endorsement"] * 6}).word == "not_checkable"


def test_files_at_hand_are_compared_byte_by_byte(world):
    signed = world.signed()
    verdict = world.verify(signed, artefacts=["cd" * 32, "ab" * 32])
    assert (verdict.word, outcomes(verdict)["artefacts"]) == ("valid", "ok")
    verdict = world.verify(signed, artefacts=["cd" * 32, "00" * 32])
    assert (verdict.word, failed(verdict)) == ("invalid", ["artefacts"])


def test_without_inclusion_it_is_never_green(world):
    verdict = world.verify(world.signed(), inclusion=None)
    assert (verdict.word, outcomes(verdict)["inclusion"]) == ("not_checkable", "not_checked")


def test_a_proof_of_another_entry_or_log_makes_it_invalid(world):
    signed = world.signed()
    good = world.inclusion(signed)
    others = [
        world.inclusion(signed | {"name": "another"}),
        world.inclusion(signed, log_key=world.stranger),
        type(good)(good.proof, b"t" * 16, good.at),
        type(good)(good.proof, b"", good.at),
        type(good)(good.proof, good.salt, "2026-11-20T10:00:00Z"),
        type(good)("junk", good.salt, good.at),
    ]
    for other in others:
        verdict = world.verify(signed, inclusion=other)
        assert (verdict.word, failed(verdict)) == ("invalid", ["inclusion"]), other


def test_backdating_is_flagged(world):
    signed = world.signed()
    on_time = world.inclusion(signed, at="2026-11-22T09:00:00Z")
    assert world.verify(signed, inclusion=on_time).word == "valid"
    much_later = world.inclusion(signed, at="2026-12-22T09:00:00Z")
    verdict = world.verify(signed, inclusion=much_later)
    assert (verdict.word, failed(verdict)) == ("not_checkable", ["time"])


def test_an_issuer_of_another_product_needs_neither_log_nor_sign_off(world):
    composed = world.composed()
    del composed["endorsement"]
    signed = signing.issue(composed, world.key, world.at)
    lists = {world.list_url: world.lists()[world.list_url]}
    verdict = world.verify(
        signed, trust=world.trust(ours=False, log=None), status_lists=lists, inclusion=None
    )
    assert verdict.word == "valid", verdict.checks
