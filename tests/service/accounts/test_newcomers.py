"""Students who joined by a code read whom they wait for; their teachers have one thing to do for all of them."""

import re

from tests.actors import PASSWORD, Actor
from tests.service.accounts.conftest import Cast
from tests.service.accounts.test_many_at_once import join_at_once

API = "/accounts/api/v1"


def a_code(cast: Cast) -> str:
    return str(cast.admin.invites(kind="code", roles=["student"], seats=40)["code"])


def joins(cast: Cast, code: str, name: str) -> Actor:
    guest = Actor(cast.world.client(), name, f"u{ord(name[0]):x}@qinglan.example").joins(code)
    cast.world.settle()
    return guest


def waiting(actor: Actor) -> list[dict]:
    return [item for item in actor.waiting() if item["kind"] == "newcomers"]


def pending(cast: Cast) -> list[str]:
    members = cast.admin.get(f"{API}/organisations/{cast.admin.organisation}/members?limit=100")["items"]
    return [one["id"] for one in members if one["state"] == "pending"]


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_however_many_join_there_is_one_thing_to_do(cast: Cast) -> None:
    assert all(one.status == 201 for one in join_at_once(cast.world, a_code(cast), 12))
    cast.world.settle()
    [item] = waiting(cast.admin)
    assert (item["params"]["num"], item["role"]) == (12, "teacher")
    assert "12 students wait for confirmation: 青澜" in cast.admin.page("/accounts/home")
    assert "12 students wait for confirmation" in text(cast.admin.page(item["url"]))


def test_it_counts_down_and_is_over_when_all_are_decided_about(cast: Cast) -> None:
    code = a_code(cast)
    for name in ("一", "二", "三"):
        joins(cast, code, name)
    first, second, third = pending(cast)
    cast.admin.post(f"{API}/memberships/{first}/confirm")
    cast.admin.call("DELETE", f"{API}/memberships/{second}")
    cast.world.settle()
    assert [item["params"]["num"] for item in waiting(cast.admin)] == [1]
    assert "1 student waits for confirmation" in cast.admin.page("/accounts/home")
    cast.admin.post(f"{API}/memberships/{third}/confirm")
    cast.world.settle()
    assert waiting(cast.admin) == []
    assert "student waits" not in cast.admin.page("/accounts/home")
    joins(cast, code, "四")
    assert [item["params"]["num"] for item in waiting(cast.admin)] == [1], "the next ones are told of again"


def test_one_press_confirms_all_that_stand_on_the_page(cast: Cast) -> None:
    code = a_code(cast)
    for name in ("一", "二"):
        joins(cast, code, name)
    shown = pending(cast)
    joins(cast, code, "三")
    page = f"/accounts/orgs/{cast.admin.organisation}/people"
    assert "Confirm all 3 students" in cast.admin.page(page)
    cast.admin.send("/accounts/memberships/confirm", {"membership": shown, "next": page})
    cast.world.settle()
    assert len(pending(cast)) == 1, "who came after the page was drawn was not on it"
    cast.admin.send("/accounts/memberships/confirm", {"membership": shown}, status=409)


def test_a_class_waits_for_its_own_teachers(cast: Cast) -> None:
    facts = {"school": cast.admin.organisation, "name": "机电 2601"}
    made = cast.admin.post(f"{API}/classes", facts, status=201)
    code = cast.admin.post(f"{API}/classes/{made['id']}/code", {"seats": 40})["code"]
    student = joins(cast, code, "一")
    [item] = waiting(cast.admin)
    assert (item["person"], item["url"]) == (cast.admin.person, f"/accounts/classes/{made['id']}")
    assert item["params"] == {"num": 1, "place": "机电 2601"}
    assert "陈老师 confirms that you belong" in student.page("/accounts/home")


def test_who_joined_reads_whom_they_wait_for_and_since_when(cast: Cast) -> None:
    student = joins(cast, a_code(cast), "一")
    page = text(student.page("/accounts/home"))
    assert "Waiting for 青澜职业技术学院（演示）" in page
    assert "陈老师 confirms that you belong to 青澜职业技术学院（演示）" in page
    assert re.search(r"You joined on \w{3} \d+ \w+ \d{4}", page)
    assert "belong to no organisation" not in page
    cast.admin.post(f"{API}/memberships/{pending(cast)[0]}/confirm")
    assert "Waiting for" not in student.page("/accounts/home")


def test_an_erased_newcomer_keeps_nobody_waiting(cast: Cast) -> None:
    student = joins(cast, a_code(cast), "一").confirms(cast.world.mails()[-1])
    assert waiting(cast.admin)
    student.post(f"{API}/me/erase", {"password": PASSWORD}, status=202)
    cast.world.settle()
    assert waiting(cast.admin) == []
