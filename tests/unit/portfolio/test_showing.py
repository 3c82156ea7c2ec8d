"""What of a credential is shown: chosen fields, in the owner's order and words; confidential files as stand-ins."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.portfolio import axes
from services.portfolio.domain.evidence import Credential
from services.portfolio.domain.showing import FIELDS, Profile, shown
from shared.errors import Invalid
from tests import skill_axes

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SENSORS = "http://data.europa.eu/esco/skill/6e53fd99-b646-4327-9580-ac062ab21188"


def credential(record_of, name="a", **changes):
    ids = dict.fromkeys(
        ("person", "team", "brief", "company", "school", "reviewer", "reviewer_organisation"), "x"
    )
    return Credential(
        id=name, contribution=name, reviewer_role="mentor", title=f"Project {name}", record=record_of(**changes),
        document={"id": "urn:x"}, jwt="ey.a.b", status_list=1, place=1, accepted_at=NOW, issued_at=NOW, **ids,
    )  # fmt: skip


def test_the_document_and_its_jwt_are_shown_together_or_not_at_all(record_of):
    one = credential(record_of)
    for fields in ([], ["results", "artefacts"], [name for name in FIELDS if name != "document"]):
        assert not {"document", "jwt"} & set(shown(one, fields))
    assert {"document", "jwt"} <= set(shown(one, ["document"]))


def test_files_of_a_confidential_brief_leave_a_stand_in(record_of):
    found = shown(credential(record_of), ["artefacts"], confidential=True)["artefacts"]
    assert [one["name"] for one in found] == ["", ""]
    assert all(one["confidential"] and one["sha256"] for one in found)
    assert "artefacts" not in shown(credential(record_of), ["results"], confidential=True)


def test_a_signed_document_that_names_confidential_files_is_withheld(record_of):
    """It was signed before the project was known to be confidential; one without the names is handed out."""
    named, unnamed = ({"genre": "artefact", "mediaType": "text/csv"} | more for more in ({"name": "F"}, {}))
    one = replace(credential(record_of), document={"evidence": [named]})
    found = shown(one, ["document"], confidential=True)
    assert found["withheld"]
    assert not {"document", "jwt"} & set(found)
    assert {"document", "jwt"} <= set(shown(one, ["document"]))
    one = replace(one, document={"evidence": [unnamed]})
    assert {"document", "jwt"} <= set(shown(one, ["document"], confidential=True))


def test_the_owner_s_order_holds_and_what_is_new_comes_last(record_of):
    held = [credential(record_of, name) for name in "abc"]
    profile = Profile("p")
    assert [one.id for one in profile.arrange(held)] == ["a", "b", "c"]
    profile.move("c", True, held)
    profile.move("c", True, held)
    profile.move("c", True, held)
    assert [one.id for one in profile.arrange([credential(record_of, "d"), *held])] == ["c", "a", "b", "d"]
    profile.move("b", False, held)
    assert [one["credential"] for one in profile.items] == ["c", "a", "b"]


def test_a_deed_has_forty_words_and_stays_when_things_move(record_of):
    held = [credential(record_of, name) for name in "ab"]
    profile = Profile("p")
    profile.describe("b", "word " * 40, held)
    profile.move("b", True, held)
    assert profile.deed("b").startswith("word")
    assert profile.deed("nothing") == ""
    for deed in ("word " * 41, "字" * 81):
        with pytest.raises(Invalid):
            profile.describe("a", deed, held)
    profile.describe("a", "字" * 80, held)


def test_what_no_longer_exists_has_no_place(record_of):
    profile = Profile("p", items=[{"credential": "gone", "deed": "x"}])
    profile.move("a", True, [credential(record_of, "a")])
    assert profile.items == [{"credential": "a", "deed": ""}]


def result(uri, level, label="skill"):
    return {"uri": uri, "label": label, "level": level, "untouched": False}


def test_the_radar_names_the_evidence_behind_each_axis():
    items = [
        {"id": "a", "title": "A", "status": "valid", "results": [result(SENSORS, 4), result("urn:x", 2)]},
        {"id": "b", "title": "B", "status": "valid", "results": [result(SENSORS, 2)]},
        {"id": "c", "title": "C", "status": "revoked", "results": [result("urn:y", 5)]},
    ]
    rows = {row["name"]: row for row in axes.radar(items)["rows"]}
    assert len(rows) == 8
    first = rows[axes.AXES[axes.axis(SENSORS)]]
    assert [(one["id"], one["level"]) for one in first["evidence"]] == [("a", 4)]
    assert rows["Working with others and learning"]["level"] == 2.0
    assert axes.radar(items)["points"] is None, "two axes make no picture"
    assert axes.radar([{"id": "a", "title": "A", "status": "valid"}]) is None


def test_three_axes_make_a_picture(monkeypatch):
    monkeypatch.setattr(axes, "axis", {"u:1": "digital", "u:2": "care", "u:3": "handling"}.__getitem__)
    items = [
        {"id": "a", "title": "A", "status": "valid", "results": [result(f"u:{n}", n + 2) for n in (1, 2, 3)]}
    ]
    points = axes.radar(items)["points"]
    assert len(points) == 8
    assert points[0] == (100.0, 53.2)


def test_the_axes_are_those_of_the_skill_graph():
    assert axes.FILE.read_text() == skill_axes.text(), "python -m tests.skill_axes"


def test_a_profile_without_order_is_one(record_of):
    assert replace(Profile("p"), version=1).items == []
