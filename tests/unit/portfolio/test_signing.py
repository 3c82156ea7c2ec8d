import base64
import json

import pytest
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import OKPKey

from services.portfolio import signing
from shared.dataintegrity import ProofError, verify
from shared.linkeddata import LinkedDataError
from shared.multikey import jwk
from shared.signatures import verify as signature_holds


def part(text):
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def test_what_is_issued_was_verified_at_once(world):
    signed = world.signed()
    verify(signed, world.key.public)
    assert signed["proof"][0]["verificationMethod"] == f"{world.did}#k1"
    assert signed["proof"][0]["cryptosuite"] == "eddsa-rdfc-2022"


@pytest.mark.parametrize("change", [{"grade": "A"}, {"name": "a\x07"}, {"evidence": []}], ids=str)
def test_what_would_not_be_covered_is_not_issued(world, change):
    with pytest.raises(LinkedDataError):
        world.signed(**change)


def test_a_signature_that_does_not_hold_is_not_handed_out(world):
    class Faulty:
        key_id, public = "k1", world.key.public

        def sign(self, message):
            return bytes(64)

    with pytest.raises(ProofError):
        signing.issue(world.composed(), Faulty(), world.at)


def test_the_jwt_says_the_same_with_its_claims_at_the_top(world):
    signed = world.signed()
    header, claims, signature = signing.to_jwt(signed, world.key).split(".")
    assert part(header) == {"alg": "EdDSA", "typ": "JWT", "kid": f"{world.did}#k1-jwk"}
    payload = part(claims)
    assert payload["iss"] == world.did
    assert payload["sub"] == world.subject_id
    assert payload["jti"] == world.credential_id
    assert payload["nbf"] == 1795165200
    assert "vc" not in payload
    assert "proof" not in payload
    assert payload["name"] == signed["name"]
    value = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    assert signature_holds(world.key.public, value, f"{header}.{claims}".encode())


def test_the_jwt_ends_when_the_credential_does(world):
    until = world.composed(validUntil="2027-11-20T09:00:00Z")
    assert part(signing.to_jwt(until, world.key).split(".")[1])["exp"] == 1795165200 + 365 * 86400
    assert "exp" not in part(signing.to_jwt(world.composed(), world.key).split(".")[1])


def test_another_library_reads_the_jwt(world):
    key = OKPKey.import_key(jwk(world.key.public))
    with pytest.warns(SecurityWarning, match="RFC 9864"):  # EdDSA is the older name, which Open Badges uses
        token = jwt.decode(signing.to_jwt(world.signed(), world.key), key, algorithms=["EdDSA"])
    assert token.claims["jti"] == world.credential_id
