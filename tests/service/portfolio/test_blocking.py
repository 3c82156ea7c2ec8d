"""What a school has to keep of somebody who was erased: out of everybody's sight, until its term is over."""

import re

import pytest

from shared.config import Term
from shared.events.accounts import PersonErased
from tests import actors_portfolio as at
from tests.actors import PASSWORD, Actor, hidden
from tests.service.portfolio.conftest import Stage, joined, tell

BLOCKED = f"{at.API}/credit-blocked"
PAGES = "/portfolio/credits"
WHY = "申诉委员会调阅"


@pytest.fixture
def term(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Term:
    """The operator has named how long, for the school's region."""
    ten_years = Term(10, "学籍档案保存规定")
    monkeypatch.setitem(stage.world.settings["portfolio"].credit_terms, "cn", ten_years)  # type: ignore[arg-type]
    return ten_years


def _decided(stage: Stage) -> str:
    rule = at.publishes_rule(stage.registrar, [("16", "1"), ("32", "2")], valid_from="2026-09-01")
    applied = at.applies_for_credit(stage.student, rule["id"], [stage.issues()], course="机电综合实训")
    at.decides(stage.registrar, applied["id"], "approved", "材料齐全")
    return str(applied["id"])


def _erased(stage: Stage) -> None:
    tell("accounts", PersonErased(person=stage.student.person))
    stage.world.settle()


def _years_pass(stage: Stage, years: float) -> None:
    stage.world.later(days=365.25 * years)
    stage.world.sweeps()


def _count(stage: Stage, name: str) -> int:
    return stage.world.count("portfolio", name, {})


def test_a_decision_is_out_of_every_list_page_and_address(stage: Stage) -> None:
    admin = joined(stage.world, stage.operator, "校管", "admin@qinglan.example", ["school_admin"])
    record = _decided(stage)
    assert admin.get(f"{at.API}/credit-applications/{record}")["total"] == "2"
    _erased(stage)
    for who in (admin, stage.registrar):
        who.get(f"{at.API}/credit-applications/{record}", status=404)
        who.page(f"{PAGES}/applications/{record}", status=404)
        assert who.get(f"{at.API}/credit-applications")["items"] == []
        assert record not in who.page(f"{PAGES}/applications?state=approved")
    assert _count(stage, "applications") == _count(stage, "uses") == 0


def test_the_registrar_alone_opens_it_and_each_look_says_why(stage: Stage, term: Term) -> None:
    record = _decided(stage)
    _erased(stage)
    admin = joined(stage.world, stage.operator, "校管", "admin@qinglan.example", ["school_admin"])
    admin.get(BLOCKED, status=403)
    other = stage.registrar_of_another_school()
    assert other.get(BLOCKED)["items"] == []
    other.post(f"{BLOCKED}/{record}/open", {"reason": WHY}, status=404)
    [row] = stage.registrar.get(BLOCKED)["items"]
    assert (row["id"], row["rule"]) == (record, term.source)
    assert "record" not in row
    stage.registrar.post(f"{BLOCKED}/{record}/open", {"reason": ""}, status=422)
    opened = stage.registrar.post(f"{BLOCKED}/{record}/open", {"reason": WHY})
    assert (opened["record"]["total"], opened["record"]["person"]) == ("2", stage.student.person)
    assert "机电综合实训" not in str(opened)
    assert "材料齐全" not in str(opened)


def test_the_page_shows_the_record_once_the_reason_is_given(stage: Stage, term: Term) -> None:
    record = _decided(stage)
    _erased(stage)
    registrar, address = stage.registrar, f"{PAGES}/blocked/{record}"
    assert address in registrar.page(f"{PAGES}/blocked")
    closed = registrar.page(address)
    assert stage.student.person not in closed
    assert term.source in closed
    registrar.token = hidden(closed, "csrf_token")
    refused = registrar.send(address, {}, status=422)
    assert stage.student.person not in refused.text
    opened = registrar.send(address, {"reason": WHY}, status=200)
    assert stage.student.person in opened.text
    assert WHY in opened.text, "the look stands in the record's own history"
    assert stage.student.person not in registrar.page(address), "whoever looks again says why again"


def test_it_is_deleted_when_its_term_is_over(stage: Stage, term: Term) -> None:
    _decided(stage)
    _erased(stage)
    _years_pass(stage, term.years - 0.1)
    assert _count(stage, "blocked") == 1
    _years_pass(stage, 0.2)
    assert _count(stage, "blocked") == 0


def test_without_a_term_it_stays_until_the_operator_sets_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _decided(stage)
    _erased(stage)
    _years_pass(stage, 40)
    assert _count(stage, "blocked") == 1
    terms = stage.world.settings["portfolio"].credit_terms
    monkeypatch.setitem(terms, "cn", Term(10, "学籍档案保存规定"))  # type: ignore[arg-type]
    stage.world.sweeps()
    assert _count(stage, "blocked") == 0


def test_the_person_reads_what_is_blocked_on_which_basis_and_until_when(stage: Stage, term: Term) -> None:
    _decided(stage)
    erased = stage.student.post("/accounts/api/v1/me/erase", {"password": PASSWORD}, status=202)
    stage.world.settle()
    secret = erased["url"].rsplit("/", 1)[1]
    visitor = Actor(stage.world.client(), "nobody", "")
    [said] = visitor.get(f"/accounts/api/v1/erasures/{secret}")["blocked"]
    assert said["rule"] == term.source
    assert re.fullmatch(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", said["until"])
    page = visitor.page(f"/accounts/erased/{secret}")
    for words in (term.source, "duty to keep what it decided on credit", said["until"][:4]):
        assert words in page


def test_where_no_term_is_set_the_person_reads_who_has_to_set_it(stage: Stage) -> None:
    _decided(stage)
    erased = stage.student.post("/accounts/api/v1/me/erase", {"password": PASSWORD}, status=202)
    stage.world.settle()
    visitor = Actor(stage.world.client(), "nobody", "")
    page = visitor.page(f"/accounts/erased/{erased['url'].rsplit('/', 1)[1]}")
    assert "operator has to name one for your region" in page
