"""The record of a project (CLR 2.0) is valid by its schema, and holds as far as every credential in it does."""

import json

import pytest

from services.portfolio import signing
from services.portfolio.credential.project import compose_project
from shared.dataintegrity import ProofError
from shared.dataintegrity import verify as verify_proof
from tests.schemas import errors_of_record
from verifier import Trust, status, verify
from verifier.checking import TWICE
from verifier.deciding import PARTS
from verifier.reading import MOST_CONTENTS, Presented
from verifier.verdict import SENTENCES

pytestmark = pytest.mark.slow

RECORD = "urn:uuid:01890000-0000-7000-8000-0000000000ff"
HOLDER = "urn:uuid:01890000-0000-7000-8000-0000000000fe"


def credentials(world, count=2):
    made = []
    for n in range(count):
        world.credential_id = f"urn:uuid:01890000-0000-7000-8000-0000000001{n:02x}"
        made.append(world.signed())
    return made


def contents(signed):
    return Presented(signed, None).contents


def record(world, held=None, demo=False):
    composed = compose_project(
        "Fault diagnosis",
        held or credentials(world),
        world.did,
        RECORD,
        HOLDER,
        status.entry(world.list_url, 5),
        world.at,
        demo,
    )
    return signing.issue(composed, world.key, world.at)


def looked_at(world, signed, **changes):
    """With the verdicts on what is in it, unless ``changes`` say otherwise."""
    options = {"contents": [world.verify(one) for one in contents(signed)]} | changes
    return world.verify(signed, **options)


def test_the_record_is_valid_by_the_schema_of_clr_2(world):
    assert errors_of_record(record(world)) == []
    assert errors_of_record(record(world, credentials(world, 1), demo=True)) == []


def test_the_schema_notices_a_record_without_credentials(world):
    signed = record(world)
    assert errors_of_record(
        signed | {"credentialSubject": {**signed["credentialSubject"], "verifiableCredential": []}}
    )


def test_it_holds_the_credentials_as_they_were_signed(world):
    held = credentials(world, 3)
    signed = record(world, held)
    assert contents(signed) == held
    assert signed["partial"] is True
    for one in contents(signed):
        verify_proof(one, world.key.public)


@pytest.mark.parametrize("name", ["name", "validFrom"])
def test_a_credential_that_was_changed_within_breaks_both_proofs(world, name):
    signed = json.loads(json.dumps(record(world)))
    changed = signed["credentialSubject"]["verifiableCredential"][0]
    changed[name] = "2026-11-19T09:00:00Z" if name == "validFrom" else "Master of everything"
    for one in (signed, changed):
        with pytest.raises(ProofError):
            verify_proof(one, world.key.public)


def test_a_record_whose_credentials_hold_is_valid(world):
    verdict = looked_at(world, record(world))
    assert verdict.word == "valid", verdict.checks
    assert verdict.check("contents").params == {"all": "2", "valid": "2"}


def test_a_record_into_which_nobody_looked_is_not_valid(world):
    assert looked_at(world, record(world), contents=()).word == "not_checkable"


def test_the_worst_within_decides(world):
    signed = record(world)
    good = world.verify(contents(signed)[0])
    for lists, word in (
        (world.lists(revoked=True), "revoked"),
        (world.lists(suspended=True), "suspended"),
        ({}, "not_checkable"),
    ):
        bad = world.verify(contents(signed)[1], status_lists=lists)
        verdict = looked_at(world, signed, contents=[good, bad])
        assert verdict.word == word
        assert verdict.check("contents").outcome == "failed"
    changed = world.verify(contents(signed)[1] | {"name": "X"})
    assert looked_at(world, signed, contents=[good, changed]).word == "invalid"


def test_what_stands_in_it_twice_is_not_counted_twice(world):
    one = world.signed()
    verdict = looked_at(world, record(world, [one, one]))
    assert [part.word for part in verdict.contents] == ["valid", "valid"]
    assert (verdict.word, verdict.check("contents").reason) == ("invalid", TWICE)
    assert verdict.message == SENTENCES["invalid"]


def test_offline_each_is_looked_up_with_its_own_proof_of_the_log(world):
    signed = record(world)
    proofs = {one["id"]: world.inclusion(one) for one in contents(signed)}
    assert world.verify(signed, within=proofs).word == "valid"
    one, other = contents(signed)
    verdict = world.verify(signed, within=proofs | {other["id"]: proofs[one["id"]]})
    assert [part.word for part in verdict.contents] == ["valid", "invalid"]
    assert verdict.message == PARTS
    within = record(world, [record(world)])
    inner = {**proofs, within["id"]: world.inclusion(contents(within)[0])}
    assert world.verify(within, within=inner).word in ("not_checkable", "invalid"), "it is not looked into"


def test_what_is_said_of_a_record_is_true_of_it_when_something_in_it_is_worse(world):
    signed = record(world)
    good, bad = contents(signed)
    told = [world.verify(good), world.verify(bad | {"name": "X"})]
    unknown = looked_at(world, signed, status_lists={}, contents=told)
    assert (unknown.word, unknown.message) == ("invalid", SENTENCES["invalid"])
    gone = [world.verify(good), world.verify(bad, status_lists=world.lists(revoked=True))]
    unknown = looked_at(world, signed, status_lists={}, contents=gone)
    assert (unknown.word, unknown.message) == ("revoked", SENTENCES["not_checkable"])


def test_a_file_at_hand_is_one_that_a_credential_in_it_names(world):
    signed = record(world)
    assert looked_at(world, signed, artefacts=["ab" * 32]).word == "valid"
    verdict = looked_at(world, signed, artefacts=["ab" * 32, "00" * 32])
    assert (verdict.word, verdict.check("artefacts").outcome) == ("invalid", "failed")


def test_a_changed_record_is_invalid_whatever_is_in_it(world):
    signed = record(world)
    assert (
        looked_at(world, signed | {"name": "X"}, contents=[world.verify(contents(signed)[0])]).word
        == "invalid"
    )


def test_a_record_by_an_unknown_issuer_is_never_valid(world):
    signed = record(world)
    verdict = verify(
        json.dumps(signed),
        Trust("Nobody", {}),
        world.lists(),
        world.now,
        contents=[world.verify(contents(signed)[0])],
    )
    assert verdict.word == "not_checkable"


def test_a_demonstration_in_it_makes_it_one(world):
    held = [world.signed(world.record(demo=True))]
    assert looked_at(world, record(world, held, demo=True)).demo
    assert not looked_at(world, record(world)).demo


def test_more_than_can_be_checked_counts_as_nothing(world):
    signed = record(world)
    many = signed["credentialSubject"]["verifiableCredential"] * MOST_CONTENTS
    assert contents(signed | {"credentialSubject": {"verifiableCredential": many}}) == []
    assert contents(signed | {"credentialSubject": {"verifiableCredential": ["ey.a.b"]}}) == []
