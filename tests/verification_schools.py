"""Signatures of a school by keys of its own domain, one good and others bad: rows of the verification table."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.portfolio import signing
from shared.dataintegrity import sign
from shared.endorsement import endorse, record_hash
from shared.signatures import SigningKey
from tests.evidence import World, rfc3339
from verifier.verdict import SchoolKey

DID = "did:web:jiangnan.example"
SCHOOL = "Jiangnan Vocational College"


@dataclass
class Schools:
    """Keys of one school: the one in force, one that was compromised before the credential was issued, one that the
    trust list does not know."""

    world: World
    key: SigningKey = field(default_factory=lambda: SigningKey("s1", b"\x11" * 32))
    lost: SigningKey = field(default_factory=lambda: SigningKey("s0", b"\x12" * 32))
    unlisted: SigningKey = field(default_factory=lambda: SigningKey("s9", b"\x13" * 32))

    def listed(self) -> dict[str, SchoolKey]:
        begins, ends = self.world.now - timedelta(days=90), self.world.now - timedelta(days=30)
        return {
            one.method: one
            for one in (self._listed(self.key, begins, None), self._listed(self.lost, begins, ends))
        }

    def _listed(self, key: SigningKey, begins: datetime, ends: datetime | None) -> SchoolKey:
        return SchoolKey(SCHOOL, f"{DID}#{key.key_id}", key.public, begins, ends, self.world.listed)

    def signed(self, key: SigningKey | None = None, **changes: Any) -> dict[str, Any]:
        """The school's signature of the world's contribution; ``changes`` to what it signs."""
        made = endorse(
            endorsement_id="urn:uuid:01890000-0000-7000-8000-0000000000ff",
            contribution_id=self.world.record().contribution_id,
            record_sha256=changes.pop("record_sha256", record_hash(self.world.record().to_dict())),
            organisation=SCHOOL,
            key=key or self.key,
            at=changes.pop("at", self.world.at),
            school=changes.pop("did", DID),
        )
        return made | changes

    def credential(self, *signatures: dict[str, Any]) -> dict[str, Any]:
        reviewers = self.world.endorsement(self.world.record())
        composed = self.world.composed() | {"endorsement": [reviewers, *signatures]}
        return signing.issue(composed, self.world.key, self.world.at)

    def wrong(self) -> Iterator[tuple[str, dict[str, Any], str]]:
        """Each with the word that is due."""
        yield "by a key off the list", self.signed(self.unlisted), "not_checkable"
        yield "by a key that was lost before", self.signed(self.lost), "not_checkable"
        before = rfc3339(self.world.now - timedelta(days=60))
        yield "dated back to before that", self.signed(self.lost, at=before), "not_checkable"
        yield "of another domain", self.signed(did="did:web:elsewhere.example"), "not_checkable"
        yield "altered", self.signed(name="Signed by the minister"), "invalid"
        other = record_hash(self.world.record(hours="400").to_dict())
        yield "about another record", self.signed(record_sha256=other), "invalid"
        yield "by a stranger who names its key", self._forged(), "invalid"

    def _forged(self) -> dict[str, Any]:
        unsigned = {name: part for name, part in self.signed().items() if name != "proof"}
        return sign(unsigned, self.unlisted, f"{DID}#{self.key.key_id}", self.world.at)
