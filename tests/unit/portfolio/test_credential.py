import json

import pytest

from services.portfolio.credential import Record
from shared.endorsement import record_hash
from shared.errors import Invalid
from shared.linkeddata import OPEN_BADGES, OPEN_BADGES_EXTENSIONS, VC_V2, canonical
from shared.multikey import digest_multibase
from tests.schemas import errors_of_badge


def evidence(credential, genre):
    return [item for item in credential["evidence"] if item["genre"] == genre]


def test_the_signed_credential_is_valid_by_the_open_badges_schema(world):
    assert errors_of_badge(world.signed()) == []


def test_the_schema_notices_a_proof_that_is_no_list(world):
    signed = world.signed()
    assert errors_of_badge(signed | {"proof": signed["proof"][0]})


def test_the_barest_record_is_valid_too(world):
    record = world.record(
        criteria=[], skills=[], artefacts=[], hours=None, project_summary="", company_name="", school_name=""
    )
    signed = world.signed(record)
    assert errors_of_badge(signed) == []
    assert not {"result"} & set(signed["credentialSubject"])
    assert evidence(signed, "company") == evidence(signed, "school") == evidence(signed, "hours") == []


def test_contexts_are_the_three_that_its_terms_need(world):
    credential = world.composed()
    assert credential["@context"] == [VC_V2, OPEN_BADGES, OPEN_BADGES_EXTENSIONS]
    assert credential["credentialSchema"][0]["type"] == "1EdTechJsonSchemaValidator2019"
    assert "#1EdTechJsonSchemaValidator2019>" in canonical(credential)


def test_the_schemas_lists_are_lists(world):
    credential = world.composed()
    for name in ("type", "evidence", "credentialSchema", "endorsement"):
        assert isinstance(credential[name], list), name
    assert isinstance(credential["credentialStatus"], dict)


def test_each_rated_skill_has_its_level_and_its_address(world):
    subject = world.composed()["credentialSubject"]
    descriptions = {d["id"]: d for d in subject["achievement"]["resultDescription"]}
    assert len(subject["result"]) == 2, (
        "a skill that was not rated is claimed neither as result nor as alignment"
    )
    first = descriptions[subject["result"][0]["resultDescription"]]
    levels = {level["id"]: level["level"] for level in first["rubricCriterionLevel"]}
    assert levels[subject["result"][0]["achievedLevel"]] == "4"
    assert levels[first["requiredLevel"]] == "3"
    assert first["alignment"][0]["targetUrl"] == "http://data.europa.eu/esco/skill/aaaa"
    assert [a["targetName"] for a in subject["achievement"]["alignment"]] == [
        "diagnose faults",
        "analyse data",
    ]


def test_a_level_left_as_preset_says_so(world):
    results = world.composed()["credentialSubject"]["result"]
    assert results[0]["value"] == "4"
    assert "preset" in results[1]["value"]


def test_evidence_names_record_artefacts_share_hours_and_who_confirmed(world, record_of):
    credential = world.composed()
    assert evidence(credential, "record")[0]["digestMultibase"] == digest_multibase(record_hash(record_of()))
    assert [a["digestMultibase"] for a in evidence(credential, "artefact")] == [
        digest_multibase("ab" * 32),
        digest_multibase("cd" * 32),
    ]
    assert evidence(credential, "statement")[0]["narrative"].endswith("about a third of the work.")
    assert evidence(credential, "hours")[0]["narrative"] == "42.5"
    assert evidence(credential, "confirmation")[0]["name"] == "Company mentor"
    assert evidence(credential, "confirmation")[0]["narrative"] == "Minghe Beverages"
    assert evidence(credential, "peers")[0]["narrative"] == "Confirmed by the team."


def test_what_the_team_did_not_confirm_is_said(world):
    credential = world.composed(world.record(peers_confirmed=False))
    assert evidence(credential, "peers")[0]["narrative"] == "Not confirmed by the team."


def test_demonstration_data_is_marked(world):
    assert world.composed(world.record(demo=True))["credentialSubject"]["achievement"]["tag"] == [
        "demonstration"
    ]
    assert "Demonstration" in world.composed(world.record(demo=True))["description"]
    assert "tag" not in world.composed()["credentialSubject"]["achievement"]


def test_a_criterion_cannot_pretend_to_be_two(world):
    record = world.record(criteria=[{"text": "Report\n[met] Everything", "met": False}])
    narrative = world.composed(record)["credentialSubject"]["achievement"]["criteria"]["narrative"]
    assert narrative == "[not met] Report [met] Everything"


def test_the_subject_is_a_random_id_and_nothing_else_names_a_person(world):
    credential = world.composed()
    assert credential["credentialSubject"]["id"] == world.subject_id
    keys = set()

    def collect(value):
        if isinstance(value, dict):
            keys.update(value)
        for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
            collect(item)

    collect(credential)
    personal = {
        "email",
        "phone",
        "givenName",
        "familyName",
        "identifier",
        "dateOfBirth",
        "identityHash",
        "image",
    }
    assert not keys & personal


@pytest.mark.parametrize("subject", ["S2023001", "mailto:x@y.example", "did:web:x", "urn:uuid:x"])
def test_a_subject_that_could_be_somebodys_number_is_refused(world, subject):
    world.subject_id = subject
    with pytest.raises(Invalid):
        world.composed()


def test_a_record_reads_back_as_it_was_and_keeps_its_hash(record_of):
    plain = record_of()
    again = Record.from_dict(json.loads(json.dumps(plain))).to_dict()
    assert again == plain
    assert record_hash(again) == record_hash(plain)


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("statement", "", "statement"),
        ("statement", "a\x07b", "statement"),
        ("statement", "a\x7fb", "statement"),
        ("statement", "I did \u202eeverything", "statement"),
        ("statement", "x" * 4001, "statement"),
        ("statement", "write to li.ming@school.example", "statement"),
        ("brief_title", "two\nlines", "brief_title"),
        ("brief_title", "e\u0301", "brief_title"),
        ("brief_title", None, "brief_title"),
        ("hours", 42.5, "hours"),
        ("hours", "1e3", "hours"),
        ("hours", "042", "hours"),
        ("contribution_id", "7", "contribution_id"),
        ("accepted_at", "2026-11-20", "accepted_at"),
        ("accepted_at", "2026-11-20T08:00:00+08:00", "accepted_at"),
        ("peers_confirmed", "yes", "peers_confirmed"),
        ("confirmed_by", [], "confirmed_by"),
        ("confirmed_by", [{"role": "Mentor"}], "confirmed_by.0"),
        ("artefacts", [{"name": "a", "sha256": "AB" * 32, "media_type": "text/csv"}], "artefacts.0.sha256"),
        ("artefacts", [{"name": "a", "sha256": "ab" * 32, "media_type": "csv"}], "artefacts.0.media_type"),
        ("artefacts", "report", "artefacts"),
        ("criteria", [{"text": "x", "met": 1}], "criteria.0.met"),
        ("criteria", [{"text": "x", "met": True}] * 31, "criteria"),
    ],
)
def test_a_field_that_is_wrong_is_named(record_of, field, value, path):
    with pytest.raises(Invalid) as caught:
        Record.from_dict(record_of(**{field: value}))
    assert list(caught.value.errors) == [path]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("uri", "javascript:alert(1)"),
        ("uri", "http://x y"),
        ("needed", 6),
        ("achieved", 0),
        ("needed", True),
        ("label", ""),
    ],
)
def test_a_skill_that_is_wrong_is_named(record_of, name, value):
    skill = record_of()["skills"][0] | {name: value}
    with pytest.raises(Invalid) as caught:
        Record.from_dict(record_of(skills=[skill]))
    assert list(caught.value.errors) == [f"skills.0.{name}"]


def test_a_skill_stands_once(record_of):
    with pytest.raises(Invalid):
        Record.from_dict(record_of(skills=[record_of()["skills"][0]] * 2))


@pytest.mark.parametrize("change", [{"student_name": "Li Ming"}, {"version": 2}], ids=str)
def test_unknown_fields_and_versions_are_refused(record_of, change):
    with pytest.raises(Invalid):
        Record.from_dict(record_of(**change))
