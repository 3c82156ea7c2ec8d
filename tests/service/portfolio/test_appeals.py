"""A holder appeals; somebody else than who changed the status decides by a due date; the outcome is logged."""

import json
from pathlib import Path

import pytest

from shared import clock
from shared.events.accounts import PersonErased
from tests import actors_portfolio as at
from tests.actors import Actor
from tests.service.portfolio.conftest import Stage, joined, tell
from verifier import __main__ as command

MARK = "An appeal against this is open: the status is contested, and stands until the appeal is decided."
MARKS = {"zh-CN": "此状态有异议，在决定之前维持不变", "zh-TW": "此狀態有異議，在決定之前維持不變"}


@pytest.fixture
def other(stage: Stage) -> Actor:
    """A second registrar of the school."""
    stage.operator.organisation = stage.school
    return joined(stage.world, stage.operator, "秦老师", "qin@qinglan.example", ["registrar"])


def changed(stage: Stage, status: str, reason: str = "under_review") -> str:
    credential = stage.issues()
    at.changes_status(stage.registrar, credential, status, reason)
    stage.world.settle()
    return credential


def kinds(actor: Actor) -> list[str]:
    return sorted(item["kind"] for item in actor.waiting())


def logged(stage: Stage, credential: str) -> list[str]:
    proof = stage.student.get(f"{at.API}/credentials/{credential}/proof")
    return [one["event"] for one in proof["entries"]]


def test_the_holder_is_told_of_a_suspension_and_an_upheld_appeal_lifts_it(stage: Stage, other: Actor) -> None:
    credential = changed(stage, "suspended")
    item = stage.student.waiting()[0]
    assert item["url"] == f"/portfolio/evidence/{credential}#appeal"
    assert "Why it is wrong" in stage.student.page(f"/portfolio/evidence/{credential}")
    place = stage.student.send(
        f"/portfolio/evidence/{credential}/appeal", {"text": "数据是我采集的。"}
    ).headers["Location"]
    stage.world.settle()
    assert kinds(stage.student) == []
    assert kinds(other) == ["appeal.decide"]
    page = other.page(place)
    assert "数据是我采集的。" in page
    assert "Contested" in page
    assert "Contested" in other.page(f"/portfolio/evidence/{credential}")

    other.send(f"{place}/decide", {"decision": "upheld", "reason": "证据充分。"})
    stage.world.settle()
    assert at.looks_up(Actor(stage.world.client(), "x", ""), credential)["verdict"] == "valid"
    assert logged(stage, credential) == ["issued", "suspended", "appeal_upheld", "resumed"]
    assert kinds(other) == []
    assert kinds(stage.student) == ["appeal.told"]
    assert "证据充分。" in stage.student.page(place)
    stage.student.send(f"{place}/read", {})
    stage.world.settle()
    assert kinds(stage.student) == []


@pytest.mark.parametrize("status", ["suspended", "revoked"])
def test_what_is_contested_stands_and_is_publicly_marked_until_it_is_decided(
    stage: Stage, other: Actor, status: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    credential, visitor = changed(stage, status), Actor(stage.world.client(), "x", "")
    document, place = at.credential_document(stage.student, credential), f"/portfolio/verify/{credential}"
    assert at.looks_up(visitor, credential)["contested"] is None
    made = at.appeals(stage.student, credential, "数据是我采集的。")["id"]
    for settled in (False, True):
        told = [at.looks_up(visitor, credential), at.verifies(visitor, document)]
        assert [(one["verdict"], one["contested"]) for one in told] == [(status, MARK)] * 2, settled
        page = visitor.page(place)
        assert MARK in page
        assert not [text for text in (stage.student.name, other.name, "数据是我采集的。") if text in page]
        stage.world.settle()
    assert said_offline(stage, credential, tmp_path, capsys) == (status, MARK)
    for language, text in MARKS.items():
        assert text in visitor.http.call("GET", place, headers={"Accept-Language": language}).text

    at.decides_appeal(other, made, "refused")
    assert at.looks_up(visitor, credential)["contested"] is None
    stage.world.settle()
    assert MARK not in visitor.page(place)
    assert said_offline(stage, credential, tmp_path, capsys) == (status, None)


def said_offline(
    stage: Stage, credential: str, folder: Path, capsys: pytest.CaptureFixture
) -> tuple[str, str | None]:
    """By the command, of the bundle of that day."""
    taken, listed = folder / "bundle.json", folder / "trust.json"
    taken.write_text(stage.student.page(f"/portfolio/evidence/{credential}/bundle.json"))
    listed.write_text(json.dumps(stage.student.get("/portfolio/trust.json")))
    assert command.main([str(taken), "--trust", str(listed), "--json"], clock.now()) == 1
    [told] = json.loads(capsys.readouterr().out)
    return told["verdict"], told["contested"]


def test_who_changed_the_status_does_not_decide_nor_does_the_holder_or_a_stranger(
    stage: Stage, other: Actor
) -> None:
    credential = changed(stage, "suspended")
    made = at.appeals(stage.student, credential)["id"]
    at.decides_appeal(stage.registrar, made, "refused", status=403)
    at.decides_appeal(stage.student, made, "upheld", status=403)
    at.decides_appeal(stage.registrar_of_another_school(), made, "upheld", status=404)
    at.decides_appeal(stage.operator, made, "upheld", status=404)
    at.changes_status(stage.registrar, credential, "revoked", "misconduct_decided", answer=409)
    at.decides_appeal(other, made, "refused", reason="", status=422)
    at.decides_appeal(other, made, "refused")
    at.decides_appeal(other, made, "upheld", status=409)


def test_a_refused_appeal_leaves_the_suspension_and_is_heard_once(stage: Stage, other: Actor) -> None:
    credential = changed(stage, "suspended")
    made = at.appeals(stage.student, credential)["id"]
    at.appeals(stage.student, credential, status=409)
    at.decides_appeal(other, made, "refused")
    stage.world.settle()
    visitor = Actor(stage.world.client(), "x", "")
    assert at.looks_up(visitor, credential)["verdict"] == "suspended"
    assert logged(stage, credential) == ["issued", "suspended", "appeal_refused"]
    at.appeals(stage.student, credential, status=409)
    at.changes_status(stage.registrar, credential, "valid", "review_ended")
    at.changes_status(stage.registrar, credential, "suspended", "under_review")
    at.appeals(stage.student, credential)


def test_a_refused_appeal_may_end_in_a_revocation(stage: Stage, other: Actor) -> None:
    credential = changed(stage, "suspended")
    made = at.appeals(stage.student, credential)["id"]
    at.decides_appeal(other, made, "revoked")
    visitor = Actor(stage.world.client(), "x", "")
    assert at.looks_up(visitor, credential)["verdict"] == "revoked", (
        "at once, though the list still says suspended"
    )
    stage.world.settle()
    assert at.looks_up(visitor, credential)["verdict"] == "revoked"
    assert logged(stage, credential) == ["issued", "suspended", "appeal_refused", "revoked"]
    assert kinds(stage.student) == ["appeal.told"], "one word of it, not two"


def test_what_was_revoked_in_error_is_issued_anew_and_the_old_one_stays_revoked(
    stage: Stage, other: Actor
) -> None:
    credential = changed(stage, "revoked", "issued_in_error")
    made = at.appeals(stage.student, credential)["id"]
    at.decides_appeal(other, made, "revoked", status=409)
    at.decides_appeal(other, made, "upheld")
    stage.world.settle()
    visitor = Actor(stage.world.client(), "x", "")
    mine = {row["id"]: row for row in at.my_credentials(stage.student)}
    anew = next(name for name in mine if name != credential)
    assert mine[anew]["contribution"] == mine[credential]["contribution"]
    assert at.looks_up(visitor, credential)["verdict"] == "revoked"
    assert at.looks_up(visitor, anew)["verdict"] == "valid"
    assert logged(stage, credential) == ["issued", "revoked", "appeal_upheld"]


def test_an_appeal_that_nobody_decides_passes_to_the_school_s_admin_and_to_the_operators(
    stage: Stage, other: Actor
) -> None:
    stage.operator.organisation = stage.school
    admin = joined(stage.world, stage.operator, "校方", "admin@qinglan.example", ["school_admin"])
    credential = changed(stage, "suspended")
    at.appeals(stage.student, credential)
    stage.world.settle()
    assert kinds(admin) == []
    stage.world.later(days=11)
    assert kinds(admin.signs_in()) == ["appeal.decide"]
    stage.world.later(days=11)
    assert "appeal.decide" in kinds(stage.operator.signs_in().gives_code())
    at.looks_up(Actor(stage.world.client(), "x", ""), credential)


def test_there_is_nothing_to_appeal_against_a_valid_credential(stage: Stage) -> None:
    at.appeals(stage.student, stage.issues(), status=409)
    at.appeals(stage.students[1], stage.issues(), status=404)


def test_an_erased_holder_s_appeal_goes_and_an_erased_decider_s_words(stage: Stage, other: Actor) -> None:
    first = changed(stage, "suspended")
    decided = at.appeals(stage.student, first)["id"]
    at.decides_appeal(other, decided, "refused", reason="理由")
    stage.world.settle()
    tell("accounts", PersonErased(person=other.person))
    stage.world.settle()
    assert at.appeal(stage.student, decided)["reason"] == ""
    second = changed(stage, "suspended")
    at.appeals(stage.student, second)
    stage.world.settle()
    tell("accounts", PersonErased(person=stage.student.person))
    stage.world.settle()
    assert stage.world.count("portfolio", "appeals") == 0
    assert stage.world.count("portfolio", "status_places", {"contested": True}) == 0
    assert "appeal.decide" not in kinds(stage.registrar)
