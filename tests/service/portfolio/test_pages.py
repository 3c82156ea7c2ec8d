"""Every page of portfolio, as the person whom it is for."""

import pytest

from tests.actors import Actor, hidden
from tests.actors_portfolio import applies_for_credit, publishes_portfolio, publishes_rule, shares
from tests.service.portfolio.conftest import Stage

TABLE = [("16", "1"), ("32", "2"), ("48", "3")]


def test_a_student_sees_their_evidence_and_nobody_elses(stage: Stage) -> None:
    credential = stage.issues()
    student, mate = stage.students
    assert "车门锁装配线停机原因分析" in student.page("/portfolio/mine")
    page = student.page(f"/portfolio/evidence/{credential}")
    assert "Confirmed by Company mentor" in page
    mate.page(f"/portfolio/evidence/{credential}", status=404)
    assert "No evidence yet" in mate.page("/portfolio/mine")
    assert stage.student.name in stage.registrar.page(f"/portfolio/evidence/{credential}")


def test_the_public_verdict_names_nobody_and_says_that_it_is_a_demo(stage: Stage) -> None:
    credential = stage.issues()
    visitor = Actor(stage.world.client(), "somebody", "")
    page = visitor.page(f"/portfolio/verify/{credential}")
    assert "Valid" in page
    assert "Demo issuer" in page
    assert stage.student.name not in page
    assert (
        visitor.http.call("GET", f"/portfolio/verify/{credential}/qr.svg")
        .headers["Content-Type"]
        .startswith("image/svg")
    )


def test_pasting_a_credential_gives_the_verdict_and_pasting_nothing_says_what_to_do(stage: Stage) -> None:
    credential = stage.issues()
    jwt = stage.student.get(f"/portfolio/api/v1/credentials/{credential}/jwt")
    visitor = Actor(stage.world.client(), "somebody", "")
    visitor.token = hidden(visitor.page("/portfolio/verify"), "csrf_token")
    assert "Valid" in visitor.send("/portfolio/verify", {"text": jwt}, status=200).text
    assert "Not checkable" in visitor.send("/portfolio/verify", {"text": "{}"}, status=200).text
    assert "neither a credential" in visitor.send("/portfolio/verify", {"text": "hello"}, status=422).text
    assert "choose its file" in visitor.send("/portfolio/verify", {"text": ""}, status=422).text
    visitor.send("/portfolio/verify", {"text": "x" * 65_537}, status=413)


def test_a_pasted_link_of_ours_opens_and_another_site_s_does_not(stage: Stage) -> None:
    credential = stage.issues()
    visitor = Actor(stage.world.client(), "somebody", "")
    visitor.token = hidden(visitor.page("/portfolio/verify"), "csrf_token")
    ours = f"http://127.0.0.1:8080/portfolio/verify/{credential}"
    answer = visitor.send("/portfolio/verify", {"text": f" {ours}?x=1 "}, status=303)
    assert answer.headers["Location"] == f"/portfolio/verify/{credential}"
    for link in (
        f"https://elsewhere.example/portfolio/verify/{credential}",
        f"{ours}/../../../accounts/renew",
    ):
        assert "another site" in visitor.send("/portfolio/verify", {"text": link}, status=422).text


def test_a_registrar_walks_from_the_template_to_the_decision_by_pages(stage: Stage) -> None:
    credential = stage.issues()
    registrar = stage.registrar
    answer = registrar.send("/portfolio/credits/rules", {"template": "cn_hours_16"})
    place = answer.headers["Location"]
    page = registrar.page(place)
    form = {
        "version": hidden(page, "version"), "title": "实训学分", "basis": "hours", "rows.0.at": "16",
        "rows.0.credits": "1", "rows.1.at": "32", "rows.1.credits": "2", "rounding.mode": "down",
        "rounding.step": "0.5", "valid_from": "2026-09-01",
    }  # fmt: skip
    registrar.send(place, form)
    assert "From 32 hours on, credits: 2." in registrar.page(place)
    assert "Publish version 1" in registrar.page(f"{place}/publish")
    registrar.send(f"{place}/publish", {})
    rule = place.rsplit("/", 1)[1]

    page = stage.student.page(f"/portfolio/credits?rule={rule}&credentials={credential}")
    assert "Recommended credits: 2." in page
    applied = stage.student.send("/portfolio/credits", {"rule": rule, "credentials": credential})
    place = applied.headers["Location"]
    assert "Row 2: from 32 hours on, credits: 2." in registrar.page(place)
    queue = "/portfolio/credits/applications"
    for sort in ("", "?sort=created", "?sort=-created"):
        assert stage.student.name in registrar.page(queue + sort)
    registrar.page(f"{queue}?sort=mood", status=422)
    assert "Say why" in registrar.send(f"{place}/decide", {"decision": "refused"}, status=422).text
    registrar.send(f"{place}/decide", {"decision": "approved"})
    assert "Credit granted" in stage.student.page(place)


def test_a_share_by_its_link(stage: Stage) -> None:
    credential = stage.issues()
    link = shares(stage.student, [credential], fields=["name", "results"], days=7)
    path = link["url"].removeprefix("http://127.0.0.1:8080")
    visitor = Actor(stage.world.client(), "somebody", "")

    entered = visitor.http.call("GET", path)
    assert entered.status == 303
    assert link["token"] not in entered.headers["Location"]
    assert stage.student.get("/portfolio/api/v1/views")["items"] == []

    page = visitor.http.call("GET", entered.headers["Location"])
    assert stage.student.name in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert len(stage.student.get("/portfolio/api/v1/views")["items"]) == 1

    stranger = Actor(stage.world.client(), "else", "")
    stranger.page(entered.headers["Location"], status=404)
    stage.student.send(f"/portfolio/shares/{link['id']}/revoke", {})
    visitor.page(entered.headers["Location"], status=404)
    visitor.page(path, status=404)


def test_a_share_made_on_the_page_shows_its_link_once(stage: Stage) -> None:
    credential = stage.issues()
    form = {"credentials": credential, "fields": "results", "days": "7", "audience": "HR"}
    made = stage.student.send("/portfolio/shares", form)
    assert made.headers["Location"] == "/portfolio/shares"
    assert "/portfolio/s/" in stage.student.page("/portfolio/shares")
    assert "/portfolio/s/" not in stage.student.page("/portfolio/shares")
    assert "Revoke" in stage.student.page("/portfolio/shares")


def test_unticking_every_field_shares_no_field(stage: Stage) -> None:
    credential = stage.issues()
    stage.student.send("/portfolio/shares", {"credentials": credential, "days": "7"})
    assert stage.student.get("/portfolio/api/v1/shares")["items"][0]["fields"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/portfolio/mine/preview",
        "/portfolio/shares",
        "/portfolio/views",
        "/portfolio/credits",
        "/portfolio/log",
    ],
)
def test_every_page_stands_before_there_is_anything(stage: Stage, path: str) -> None:
    assert "<h1" in stage.student.page(path)


def test_publishing_and_withdrawing_by_the_preview(stage: Stage) -> None:
    stage.issues()
    stage.student.send("/portfolio/publication", {"published": "true", "fields": "results"})
    assert stage.student.get("/portfolio/api/v1/publication")["fields"] == ["results"]
    assert "Employers can find" in stage.student.page("/portfolio/mine")
    stage.student.send("/portfolio/publication", {"published": "false"})
    assert not stage.student.get("/portfolio/api/v1/publication")["published"]


def test_pages_for_the_registrar_and_the_employer_stand(stage: Stage) -> None:
    credential = stage.issues()
    rule = publishes_rule(stage.registrar, TABLE, valid_from="2026-09-01")
    applies_for_credit(stage.student, rule["id"], [credential])
    publishes_portfolio(stage.student)
    assert "What it means" in stage.student.page(f"/portfolio/credits/rules/{rule['id']}")
    assert "In force" in stage.registrar.page("/portfolio/credits/rules")
    assert "Fewer than five people fit" in stage.mentor.page("/portfolio/search?skill=troubleshoot&level=3")
    assert "Accepted contributions without a credential" in stage.operator.page("/portfolio/log")
