"""An organisation that is there twice: an operator sees what would move, merges it, and nothing of it is lost."""

from typing import Any

import pytest

from shared import mongo
from tests import actors_portfolio as at_portfolio
from tests import actors_projects as at_projects
from tests import kept
from tests.actors import Actor
from tests.journey import loop
from tests.journey.loop import People
from tests.service.accounts.conftest import Cast, cast
from tests.service.stage import OneProcess
from tests.world import World

__all__ = ["cast"]
API = "/accounts/api/v1/organisations"
NAME = "浙江衡锐智能装备有限公司（演示）"
WHY = "One licence, signed up twice."


@pytest.fixture
def twin(cast: Cast) -> Actor:
    """A colleague who signed the same company up once more; the first boss is a mentor there too."""
    found = Actor(cast.world.client(), "吴敏", "wu@hengrui.example").signs_up(NAME)
    company = found.organisation
    cast.world.settle()
    found.confirms(cast.world.mails()[-1]).organisation = company
    code = found.invites(kind="invitation", roles=["mentor", "recruiter"])["code"]
    cast.boss.post("/accounts/api/v1/memberships", {"code": code}, status=201)
    cast.world.settle()
    return found


def merges(operator: Actor, goes: str, stays: str, name: str = NAME, status: int = 200) -> Any:
    body = {"into": stays, "typed_name": name, "reason": WHY}
    return operator.post(f"{API}/{goes}/merge", body, status=status)


def test_what_would_move_is_seen_before_and_nothing_has_moved(cast: Cast, twin: Actor) -> None:
    at_projects.posts_brief(twin)
    cast.world.settle()
    stays = cast.boss.organisation
    seen = cast.operator.get(f"{API}/{twin.organisation}/merge?into={stays}")
    counted = {name: seen[name] for name in ("members", "in_both", "briefs", "teams", "checks", "told")}
    assert counted == {"members": 2, "in_both": 1, "briefs": 1, "teams": 0, "checks": [], "told": 2}
    page = cast.operator.page(f"/accounts/admin/orgs/{twin.organisation}/merge?into=/accounts/orgs/{stays}")
    assert "What would move" in page
    assert "2 administrators will be told by mail" in page
    assert stays in cast.operator.page(f"/accounts/admin/orgs/{twin.organisation}/merge"), "has the same name"
    assert cast.operator.get(f"{API}/{twin.organisation}")["id"] == twin.organisation


def test_both_are_one_for_their_people_and_the_old_address_leads_on(cast: Cast, twin: Actor) -> None:
    goes, stays = twin.organisation, cast.boss.organisation
    brief = at_projects.posts_brief(twin)["id"]
    cast.operator.send(
        f"/accounts/admin/orgs/{goes}/merge", {"into": stays, "typed_name": NAME, "reason": WHY}
    )
    cast.world.settle()

    members = cast.boss.get(f"{API}/{stays}/members")["items"]
    roles = {one["person"]: one["roles"] for one in members}
    assert roles == {
        cast.boss.person: ["company_admin", "mentor", "recruiter"], twin.person: ["company_admin", "mentor"],
    }  # fmt: skip
    moved = twin.http.call("GET", f"/accounts/orgs/{goes}/people?x=1", headers={"Accept": "text/html"})
    assert (moved.status, moved.headers["Location"]) == (308, f"/accounts/orgs/{stays}/people?x=1")
    cast.admin.page(f"/accounts/orgs/{goes}", status=404)
    for boss in (twin, cast.boss):
        assert boss.get(f"{at_projects.API}/briefs/{brief}")["organisation"] == goes, "it names what it named"
        assert [one["id"] for one in boss.get(f"{at_projects.API}/briefs")["items"]] == [brief]
    assert at_projects.posts_brief(twin)["organisation"] == stays, "what is new is the one's that stays"
    cast.world.settle()
    assert cast.boss.get(f"{API}/{stays}/limits")["briefs"]["used"] == 2

    told = [mail for mail in cast.world.mails() if WHY in mail]
    assert len(told) == 2
    history = cast.boss.page(f"/accounts/orgs/{stays}/history")
    assert f"Took in {NAME}, a duplicate: {WHY}" in history
    assert f"Merged into {NAME}: {WHY}" in history
    listed = cast.operator.get(f"{API}?limit=100")["items"]
    assert goes not in [one["id"] for one in listed]


def test_whoever_is_asked_in_by_the_one_that_goes_comes_into_the_other(cast: Cast, twin: Actor) -> None:
    code = twin.invites(kind="invitation", roles=["mentor"])["code"]
    merges(cast.operator, twin.organisation, cast.boss.organisation)
    cast.world.settle()
    late = cast.comes_in(code, "Late", "late@x.example")
    assert late.get("/accounts/api/v1/me")["memberships"][0]["organisation"] == cast.boss.organisation


def test_whoever_comes_while_people_are_carried_over_is_not_left_behind(cast: Cast, twin: Actor) -> None:
    """A transaction that began before may end after: what it wrote is found by the second look."""
    merges(cast.operator, twin.organisation, cast.boss.organisation)
    cast.world.settle()
    with mongo.serving("accounts"):
        left = {"$set": {"organisation": twin.organisation}}
        mongo.collection("memberships").update_one({"person": twin.person}, left)
    assert twin.get(f"{API}/{cast.boss.organisation}/members"), "roles count under either id"
    cast.world.later(minutes=3)
    assert cast.world.count("accounts", "memberships", {"organisation": twin.organisation}) == 0


@pytest.mark.parametrize("what", ["kind", "region", "suspended", "name", "own", "itself", "twice", "demo"])
def test_what_is_not_the_same_is_not_merged(cast: Cast, twin: Actor, what: str) -> None:
    goes, stays, name, status = twin.organisation, cast.boss.organisation, NAME, 409
    facts = {"name": NAME, "kind": "company", "region": "ie", "demo": what == "demo"}
    if what in ("kind", "region", "demo"):
        facts |= {"kind": "school"} if what == "kind" else {"region": "tw"} if what == "region" else {}
        stays = cast.operator.post(API, facts, status=201)["id"]
    elif what == "suspended":
        cast.operator.post(f"{API}/{goes}/standing", {"suspended": True, "reason": "R"})
    elif what == "name":
        name, status = "Another name", 422
    elif what == "own":
        stays = cast.operator.get("/accounts/api/v1/me")["memberships"][0]["organisation"]
    elif what == "itself":
        stays = goes
    else:
        third = cast.operator.post(API, facts, status=201)["id"]
        merges(cast.operator, stays, third)
    merges(cast.operator, goes, stays, name, status)
    assert cast.operator.get(f"{API}/{goes}")["id"] == goes


def test_nobody_but_an_operator_merges(cast: Cast, twin: Actor) -> None:
    merges(twin, twin.organisation, cast.boss.organisation, status=403)


def test_checks_pass_over_where_both_have_the_same_code(cast: Cast, twin: Actor) -> None:
    for boss in (twin, cast.boss):
        boss.get(f"{API}/{boss.organisation}")
        etag = boss.seen["headers"]["ETag"]
        boss.patch(f"{API}/{boss.organisation}", {"region": "tw", "code": "04595257"}, If_Match=etag)
    cast.operator.post(f"{API}/{twin.organisation}/checks", {"check": "document", "result": "passed"})
    assert merges(cast.operator, twin.organisation, cast.boss.organisation)["id"] == cast.boss.organisation
    found = cast.boss.get(f"{API}/{cast.boss.organisation}")["checks"]
    assert sorted(one["check"] for one in found) == ["code_form", "document"]


@pytest.mark.parametrize("when", ["before the bids", "not heard of yet", "after the signature"])
def test_a_project_goes_on_and_its_evidence_counts_when_both_sides_are_merged(
    world: World, when: str
) -> None:
    """In the middle of it, also where nobody has heard of the merging when the review is asked for; and afterwards."""
    stage = OneProcess(world)
    people = kept.after(stage, loop.everybody_comes_in)
    brief = loop.a_brief_is_posted_and_approved(stage, people)
    if when == "before the bids":
        _both_are_merged(people)
        stage.world.settle()
    loop.students_bid_and_a_team_is_proposed(stage, people, brief)
    team = loop.everybody_agrees(stage, people, brief)
    loop.the_team_delivers(stage, people, team)
    if when == "not heard of yet":
        _both_are_merged(people)
    credential = loop.the_mentor_accepts_and_signs(stage, people, team)[0]
    document = at_portfolio.credential_document(people.students[0], credential)
    if when == "after the signature":
        _both_are_merged(people)
        stage.world.settle()
        assert loop.COMPANY in str(document), "it names whom it named"
    assert at_portfolio.credential_document(people.students[0], credential) == document
    assert at_portfolio.verifies(people.students[0], document)["verdict"] == "valid"
    loop.the_school_grants_credit(stage, people, credential)


def _both_are_merged(people: People) -> None:
    for one in (people.mentor, people.teacher):
        found = people.operator.get(f"{API}/{one.organisation}")
        facts = {name: found[name] for name in ("kind", "region", "demo")} | {"name": "The one that stays"}
        stays = people.operator.post(API, facts, status=201)["id"]
        merges(people.operator, one.organisation, stays, found["name"])
