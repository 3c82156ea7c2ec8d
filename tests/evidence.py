"""A small world to verify in, without a service: an issuer with keys, lists and log, a reviewer, one contribution."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from services.portfolio import signing
from services.portfolio.credential import Record, compose
from shared.endorsement import endorse, record_hash
from shared.signatures import SigningKey
from verifier import Inclusion, Issuer, Log, Trust, did, status, verify
from verifier.log.entries import Entry, commitment, credential_hash
from verifier.log.merkle import inclusion_proof, leaf_hash, nodes_of, root
from verifier.log.notes import Checkpoint, LogProof, origin, proof_text, sign_checkpoint


def rfc3339(at):
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


PUBLIC_URL = "https://shixun.example:8443"
CONTRIBUTION = "01890000-0000-7000-8000-00000000000c"


def plain_record(**changes):
    """A record as projects states it."""
    return {
        "version": 1,
        "contribution_id": CONTRIBUTION,
        "brief_title": "Fault diagnosis of a bottling line / 灌装线故障诊断",
        "project_summary": "Find out why the line stops.\nFour weeks, remote.",
        "criteria": [
            {"text": "Three causes named with data", "met": True},
            {"text": "Report in two languages", "met": False},
        ],
        "skills": [
            {
                "uri": "http://data.europa.eu/esco/skill/aaaa",
                "label": "diagnose faults",
                "needed": 3,
                "achieved": 4,
                "untouched": False,
            },
            {
                "uri": "http://data.europa.eu/esco/skill/bbbb",
                "label": "analyse data",
                "needed": 2,
                "achieved": 2,
                "untouched": True,
            },
            {
                "uri": "urn:uuid:01890000-0000-7000-8000-00000000005a",
                "label": "write reports",
                "needed": 2,
                "achieved": None,
                "untouched": False,
            },
        ],
        "artefacts": [
            {"name": "stop log, cleaned", "sha256": "ab" * 32, "media_type": "text/csv"},
            {"name": "report", "sha256": "cd" * 32, "media_type": "application/pdf"},
        ],
        "statement": "I cleaned the data and found the sensor fault, about a third of the work.",
        "hours": "42.5",
        "confirmed_by": [{"role": "Company mentor", "organisation": "Minghe Beverages"}],
        "peers_confirmed": True,
        "company_name": "Minghe Beverages",
        "school_name": "Jiangnan Vocational College",
        "accepted_at": "2026-11-20T08:00:00Z",
        "demo": False,
    } | changes


@dataclass
class World:
    key: SigningKey = field(default_factory=lambda: SigningKey("k1", b"\x01" * 32))
    log_key: SigningKey = field(default_factory=lambda: SigningKey("log", b"\x02" * 32))
    reviewer: SigningKey = field(default_factory=lambda: SigningKey("mentor", b"\x03" * 32))
    stranger: SigningKey = field(default_factory=lambda: SigningKey("k1", b"\x09" * 32))
    now: datetime = datetime(2026, 11, 23, 12, tzinfo=UTC)
    accepted: str = "2026-11-20T08:00:00Z"
    at: str = "2026-11-20T09:00:00Z"
    listed: str = "2026-11-23T11:00:00Z"
    until: str = "2026-11-24T12:00:00Z"
    did: str = did.did_web(PUBLIC_URL)
    list_url: str = f"{PUBLIC_URL}/portfolio/status/1"
    credential_id: str = "urn:uuid:01890000-0000-7000-8000-0000000000cc"
    subject_id: str = "urn:uuid:01890000-0000-7000-8000-0000000000dd"
    index: int = 70_001

    @classmethod
    def around(cls, now):
        """Whose credential was issued three days before ``now``, its lists signed an hour before."""

        def at(**passed):
            return rfc3339(now - timedelta(**passed))

        return cls(
            now=now, accepted=at(days=3, hours=1), at=at(days=3), listed=at(hours=1), until=at(days=-2)
        )

    def record(self, **changes):
        return Record.from_dict(plain_record(**({"accepted_at": self.accepted} | changes)))

    def endorsement(self, record, key=None, at=None):
        return endorse(
            endorsement_id="urn:uuid:01890000-0000-7000-8000-0000000000ee",
            contribution_id=record.contribution_id,
            record_sha256=record_hash(record.to_dict()),
            organisation="Minghe Beverages",
            key=key or self.reviewer,
            at=at or self.accepted,
        )

    def composed(self, record=None, endorsement=None, **changes):
        record = record or self.record()
        return (
            compose(
                record,
                self.did,
                self.credential_id,
                self.subject_id,
                status.entry(self.list_url, self.index),
                endorsement or self.endorsement(record),
                self.at,
            )
            | changes
        )

    def signed(self, record=None, endorsement=None, key=None, **changes):
        return signing.issue(self.composed(record, endorsement, **changes), key or self.key, self.at)

    def lists(self, revoked=False, suspended=False, contested=False, key=None, until=None, issuer=None):
        made, values = {}, (revoked, suspended, contested)
        for (url, purpose), value in zip(status.all_lists(self.list_url).items(), values, strict=True):
            bits = status.StatusList.empty(url, purpose).with_bit(self.index, True) if value else None
            statuses = bits or status.StatusList.empty(url, purpose)
            composed = status.compose(statuses, issuer or self.did, self.listed, until or self.until)
            made[url] = signing.issue(composed, key or self.key, self.listed)
        return made

    def inclusion(self, credential, at=None, salt=b"s" * 16, log_key=None):
        at = at or self.at
        leaves = [leaf_hash(bytes([n])) for n in range(6)]
        leaves.insert(4, leaf_hash(commitment(Entry("issued", credential_hash(credential), at), salt)))
        node, size = nodes_of(leaves), len(leaves)
        note = sign_checkpoint(
            Checkpoint(origin(PUBLIC_URL), size, root(size, node)), log_key or self.log_key
        )
        proof = LogProof(4, tuple(inclusion_proof(4, size, node)), note)
        return Inclusion(proof_text(proof), salt, at)

    def trust(self, keys=None, **changes):
        keys = keys or [did.PublishedKey("k1", self.key.public)]
        log = Log(origin(PUBLIC_URL), self.log_key.public)
        issuer = Issuer(self.did, "Shixun of Jiangnan", did.document(self.did, keys), log)
        return Trust("Schools of the pilot", {self.did: replace(issuer, **changes)})

    def verify(self, presented, **changes):
        """With everything at hand, unless ``changes`` say otherwise; a dict is written as JSON first."""
        content = presented if isinstance(presented, dict) else {}
        options = {
            "trust": self.trust(),
            "status_lists": self.lists(),
            "now": self.now,
            "inclusion": self.inclusion(content),
        } | changes
        text = json.dumps(presented, ensure_ascii=False) if isinstance(presented, dict) else presented
        return verify(text, **options)
