"""A share for an organisation: its staff open it signed in, nobody else, and each of them is told to the owner."""

from datetime import timedelta
from typing import Any

import pytest

from shared import clock, mongo
from tests import actors_portfolio as at
from tests.actors import Actor
from tests.service.portfolio.conftest import Stage, joined

HENGRUI = "衡锐（演示）"


@pytest.fixture
def recruiter(stage: Stage) -> Actor:
    return joined(stage.world, stage.mentor, "赵招聘", "zhao@hengrui.example", ["recruiter"])


def stranger(stage: Stage) -> Actor:
    """A company at which an operator has looked too."""
    boss = Actor(stage.world.client(), "钱老板", "qian@other.example").signs_up("别家（演示）")
    company = boss.organisation
    stage.world.settle()
    boss.confirms(stage.world.mails()[-1]).organisation = company
    facts = f"/accounts/api/v1/organisations/{company}"
    boss.patch(facts, {"region": "cn"}, If_Match=f'"v{boss.get(facts)["version"]}"')
    stage.operator.checks(company)
    stage.world.settle()
    return boss


def shares(stage: Stage, **facts: Any) -> dict[str, Any]:
    wanted = {"kind": "organisation", "organisation": HENGRUI, "fields": ["name", "results"], "days": 7}
    return at.shares(stage.student, [stage.issues()], **wanted | facts)


def test_staff_of_the_organisation_open_it_signed_in_and_are_told_by_name(
    stage: Stage, recruiter: Actor
) -> None:
    share = shares(stage)
    assert (share["kind"], share["organisation"], share["token"]) == ("organisation", stage.company, "")
    assert share["url"].endswith(f"/portfolio/received/{share['id']}")

    page = recruiter.page("/portfolio/received")
    assert (stage.student.name in page, share["id"] in page) == (True, True)
    place = recruiter.http.call("GET", f"/portfolio/received/{share['id']}", headers={"Accept": "text/html"})
    assert (place.status, place.headers["Location"]) == (303, f"/portfolio/shared/{share['id']}")
    assert at.views_of_mine(stage.student) == [], "a view counts on the page itself"
    assert stage.student.name in recruiter.page(f"/portfolio/shared/{share['id']}")
    assert recruiter.page(f"/portfolio/shared/{share['id']}/resume.json")

    view = at.views_of_mine(stage.student)[0]
    assert (view["viewer"], view["organisation"]) == (recruiter.person, stage.company)
    page = stage.student.page("/portfolio/views")
    assert (recruiter.name in page, HENGRUI in page) == (True, True)


def test_a_program_of_the_staff_reads_it_too(stage: Stage, recruiter: Actor) -> None:
    share = shares(stage)
    told = at.received(recruiter)
    assert [(one["id"], one["name"], one["organisation"]) for one in told] == [
        (share["id"], stage.student.name, stage.company)
    ]
    opened = at.opens_received(recruiter, share["id"])
    assert opened["items"][0]["results"]
    assert "statement" not in opened["items"][0]
    assert [one["viewer"] for one in at.views_of_mine(stage.student)] == [recruiter.person]


def test_nobody_else_opens_it(stage: Stage) -> None:
    """Neither a company of the same region, nor a student, nor whoever has the address and is not signed in."""
    share = str(shares(stage)["id"])
    for one in (
        stranger(stage),
        stage.registrar,
        stage.students[1],
        Actor(stage.world.client(), "nobody", ""),
    ):
        one.page(f"/portfolio/shared/{share}", status=404)
        one.page(f"/portfolio/shared/{share}/portfolio.zip", status=404)
    at.opens_received(stage.registrar, share, status=404)
    assert at.received(stage.students[1]) == []
    assert at.views_of_mine(stage.student) == []


def test_the_students_of_a_school_are_not_its_staff(stage: Stage) -> None:
    share = str(shares(stage, organisation=stage.school)["id"])
    stage.students[1].page(f"/portfolio/shared/{share}", status=404)
    stage.registrar.page(f"/portfolio/shared/{share}")


def test_revoked_or_over_or_no_longer_of_the_staff_it_opens_nothing_from_the_next_request_on(
    stage: Stage, recruiter: Actor
) -> None:
    first, second = (str(shares(stage)["id"]) for _ in range(2))
    recruiter.page(f"/portfolio/shared/{first}")
    at.closes_share(stage.student, first)
    recruiter.page(f"/portfolio/shared/{first}", status=404)
    recruiter.page(f"/portfolio/shared/{first}/portfolio.pdf", status=404)
    assert [one["id"] for one in at.received(recruiter)] == [second]

    members = f"/accounts/api/v1/organisations/{stage.company}/members?limit=100"
    rows = stage.mentor.get(members)["items"]
    membership = next(one["id"] for one in rows if one["person"] == recruiter.person)
    stage.mentor.call("DELETE", f"/accounts/api/v1/memberships/{membership}")
    stage.world.settle()
    recruiter.page(f"/portfolio/shared/{second}", status=404)

    stage.mentor.page(f"/portfolio/shared/{second}")
    stage.world.later(days=8)
    stage.mentor.signs_in().page(f"/portfolio/shared/{second}", status=404)


def test_an_organisation_is_named_exactly_among_those_that_are_known(stage: Stage) -> None:
    body = {"credentials": [stage.issues()], "kind": "organisation"}
    for named in ("", "衡", "没有这家公司", "0197c0de-0000-7000-8000-000000000001"):
        refused = stage.student.post("/portfolio/api/v1/shares", body | {"organisation": named}, status=422)
        assert [one["pointer"] for one in refused["errors"]] == ["/organisation"]


def test_one_at_which_nobody_has_looked_is_not_among_them_and_opens_nothing_later(
    stage: Stage, recruiter: Actor
) -> None:
    share = str(shares(stage)["id"])
    newcomer = Actor(stage.world.client(), "孙老板", "sun@new.example").signs_up("新来的公司（演示）")
    stage.world.settle()
    body = {"credentials": [stage.issues()], "kind": "organisation"}
    for named in ("新来的公司（演示）", newcomer.organisation):
        stage.student.post("/portfolio/api/v1/shares", body | {"organisation": named}, status=422)
    with mongo.serving("portfolio"):
        mongo.collection("organisations").update_one({"_id": stage.company}, {"$set": {"checks": []}})
    recruiter.page(f"/portfolio/shared/{share}", status=404)
    assert at.received(recruiter) == []


def test_the_consent_names_the_organisation_and_taking_it_back_closes_the_share(
    stage: Stage, recruiter: Actor
) -> None:
    share = str(shares(stage)["id"])
    stage.world.settle()
    given = next(
        one for one in stage.student.get("/accounts/api/v1/me/consents")["items"] if one["purpose"] == "share"
    )
    assert (given["audience"], given["given"], given["kind"]) == (HENGRUI, True, "organisation")
    assert "Credentials shown to the staff of an organisation" in stage.student.page("/accounts/privacy")
    stage.student.post(f"/accounts/api/v1/me/consents/{given['id']}/withdraw")
    stage.world.settle()
    recruiter.page(f"/portfolio/shared/{share}", status=404)


def test_on_the_page_an_organisation_is_chosen_by_its_name(stage: Stage, recruiter: Actor) -> None:
    credential = stage.issues()
    assert HENGRUI in stage.student.page("/portfolio/shares"), "offered"
    form = {"credentials": credential, "kind": "organisation", "days": "7", "fields": "results"}
    wrong = stage.student.send("/portfolio/shares", form | {"organisation": "没有这家公司"}, status=422)
    assert "There is no such organisation among those that are known here." in wrong.text
    stage.student.send("/portfolio/shares", form | {"organisation": HENGRUI})
    page = stage.student.page("/portfolio/shares")
    assert f"The staff of {HENGRUI}" in page
    recruiter.page("/portfolio/received")


def test_minors_make_none_and_a_share_of_one_opens_nothing(stage: Stage, recruiter: Actor) -> None:
    share = str(shares(stage)["id"])
    with mongo.serving("portfolio"):
        limits = {"limits": {"data_consent": clock.now() + timedelta(days=700)}}
        mongo.collection("minorities").insert_one(
            {"_id": stage.student.person, "schema_version": 1, "n": 1} | limits
        )
    recruiter.page(f"/portfolio/shared/{share}", status=404)
    assert at.received(recruiter) == []
