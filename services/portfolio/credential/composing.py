"""Composes the OpenBadgeCredential of a record (1EdTech Open Badges 3.0 on W3C Verifiable Credentials 2.0).

What the schema has no member for stands as ``evidence``, told apart by ``genre``:

``record`` the endorsed record, by id and digest · ``artefact`` name, where the work is not confidential, media type and
digest · ``statement`` the share as the person stated it · ``peers`` whether the team confirmed it · ``hours`` ·
``confirmation`` role (name) and organisation (narrative) · ``company``, ``school`` names, as far as consented.
"""

import re
from collections.abc import Mapping
from typing import Any

from services.portfolio.credential.record import LEVELS, Record, Skill
from shared.endorsement import CONTEXT, record_hash, record_urn
from shared.errors import Invalid
from shared.messages import N_
from shared.multikey import digest_multibase
from verifier.verdict import DEMO_TAG

SCHEMA_URL = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
TYPES = ["VerifiableCredential", "OpenBadgeCredential"]
PRODUCT = "Shixun"
"""The issuer's name where nobody has said who runs the platform."""
DEMO_DESCRIPTION = "Demonstration data: nobody earned this."
ESCO = "ESCO v1.1.1"
_URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def compose(
    record: Record,
    issuer_did: str,
    credential_id: str,
    subject_id: str,
    status_entry: Mapping[str, Any],
    endorsement: Mapping[str, Any],
    valid_from: str,
    confidential: bool = False,
    schools: Mapping[str, Any] | None = None,
    issuer_name: str = PRODUCT,
) -> dict[str, Any]:
    """The credential, unsigned.

    ``credential_id`` and ``subject_id`` are random urn:uuid; ``status_entry`` is of ``status.entry``; ``endorsement``
    is the reviewer's, already checked; ``valid_from`` is RFC 3339 in UTC. ``confidential``: it does not say what the
    files are called; by their digests the holder can still prove that they are these. ``schools``: the school's own
    endorsement, where it signs by itself. ``issuer_name``: of whoever runs the platform, as it is called then.
    """
    for name, value in (("credential_id", credential_id), ("subject_id", subject_id)):
        if not _URN.fullmatch(value):
            raise Invalid({name: N_("It has not the form that it should have.")})
    return {
        "@context": CONTEXT,
        "id": credential_id,
        "type": TYPES,
        "name": record.brief_title,
        **({"description": DEMO_DESCRIPTION} if record.demo else {}),
        "issuer": {"id": issuer_did, "type": ["Profile"], "name": issuer_name},
        "validFrom": valid_from,
        "awardedDate": record.accepted_at,
        "credentialSubject": _subject(record, subject_id, f"{credential_id}#achievement"),
        "evidence": _evidence(record, confidential),
        "endorsement": [dict(endorsement), *([dict(schools)] if schools else [])],
        "credentialStatus": dict(status_entry),
        "credentialSchema": [{"id": SCHEMA_URL, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def _subject(record: Record, subject_id: str, achievement_id: str) -> dict[str, Any]:
    return {
        "id": subject_id,
        "type": ["AchievementSubject"],
        "achievement": _achievement(record, achievement_id),
        **_filled("result", [_result(skill, achievement_id, number) for number, skill in _rated(record)]),
    }


def _filled(name: str, items: list[Any]) -> dict[str, list[Any]]:
    """An empty list would stand unsigned, so it is left out."""
    return {name: items} if items else {}


def _rated(record: Record) -> list[tuple[int, Skill]]:
    return [(number, skill) for number, skill in enumerate(record.skills, 1) if skill.achieved is not None]


def _achievement(record: Record, achievement_id: str) -> dict[str, Any]:
    rated = _rated(record)
    return {
        "id": achievement_id,
        "type": ["Achievement"],
        "achievementType": "ext:PracticalTraining",
        "name": record.brief_title,
        "description": record.project_summary or record.brief_title,
        "criteria": {"narrative": _criteria(record)},
        **_filled("tag", [DEMO_TAG] if record.demo else []),
        **_filled("alignment", [_alignment(skill) for _, skill in rated]),
        **_filled("resultDescription", [_description(skill, achievement_id, n) for n, skill in rated]),
    }


def _criteria(record: Record) -> str:
    """One line each, whatever the text's own lines: none can pretend to be the next criterion."""
    lines = [f"[{'met' if c.met else 'not met'}] {' '.join(c.text.split())}" for c in record.criteria]
    return "\n".join(lines) or "Accepted by the reviewer."


def _alignment(skill: Skill) -> dict[str, Any]:
    framework = {"targetFramework": ESCO} if skill.uri.startswith("http://data.europa.eu/esco/") else {}
    return {"type": ["Alignment"], "targetName": skill.label, "targetUrl": skill.uri, **framework}


def _level_id(achievement_id: str, number: int, level: int) -> str:
    return f"{achievement_id}-{number}-{level}"


def _description(skill: Skill, achievement_id: str, number: int) -> dict[str, Any]:
    """The rubric of one skill: of its five levels, those that were needed and reached."""
    return {
        "id": f"{achievement_id}-{number}",
        "type": ["ResultDescription"],
        "name": skill.label,
        "resultType": "RubricCriterionLevel",
        "alignment": [_alignment(skill)],
        "requiredLevel": _level_id(achievement_id, number, skill.needed),
        "rubricCriterionLevel": [
            {
                "id": _level_id(achievement_id, number, level),
                "type": ["RubricCriterionLevel"],
                "level": str(level),
                "name": f"Level {level} of {LEVELS[-1]}",
            }
            for level in sorted({skill.needed, skill.achieved or skill.needed})
        ],
    }


def _result(skill: Skill, achievement_id: str, number: int) -> dict[str, Any]:
    preset = " (preset, left as it was by the reviewer)" if skill.untouched else ""
    return {
        "type": ["Result"],
        "resultDescription": f"{achievement_id}-{number}",
        "achievedLevel": _level_id(achievement_id, number, skill.achieved or skill.needed),
        "value": f"{skill.achieved}{preset}",
    }


def _evidence(record: Record, confidential: bool) -> list[dict[str, Any]]:
    peers = "Confirmed by the team." if record.peers_confirmed else "Not confirmed by the team."
    items = [
        {
            "id": record_urn(record.contribution_id),
            "genre": "record",
            "digestMultibase": digest_multibase(record_hash(record.to_dict())),
        },
        {"genre": "statement", "narrative": record.statement},
        {"genre": "peers", "narrative": peers},
        *(
            {"genre": "confirmation", "name": c.role, "narrative": c.organisation}
            for c in dict.fromkeys(record.confirmed_by)
        ),
        *(
            {
                "genre": "artefact",
                **({} if confidential else {"name": artefact.name}),
                "mediaType": artefact.media_type,
                "digestMultibase": digest_multibase(artefact.sha256),
            }
            for artefact in dict.fromkeys(record.artefacts)
        ),
        *([{"genre": "hours", "narrative": record.hours}] if record.hours else []),
        *([{"genre": "company", "name": record.company_name}] if record.company_name else []),
        *([{"genre": "school", "name": record.school_name}] if record.school_name else []),
    ]
    return [{"type": ["Evidence"], **item} for item in items]
