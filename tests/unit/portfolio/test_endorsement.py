import json
from pathlib import Path

import pytest
import rfc8785

from shared.endorsement import EndorsementError, check, endorse, record_hash
from shared.signatures import SigningKey

JCS = Path(__file__).parents[2] / "vectors" / "jcs" / "testdata"
REVIEWER = SigningKey("mentor", b"\x03" * 32)
TEAMMATE = SigningKey("mate", b"\x04" * 32)
CONTRIBUTION = "01890000-0000-7000-8000-00000000000c"
OTHER = "01890000-0000-7000-8000-0000000000ff"


@pytest.mark.parametrize("case", sorted(path.stem for path in (JCS / "input").iterdir()))
def test_records_are_hashed_in_the_canonical_form_of_rfc_8785(case):
    given = json.loads((JCS / "input" / f"{case}.json").read_text(encoding="utf-8"))
    assert rfc8785.dumps(given) == (JCS / "output" / f"{case}.json").read_bytes().strip()


def test_the_hash_does_not_depend_on_the_order_of_fields():
    assert record_hash({"a": 1, "b": "ü"}) == record_hash({"b": "ü", "a": 1})
    assert record_hash({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


@pytest.mark.parametrize(
    "value", [2**60, float("nan"), "\ud800", object()], ids=["large", "nan", "half", "thing"]
)
def test_what_json_cannot_say_is_not_hashed(value):
    with pytest.raises(EndorsementError):
        record_hash({"a": value})


@pytest.fixture
def digest(record_of):
    return record_hash(record_of())


@pytest.fixture
def signed(digest):
    return made(digest)


def made(digest, key=REVIEWER, contribution=CONTRIBUTION):
    return endorse(
        endorsement_id="urn:uuid:01890000-0000-7000-8000-0000000000ee",
        contribution_id=contribution,
        record_sha256=digest,
        organisation="Minghe Beverages",
        key=key,
        at="2026-11-20T08:00:00Z",
    )


def holds(endorsement, digest, contribution=CONTRIBUTION, key=REVIEWER):
    check(endorsement, contribution_id=contribution, record_sha256=digest, public=key.public)


def test_the_reviewers_sign_off_holds_for_this_record(signed, digest):
    holds(signed, digest)
    assert signed["credentialSubject"]["id"] == f"urn:uuid:{CONTRIBUTION}"
    assert isinstance(signed["proof"], list)


def test_a_sign_off_by_a_teammate_is_not_the_reviewers(digest):
    with pytest.raises(EndorsementError, match="another key"):
        holds(made(digest, TEAMMATE), digest)


def test_a_teammate_who_names_the_reviewer_as_issuer_is_found_out(signed, digest):
    forged = made(digest, TEAMMATE)
    with pytest.raises(EndorsementError):
        holds(forged | {"issuer": signed["issuer"]}, digest)
    relabelled = forged["proof"][0] | {"verificationMethod": signed["proof"][0]["verificationMethod"]}
    with pytest.raises(EndorsementError):
        holds(forged | {"issuer": signed["issuer"], "proof": [relabelled]}, digest)


def test_a_sign_off_of_another_version_of_the_record_does_not_count(signed, record_of):
    with pytest.raises(EndorsementError, match="version"):
        holds(signed, record_hash(record_of(hours="400")))


def test_a_sign_off_of_another_contribution_does_not_count(digest):
    with pytest.raises(EndorsementError, match="another contribution"):
        holds(made(digest, contribution=OTHER), digest)


def test_a_hash_moved_to_another_record_breaks_the_proof(signed, record_of):
    other = record_hash(record_of(hours="400"))
    subject = made(other)["credentialSubject"]
    with pytest.raises(EndorsementError, match="proof"):
        holds(signed | {"credentialSubject": subject}, other)


@pytest.mark.parametrize(
    "change",
    [
        {"type": ["VerifiableCredential"]},
        {"@context": ["https://www.w3.org/ns/credentials/v2"]},
        {"issuer": None},
        {"credentialSubject": []},
        {"credentialSubject": {"id": f"urn:uuid:{CONTRIBUTION}"}},
        {"proof": []},
        {"validFrom": "2020-01-01T00:00:00Z"},
        {"comment": "unsigned"},
    ],
    ids=str,
)
def test_anything_else_is_refused(signed, digest, change):
    with pytest.raises(EndorsementError):
        holds(signed | change, digest)


def test_an_empty_object_is_refused(digest):
    with pytest.raises(EndorsementError):
        holds({}, digest)


def test_it_names_no_person(signed):
    assert set(signed["issuer"]) == {"id", "type", "name"}
    assert signed["issuer"]["name"] == "Minghe Beverages"
    assert signed["issuer"]["id"].startswith("did:key:z6Mk")


def test_a_school_s_is_checked_under_the_name_of_its_key_alone(digest):
    key = SigningKey("s1", b"\x05" * 32)
    signed = endorse(
        endorsement_id=f"urn:uuid:{OTHER}", contribution_id=CONTRIBUTION, record_sha256=digest,
        organisation="Jiangnan Vocational College", key=key, at="2026-11-20T08:00:00Z",
        school="did:web:jiangnan.example",
    )  # fmt: skip
    facts = {"contribution_id": CONTRIBUTION, "record_sha256": digest, "public": key.public}
    check(signed, **facts, method="did:web:jiangnan.example#s1")
    for method in ("", "did:web:elsewhere.example#s1", "did:web:jiangnan.example#s2"):
        with pytest.raises(EndorsementError, match="another key"):
            check(signed, **facts, method=method)
