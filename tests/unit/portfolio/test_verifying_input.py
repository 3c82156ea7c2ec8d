"""What strangers paste: changed, hidden, contradictory, poisoned or no credential at all."""

import base64
import json
import socket
import time

import pytest

from services.portfolio import signing
from shared.linkeddata import VC_V2
from shared.multikey import base64url

pytestmark = pytest.mark.slow


def failed(verdict):
    return [check.name for check in verdict.checks if check.outcome == "failed"]


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
    started = time.process_time()
    verdict = world.verify(junk)
    assert verdict.word == "not_checkable"
    assert verdict.credential is None
    assert time.process_time() - started < 1


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
    started = time.process_time()
    assert world.verify(signed).word != "valid"
    assert time.process_time() - started < 1.5


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
