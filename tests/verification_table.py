"""Good and bad files, with what every way of verifying must say of them, written by hand.

The page /portfolio/verify, the command ``shixun-verify`` and the one HTML file are given the same bytes.
"""

import base64
import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from services.portfolio import signing
from shared.dataintegrity import sign
from shared.multikey import did_key, did_key_method
from shared.signatures import SigningKey
from tests.evidence import World, rfc3339
from tests.verification_file import STOPS, File
from tests.verification_records import records
from tests.verification_schools import Schools
from verifier import Inclusion, Trust, bundle, did, status, trust
from verifier.log.notes import parse_proof, proof_text
from verifier.verdict import CompromisedKey

OLD_KEY, LOST_KEY = SigningKey("k0", b"\x0a" * 32), SigningKey("k8", b"\x0c" * 32)
MANY_SCRIPTS = '我清洗了数据 🔧 “wie besprochen”\nand 5 < 6 & \\ is "fine" ｱ'


class Table:
    """Everything as of ``now``."""

    def __init__(self, now: datetime) -> None:
        self.world = World.around(now)
        self.schools = Schools(self.world)
        keys = [did.PublishedKey("k1", self.world.key.public), did.PublishedKey("k0", OLD_KEY.public)]
        lost = {
            f"{self.world.did}#k8": CompromisedKey(
                LOST_KEY.public, now.replace(microsecond=0) - timedelta(days=2)
            )
        }
        self.trust: Trust = replace(self.world.trust(keys, compromised=lost), schools=self.schools.listed())

    def listed(self) -> dict[str, Any]:
        return trust.to_json(self.trust, rfc3339(self.world.now))

    def bundle(self, credential: Any, signed: Any = None, **changes: Any) -> bytes:
        """``signed``: what the log entered, where that is not the credential itself."""
        inclusion = changes.pop("inclusion", self.world.inclusion(signed or credential))
        lists = changes.pop("lists", self.world.lists())
        made = bundle.to_json(credential, inclusion, lists, self.listed(), changes.pop("within", {}))
        return json.dumps(made | changes, ensure_ascii=False).encode()

    def files(self) -> Iterator[File]:
        yield from self.good()
        yield from self.tampered()
        yield from self.untrusted()
        yield from self.stale()
        yield from self.unproven()
        yield from records(self)
        yield from self.signed_by_schools()
        yield from self.contested()
        yield from self.by_a_compromised_key()

    def good(self) -> Iterator[File]:
        world, signed = self.world, self.world.signed()
        alone = ("artefacts",)
        yield File("01 embedded proof", self.bundle(signed), None, "valid", unchecked=alone)
        jwt = signing.to_jwt(signed, world.key)
        yield File("02 JWT", self.bundle(jwt, signed), None, "valid", unchecked=alone)
        demo = world.signed(world.record(demo=True))
        yield File("03 demonstration", self.bundle(demo), None, "valid", unchecked=alone)
        yield File("04 with its artefact", self.bundle(self.with_artefact()), STOPS, "valid")
        rotated = world.signed(key=OLD_KEY)
        yield File("05 by a rotated key", self.bundle(rotated), None, "valid", unchecked=alone)
        words = world.record(statement=MANY_SCRIPTS, hours="0.5")
        long = world.signed(words, validUntil=rfc3339(world.now.replace(year=world.now.year + 1)))
        yield File("06 many scripts, with an end", self.bundle(long), None, "valid", unchecked=alone)

    def with_artefact(self) -> dict[str, Any]:
        named = {"name": "stops", "sha256": sha256(STOPS), "media_type": "text/csv"}
        return self.world.signed(self.world.record(artefacts=[named]))

    def tampered(self) -> Iterator[File]:
        signed = self.world.signed()
        failed, left = ("proof", "inclusion"), ("artefacts", "time")

        def file(name: str, changed: dict[str, Any], *more: str) -> File:
            return File(name, self.bundle(changed, signed), None, "invalid", (*failed, *more), left)

        yield file("07 another name", signed | {"name": "Professor"})
        yield file("08 a term that nothing defines", signed | {"honours": "summa"})
        yield file("09 a type that nothing defines", signed | {"type": [*signed["type"], "HonoraryBadge"]})
        yield file("10 a control character", signed | {"name": "a\x07b"})
        text = self.bundle(signed).replace(b'"validFrom"', b'"name": "Professor", "validFrom"', 1)
        yield File("11 a member twice", text, None, "not_checkable", ("readable",))
        half = self.bundle(signed).replace(b'"validFrom"', b'"x": "\\ud800", "validFrom"', 1)
        yield File("11a half a character", half, None, "not_checkable", ("readable",))
        early = self.bundle(signed | {"validFrom": "0001-01-01T00:00:00+14:00"}, signed)
        yield File("11b a time before all times", early, None, "not_checkable", ("readable",))
        within = signed["proof"][0] | {"nonce": {"id": "urn:x:y"}}
        left_out = ("proof", "artefacts")
        nested = self.bundle(signed | {"proof": [within]}, signed)
        yield File("11c more than text in the proof", nested, None, "invalid", ("key", "period"), left_out)
        yield File(
            "12 poison", self.bundle(signed | {"evidence": [*signed["evidence"], *_twins()]}, signed), None,
            "invalid", ("inclusion",), ("proof", *left),
        )  # fmt: skip
        yield File(
            "13 another artefact", self.bundle(self.with_artefact()), STOPS + b"x", "invalid", ("artefacts",)
        )

    def untrusted(self) -> Iterator[File]:
        world, alone = self.world, ("artefacts",)
        forged = world.signed(key=world.stranger)
        yield File("14 a stranger's key", self.bundle(forged), None, "invalid", ("proof",), alone)
        unlisted = world.signed(key=SigningKey("k9", b"\x0b" * 32))
        without = ("proof", *alone)
        yield File("15 a key off the list", self.bundle(unlisted), None, "invalid", ("key",), without)
        own = {"id": did_key(world.stranger.public), "type": ["Profile"], "name": "Shixun"}
        other = sign(
            world.composed(issuer=own), world.stranger, did_key_method(world.stranger.public), world.at
        )
        yield File(
            "16 an issuer off the list", self.bundle(other), None, "not_checkable", (),
            ("issuer", "status", "artefacts", "inclusion", "time"),
        )  # fmt: skip
        replayed = world.signed(endorsement=world.endorsement(world.record(hours="400")))
        yield File(
            "17 a sign-off of another record", self.bundle(replayed), None, "invalid", ("endorsement",), alone
        )
        head, claims, _ = signing.to_jwt(world.signed(), world.key).split(".")
        none = _part(json.loads(_bytes(head)) | {"alg": "none"})
        unsigned = self.bundle(f"{none}.{claims}.", world.signed())
        yield File("18 a JWT without a signature", unsigned, None, "not_checkable", ("readable",))

    def stale(self) -> Iterator[File]:
        world, signed, alone = self.world, self.world.signed(), ("artefacts",)
        year = world.now.year
        over = world.signed(validUntil=rfc3339(world.now.replace(microsecond=0)))
        yield File("19 over", self.bundle(over), None, "invalid", ("period",), alone)
        early = world.signed(validFrom=rfc3339(world.now.replace(year=year + 1)))
        yield File("20 not yet in force", self.bundle(early), None, "invalid", ("period",), alone)
        revoked = self.bundle(signed, lists=world.lists(revoked=True))
        yield File("21 revoked", revoked, None, "revoked", ("status",), alone)
        paused = self.bundle(signed, lists=world.lists(suspended=True))
        yield File("22 suspended", paused, None, "suspended", ("status",), alone)
        for name, lists in (
            ("23 another issuer's list", world.lists(issuer="did:web:elsewhere.example", key=world.stranger)),
            ("24 a list that unpacks without end", self.bombs()),
        ):
            yield File(name, self.bundle(signed, lists=lists), None, "not_checkable", (), ("status", *alone))

    def contested(self) -> Iterator[File]:
        """An appeal changes neither word nor checks; that there is one, the issuer alone can say."""
        signed, lists = self.world.signed(), self.world.lists
        for name, word, at_hand in (
            ("36 revoked and contested", "revoked", lists(revoked=True, contested=True)),
            ("37 suspended and contested", "suspended", lists(suspended=True, contested=True)),
        ):
            yield File(
                name, self.bundle(signed, lists=at_hand), None, word, ("status",), ("artefacts",), contested=True
            )  # fmt: skip
        url = status.contest_url(self.world.list_url)
        forged = lists(revoked=True) | {url: lists(contested=True, key=self.world.stranger)[url]}
        without = {
            address: one for address, one in lists(revoked=True, contested=True).items() if address != url
        }
        for name, at_hand in (("38 contested, says another", forged), ("39 contested, not at hand", without)):
            yield File(name, self.bundle(signed, lists=at_hand), None, "revoked", ("status",), ("artefacts",))

    def by_a_compromised_key(self) -> Iterator[File]:
        """Declared two days ago; the credential says of itself that it is older, and the log decides."""
        world, signed, alone = self.world, self.world.signed(key=LOST_KEY), ("artefacts",)
        yield File("40 the log holds it from before", self.bundle(signed), None, "valid", (), alone)
        jwt = self.bundle(signing.to_jwt(signed, LOST_KEY), signed)
        yield File("41 the same as JWT", jwt, None, "valid", (), alone)
        late = world.inclusion(signed, at=rfc3339(world.now - timedelta(days=2)))
        entered = self.bundle(signed, inclusion=late)
        yield File("42 entered since", entered, None, "invalid", ("key",), ("proof", *alone))
        without = ("proof", "artefacts", "inclusion", "time")
        yield File(
            "43 not in the log", self.bundle(signed, inclusion=None), None, "invalid", ("key",), without
        )
        fork = self.bundle(signed, inclusion=world.inclusion(signed, log_key=world.stranger))
        left = ("proof", "artefacts", "time")
        yield File("44 in a log of the thief's", fork, None, "invalid", ("key", "inclusion"), left)
        lists = self.bundle(world.signed(), lists=world.lists(key=LOST_KEY))
        yield File("45 a list signed by it", lists, None, "not_checkable", (), ("status", *alone))

    def bombs(self) -> dict[str, Any]:
        packed = "u" + base64.urlsafe_b64encode(gzip.compress(bytes(8 << 20))).rstrip(b"=").decode()
        return {
            url: signing.issue(
                {name: part for name, part in one.items() if name != "proof"}
                | {"credentialSubject": one["credentialSubject"] | {"encodedList": packed}},
                self.world.key,
                self.world.listed,
            )
            for url, one in self.world.lists().items()
        }

    def unproven(self) -> Iterator[File]:
        signed = self.world.signed()
        whole = self.world.inclusion(signed)
        proof = parse_proof(whole.proof)
        cut = Inclusion(proof_text(replace(proof, hashes=proof.hashes[:-1])), whole.salt, whole.at)
        fork = self.world.inclusion(signed, log_key=self.world.stranger)
        for name, inclusion in (("25 a proof cut short", cut), ("26 a fork of the log", fork)):
            data = self.bundle(signed, inclusion=inclusion)
            yield File(name, data, None, "invalid", ("inclusion",), ("artefacts", "time"))

    def signed_by_schools(self) -> Iterator[File]:
        schools, alone = self.schools, ("artefacts",)
        good = self.bundle(schools.credential(schools.signed()))
        yield File("school: by its key in force", good, None, "valid", (), alone, school="ok")
        twice = self.bundle(schools.credential(schools.signed(), schools.signed()))
        yield File("school: twice", twice, None, "invalid", (), alone, school="failed")
        for name, signature, word in schools.wrong():
            data = self.bundle(schools.credential(signature))
            yield File(f"school: {name}", data, None, word, (), alone, school="failed")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _twins() -> list[dict[str, Any]]:
    """Nodes that are so much alike that telling them apart takes an age."""

    def twin(depth: int) -> dict[str, Any]:
        if depth == 0:
            return {"type": ["Evidence"], "name": "x"}
        return {"type": ["VerifiableCredential"], "evidence": [twin(depth - 1) for _ in range(6)]}

    return [twin(2) for _ in range(6)]


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
