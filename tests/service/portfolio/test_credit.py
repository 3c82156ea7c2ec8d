"""Credit: a rule with a version, an application with a calculation, a decision; each result once."""

from shared.events import projects as told_by_projects
from shared.ids import new_id
from tests.actors_portfolio import (
    API,
    application,
    applies_for_credit,
    changes_status,
    decides,
    publishes_rule,
    simulates_credit,
)
from tests.service.portfolio.conftest import Stage, tell

TABLE = [("16", "1"), ("32", "2"), ("48", "3")]


def test_hours_become_credits_by_the_schools_table_and_the_registrar_decides(stage: Stage) -> None:
    credential = stage.issues()
    rule = publishes_rule(stage.registrar, TABLE, valid_from="2026-09-01")
    assert rule["number"] == 1

    trial = simulates_credit(stage.student, rule["id"], [credential])
    assert trial["total"] == "2"
    assert [line["kind"] for line in trial["lines"]] == ["counted", "sum", "table", "total"]

    applied = applies_for_credit(stage.student, rule["id"], [credential])
    stage.world.settle()
    waiting = stage.registrar.waiting()
    assert [item["url"] for item in waiting] == [f"/portfolio/credits/applications/{applied['id']}"]

    seen = application(stage.registrar, applied["id"])
    assert "Row 2: from 32 hours on, credits: 2." in [line["text"] for line in seen["lines"]]
    assert decides(stage.registrar, applied["id"])["state"] == "approved"
    stage.world.settle()
    assert stage.registrar.waiting() == []


def test_a_result_is_used_once_and_comes_free_when_refused(stage: Stage) -> None:
    credential = stage.issues()
    rule = publishes_rule(stage.registrar, TABLE, valid_from="2026-09-01")
    first = applies_for_credit(stage.student, rule["id"], [credential])
    applies_for_credit(stage.student, rule["id"], [credential], status=422)

    decides(stage.registrar, first["id"], "refused", status=422)
    decides(stage.registrar, first["id"], "refused", "The report is missing.")
    second = applies_for_credit(stage.student, rule["id"], [credential])
    decides(stage.registrar, second["id"])
    applies_for_credit(stage.student, rule["id"], [credential], status=422)
    decides(stage.registrar, second["id"], status=409)


def test_a_published_rule_is_read_only_and_the_next_one_has_the_next_number(stage: Stage) -> None:
    rule = publishes_rule(stage.registrar, TABLE)
    path = f"{API}/credit-rules/{rule['id']}"
    stage.registrar.patch(path, {"title": "Another"}, status=409, If_Match=f'"v{rule["version"]}"')
    assert publishes_rule(stage.registrar, TABLE)["number"] == 2


def test_a_rule_that_is_wrong_is_not_published_and_every_field_is_named(stage: Stage) -> None:
    body = {
        "title": "x",
        "basis": "hours",
        "rows": [{"at": "32", "credits": "2"}, {"at": "16", "credits": "zero"}],
    }
    rule = stage.registrar.post(f"{API}/credit-rules", body, status=201)
    problem = stage.registrar.post(f"{API}/credit-rules/{rule['id']}/publish", status=422)
    assert [error["pointer"] for error in problem["errors"]] == ["/rows/1/credits"]


def test_another_schools_registrar_sees_none_of_it(stage: Stage) -> None:
    credential = stage.issues()
    rule = publishes_rule(stage.registrar, TABLE, valid_from="2026-09-01")
    applied = applies_for_credit(stage.student, rule["id"], [credential])
    stranger = stage.registrar_of_another_school()
    stranger.get(f"{API}/credit-rules/{rule['id']}", status=404)
    stranger.get(f"{API}/credit-applications/{applied['id']}", status=404)
    decides(stranger, applied["id"], status=404)
    changes_status(stranger, credential, "revoked", "issued_in_error", answer=404)


def test_a_project_approved_without_credit_earns_none(stage: Stage) -> None:
    credential = stage.issues()
    rule = publishes_rule(stage.registrar, TABLE, valid_from="2026-09-01")
    decided = told_by_projects.ApprovalDecided(
        approval=new_id(), brief=stage.brief, school=stage.school, decision="without_credit"
    )
    tell("projects", decided)
    stage.world.settle()
    trial = simulates_credit(stage.student, rule["id"], [credential])
    assert trial["total"] == "0"
    assert "without credit" in trial["lines"][0]["text"]


def test_silence_passes_an_application_on_and_never_approves_it(stage: Stage) -> None:
    credential = stage.issues()
    rule = publishes_rule(stage.registrar, TABLE, valid_from="2026-09-01")
    applied = applies_for_credit(stage.student, rule["id"], [credential])
    stage.world.later(days=15)
    assert not stage.operator.signs_in().waiting(), "first the school's own administrator is told"
    stage.world.later(days=15)
    assert [item["kind"] for item in stage.operator.signs_in().waiting()] == ["credit.application"]
    assert application(stage.student.signs_in(), applied["id"])["state"] == "applied"


def test_a_revoked_credential_cannot_be_approved_any_more(stage: Stage) -> None:
    credential = stage.issues()
    rule = publishes_rule(stage.registrar, TABLE, valid_from="2026-09-01")
    applied = applies_for_credit(stage.student, rule["id"], [credential])
    changes_status(stage.registrar, credential, "revoked", "evidence_withdrawn")
    decides(stage.registrar, applied["id"], status=409)
    decides(stage.registrar, applied["id"], "refused", "Its evidence was withdrawn.")
