import base64
import gzip
import json
import socket
import time
from datetime import timedelta

import pytest

from services.portfolio import signing, status
from services.portfolio.did import PublishedKey
from services.portfolio.verifying import Trust
from shared.dataintegrity import hash_data, sign
from shared.keys import SigningKey
from shared.linkeddata import CONTEXTS, VC_V2
from shared.multikey import base58, base64url, did_key, did_key_method


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


# Who it is by


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
    compromised = world.trust([PublishedKey("k1", world.key.public, compromised=True), new])
    assert world.verify(world.signed(), trust=compromised).word == "invalid"


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


# What it says


@pytest.mark.parametrize(
    "old", ["a third of the work", "42.5", "Company mentor", "Jiangnan", "#achievement-1-4", "ESCO"]
)
def test_any_change_is_noticed(world, old):
    text = json.dumps(world.signed(), ensure_ascii=False)
    assert old in text
    verdict = world.verify(text.replace(old, "9"), inclusion=None)
    assert verdict.word == "invalid"
    assert "proof" in failed(verdict)


def test_added_content_that_is_not_covered_is_invalid(world):
    verdict = world.verify(world.signed() | {"honours": "yes"})
    assert (verdict.word, failed(verdict)[0]) == ("invalid", "proof")


@pytest.mark.parametrize(
    "hide",
    [
        {"https://www.w3.org/2018/credentials#credentialStatus": "STATUS"},
        {"@reverse": {}},
        {"@included": []},
    ],
    ids=str,
)
def test_the_status_cannot_be_hidden_under_another_spelling(world, hide):
    signed = world.signed()
    moved = {name: signed["credentialStatus"] if value == "STATUS" else value for name, value in hide.items()}
    del signed["credentialStatus"]
    assert world.verify(signed | moved, status_lists=world.lists(revoked=True)).word == "invalid"


def test_a_credential_that_speaks_of_itself_is_not_read(world):
    signed = world.signed()
    signed["credentialSubject"]["source"] = {
        "id": signed["id"],
        "type": ["VerifiableCredential"],
        "credentialStatus": signed.pop("credentialStatus"),
    }
    assert world.verify(signed).word == "not_checkable"


def test_a_member_named_twice_is_not_read(world):
    text = json.dumps(world.signed())
    assert world.verify(text[:-1] + ', "name": "Master of Science"}').word == "not_checkable"


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "did:web:other"},
        {"sub": "urn:uuid:01890000-0000-7000-8000-0000000000ff"},
        {"jti": "urn:uuid:01890000-0000-7000-8000-0000000000ff"},
        {"nbf": 0},
        {"exp": 4_000_000_000},
        {"vc": {}},
    ],
    ids=str,
)
def test_a_jwt_whose_claims_contradict_its_credential_is_not_read(world, change):
    assert world.verify(jwt(world, claims=change)).word == "not_checkable"


@pytest.mark.parametrize(
    "change", [{"alg": "none"}, {"alg": "HS256"}, {"crit": ["b64"]}, {"kid": None}, {"alg": None}], ids=str
)
def test_a_jwt_of_another_kind_is_not_read(world, change):
    assert world.verify(jwt(world, header=change)).word == "not_checkable"


def test_a_jwt_by_another_key_or_changed_is_invalid(world):
    assert world.verify(signing.to_jwt(world.signed(), world.stranger)).word == "invalid"
    assert world.verify(jwt(world, header={"kid": f"{world.did}#k9-jwk"})).word == "invalid"
    assert (
        world.verify(jwt(world, claims={"name": "Master of Science"}, key=world.stranger)).word == "invalid"
    )


def jwt(world, header=None, claims=None, key=None):
    """A JWT of the credential with changes, its signature by the issuer's key unless told otherwise."""
    parts = [json.loads(unpadded(part)) for part in signing.to_jwt(world.signed(), world.key).split(".")[:2]]
    changed = [part | (change or {}) for part, change in zip(parts, (header, claims), strict=True)]
    message = ".".join(base64url(json.dumps(part).encode()) for part in changed)
    return f"{message}.{base64url((key or world.key).sign(message.encode()))}"


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


# When it holds


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


# Whether it was revoked


def test_revoked_and_suspended_are_told_apart(world):
    signed = world.signed()
    assert world.verify(signed, status_lists=world.lists(revoked=True)).word == "revoked"
    assert world.verify(signed, status_lists=world.lists(suspended=True)).word == "suspended"
    assert world.verify(signed, status_lists=world.lists(revoked=True, suspended=True)).word == "revoked"


def test_a_forged_credential_is_invalid_and_not_revoked(world):
    changed = world.signed() | {"name": "Master of Science"}
    assert world.verify(changed, status_lists=world.lists(revoked=True)).word == "invalid"


def test_a_list_that_is_not_at_hand_is_never_green(world):
    lists = world.lists()
    for url in lists:
        missing = {u: c for u, c in lists.items() if u != url}
        verdict = world.verify(world.signed(), status_lists=missing)
        assert verdict.word == "not_checkable"
        assert outcomes(verdict)["status"] == "not_checked"


def test_a_list_out_of_date_is_never_green(world):
    lists = world.lists(until="2026-11-23T11:30:00Z")
    assert world.verify(world.signed(), status_lists=lists).word == "not_checkable"


def test_a_list_signed_by_a_stranger_is_never_green(world):
    assert world.verify(world.signed(), status_lists=world.lists(key=world.stranger)).word == "not_checkable"


def test_a_list_by_another_issuer_is_never_green(world):
    lists = world.lists(issuer="did:web:other.example:portfolio")
    assert world.verify(world.signed(), status_lists=lists).word == "not_checkable"


def test_a_list_that_names_another_issuer_is_never_green_though_the_key_is_right(world):
    lists = {}
    for url, credential in world.lists(issuer="did:web:other.example:portfolio").items():
        composed = {name: value for name, value in credential.items() if name != "proof"}
        lists[url] = sign(composed, world.key, f"{world.did}#k1", world.at)
    assert world.verify(world.signed(), status_lists=lists).word == "not_checkable"


def test_the_issuers_second_list_does_not_stand_in_for_the_first(world):
    lists = world.lists()
    world.list_url = world.list_url.replace("/1", "/2")
    second = world.lists()[world.list_url]
    world.list_url = world.list_url.replace("/2", "/1")
    lists[world.list_url] = second
    assert world.verify(world.signed(), status_lists=lists).word == "not_checkable"


def test_a_list_without_proof_or_changed_is_never_green(world):
    lists = world.lists()
    for change in ({"proof": []}, {"validUntil": "2030-01-01T00:00:00Z"}, {"credentialSubject": {}}):
        broken = {url: credential | change for url, credential in lists.items()}
        assert world.verify(world.signed(), status_lists=broken).word == "not_checkable", change


def test_another_list_of_the_issuer_in_its_place_is_never_green(world):
    lists = world.lists()
    urls = list(lists)
    swapped = {urls[0]: lists[urls[1]], urls[1]: lists[urls[0]]}
    assert world.verify(world.signed(), status_lists=swapped).word == "not_checkable"


@pytest.mark.parametrize(
    "entry",
    [
        {"statusListIndex": "99999999"},
        {"statusListIndex": "131072"},
        {"statusListIndex": "-1"},
        {"statusPurpose": "refresh"},
        {"statusListCredential": "http://169.254.169.254/latest"},
        {"statusListIndex": 70_001},
    ],
    ids=str,
)
def test_an_entry_that_cannot_be_looked_up_is_never_green(world, entry):
    signed = world.signed(credentialStatus=status.entry(world.list_url, world.index) | entry)
    assert world.verify(signed).word == "not_checkable"


def test_a_credential_without_a_status_entry_is_never_green(world):
    composed = world.composed()
    del composed["credentialStatus"]
    signed = signing.issue(composed, world.key, world.at)
    assert world.verify(signed).word == "not_checkable"


def test_a_bomb_in_a_list_is_never_green_and_ends_at_once(world):
    lists = world.lists()
    bomb = "u" + base64url(gzip.compress(bytes(50_000_000), 9))
    composed = {name: value for name, value in lists[world.list_url].items() if name != "proof"}
    composed["credentialSubject"] = composed["credentialSubject"] | {"encodedList": bomb}
    lists[world.list_url] = signing.issue(composed, world.key, world.at)
    started = time.perf_counter()
    assert world.verify(world.signed(), status_lists=lists).word == "not_checkable"
    assert time.perf_counter() - started < 2


# Who signed it off, which files, what the log says


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
    for change in ({"name": "x"}, {"validFrom": "2020-01-01T00:00:00Z"}, {"issuer": "did:web:x"}):
        verdict = world.verify(world.signed(endorsement=endorsement | change))
        assert (verdict.word, failed(verdict)) == ("invalid", ["endorsement"]), change


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


# What strangers paste


@pytest.mark.parametrize(
    "junk",
    [
        "",
        "hello",
        "[]",
        "{}",
        "null",
        "1" * 60_000,
        "[" * 60_000,
        '{"a":' * 900 + "1" + "}" * 900,
        "ey.ey.ey",
        "eyJ.e.",
        "ey" + "." * 10,
        '{"@context": NaN}',
        b"\xff\xfe\x00",
        "\ud800",
        "{" + " " * 70_000 + "}",
        '{"@context": ["https://attacker.example/c"], "type": ["VerifiableCredential", "OpenBadgeCredential"]}',
    ],
    ids=lambda junk: repr(junk)[:30],
)
def test_junk_is_answered_and_never_raises(world, junk):
    started = time.perf_counter()
    verdict = world.verify(junk)
    assert verdict.word == "not_checkable"
    assert verdict.credential is None
    assert time.perf_counter() - started < 1


def test_a_file_with_a_byte_order_mark_is_read(world):
    text = json.dumps(world.signed()).encode()
    verdict = world.verify(b"\xef\xbb\xbf" + text, inclusion=None)
    assert verdict.check("proof").outcome == "ok"


@pytest.mark.parametrize(
    "name", ["issuer", "type", "credentialSubject", "evidence", "proof", "credentialStatus", "@context"]
)
@pytest.mark.parametrize("value", [None, 5, "x", [], {}, [[]], [None], {"id": 5}, [{"id": []}]], ids=str)
def test_any_member_of_another_shape_is_never_green_and_never_raises(world, name, value):
    verdict = world.verify(world.signed() | {name: value}, inclusion=None, trust=world.trust(log=None))
    assert verdict.word in ("invalid", "not_checkable")


def test_a_poison_graph_is_answered_within_a_second(world):
    twin = {"type": ["Evidence"], "name": "x"}
    signed = world.signed() | {"evidence": [twin] * 300}
    started = time.perf_counter()
    assert world.verify(signed).word != "valid"
    assert time.perf_counter() - started < 1.5


def test_it_opens_no_connection(world, monkeypatch):
    def refuse(*_arguments, **_options):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert world.verify(world.signed()).word == "valid"
    foreign = world.signed() | {
        "issuer": "did:web:169.254.169.254",
        "@context": [VC_V2, "http://169.254.169.254/c"],
    }
    assert world.verify(foreign).word == "not_checkable"


def test_the_same_arguments_give_the_same_verdict(world):
    signed = world.signed()
    assert world.verify(signed) == world.verify(signed)
