"""What an organisation may hold: refused beyond it with a sentence, raised by an operator who says why, shown to it."""

import pytest

from services.accounts.domain import quota as of_accounts
from services.projects.domain import quota as of_projects
from services.projects.usecases import filing
from tests import actors_projects as at_projects
from tests.actors import Actor
from tests.service.accounts.conftest import Cast, cast
from tests.service.projects import telling
from tests.world import World

__all__ = ["cast"]
API = "/accounts/api/v1/organisations"
WHY = "Works with eleven schools."


def used(actor: Actor, organisation: str) -> dict:
    found = actor.get(f"{API}/{organisation}/limits")
    return {name: (row["used"], row["most"]) for name, row in found.items() if name != "at"}


def test_who_comes_one_too_many_is_told_so_and_takes_no_seat(cast: Cast) -> None:
    school = cast.admin.organisation
    cast.operator.put(f"{API}/{school}/limits", {"members": 2, "reason": WHY})
    code = cast.admin.invites(kind="code", roles=["student"], seats=5)["code"]
    cast.comes_in(code)
    assert used(cast.admin, school) == {"members": (2, 2)}

    late = Actor(cast.world.client(), "Late", "late@x.example")
    refused = late.post(
        f"/accounts/api/v1/join/{code}", {"name": "Late", "mail": "late@x.example"}, status=409
    )
    assert refused["detail"].startswith("The organisation has its 2 people; nobody more can come in.")
    invited = cast.admin.get(f"{API}/{school}/invitations")["items"]
    assert [one["used"] for one in invited if one["kind"] == "code"] == [1], "no seat was taken"
    cast.admin.post(f"{API}/{school}/invitations", {"kind": "code", "roles": ["student"]}, status=409)
    students = {"students": [{"name": "林梅", "number": "1", "programme": ""}]}
    cast.admin.post(f"{API}/{school}/students", students, status=409)
    assert used(cast.admin, school) == {"members": (2, 2)}

    cast.operator.put(f"{API}/{school}/limits", {"members": 3, "reason": WHY})
    cast.admin.post(f"{API}/{school}/students", students)
    cast.operator.put(f"{API}/{school}/limits", {"reason": "Back to the usual."})
    assert used(cast.admin, school) == {"members": (3, of_accounts.MEMBERS["school"])}


def test_a_company_with_too_many_open_briefs_closes_one_first(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_projects, "BRIEFS", 1)
    company = cast.boss.organisation
    brief = at_projects.posts_brief(cast.boss)["id"]
    refused = cast.boss.post(f"{at_projects.API}/briefs", {"title": "One more"}, status=409)
    assert refused["detail"].startswith("Your organisation has its 1 open briefs. Close or cancel one,")
    cast.boss.post(f"{at_projects.API}/briefs/{brief}/cancel", {"reason": "Not now."})
    brief = at_projects.posts_brief(cast.boss)["id"]
    cast.world.settle()
    assert used(cast.boss, company)["briefs"] == (1, 1)

    cast.operator.put(f"{API}/{company}/limits", {"briefs": 2, "reason": WHY})
    cast.world.settle()
    assert used(cast.boss, company)["briefs"] == (1, 2)
    at_projects.posts_brief(cast.boss)


def test_files_of_all_teams_of_a_company_are_counted_together(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = telling.at_work(world, students=2)
    member, company = told.students[0], told.company
    monkeypatch.setattr(of_projects, "MEGABYTES", 1)
    almost = b"a,b\n" + b"1,2\n" * (240 * 1024)
    file = at_projects.uploads(member, told.team, "log.csv", almost)
    refused = at_projects.uploads(member, told.team, "more.csv", b"x,y\n" * 40_000, status=507)
    assert refused["detail"].startswith("The files of all teams of this company fill its 1 MB.")
    world.settle()
    assert used(told.mentor, company)["megabytes"] == (1, 1)

    told.operator.put(f"{API}/{company}/limits", {"megabytes": 2, "reason": WHY})
    world.settle()
    at_projects.uploads(member, told.team, "more.csv", b"x,y\n" * 40_000)
    assert filing.QUOTA > 2 << 20, "it was not the team's own limit"
    assert file["size"] == len(almost)


def test_the_page_shows_what_is_used_and_the_history_who_raised_it_and_why(cast: Cast) -> None:
    company = cast.boss.organisation
    cast.world.settle()
    cast.operator.send(f"/accounts/admin/orgs/{company}/limits", {"briefs": "150", "reason": WHY})
    cast.world.settle()
    page = cast.boss.page(f"/accounts/orgs/{company}")
    assert "0 of 150" in page
    assert "1 of 200" in page
    assert "0 of 20,480" in page
    assert f"Limits set: {WHY}" in cast.boss.page(f"/accounts/orgs/{company}/history")


def test_nobody_raises_their_own_and_a_school_has_no_limit_of_briefs(cast: Cast) -> None:
    own = cast.operator.get("/accounts/api/v1/me")["memberships"][0]["organisation"]
    cast.operator.put(f"{API}/{own}/limits", {"members": 99, "reason": WHY}, status=409)
    cast.boss.put(f"{API}/{cast.boss.organisation}/limits", {"members": 999, "reason": WHY}, status=403)
    wrong = cast.operator.put(
        f"{API}/{cast.admin.organisation}/limits", {"briefs": 9, "reason": WHY}, status=422
    )
    assert wrong["errors"][0]["pointer"] == "/briefs"
