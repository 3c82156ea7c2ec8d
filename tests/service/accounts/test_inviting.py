"""Invitations by mail reach people who asked for nothing: who may send them, how many, and with which words."""

import re

import pytest

from services.accounts.usecases import throttling
from tests.actors import Actor
from tests.service.accounts.conftest import Cast
from tests.world import World

API = "/accounts/api/v1/organisations"


def asks(actor: Actor, mail: str, status: int) -> None:
    path = f"{API}/{actor.organisation}/invitations"
    actor.post(path, {"kind": "invitation", "roles": ["mentor"], "mail": mail}, status=status)


def test_a_stranger_with_an_invented_address_mails_nobody_through_us(world: World) -> None:
    stranger = Actor(world.client(), "Mallory", "mallory@nowhere.example").signs_up(
        "Win a prize at spam.example"
    )
    world.settle()
    before = len(world.mails())
    for number in range(3):
        asks(stranger, f"victim{number}@x.example", status=403)
    world.settle()
    assert len(world.mails()) == before
    stranger.invites(kind="invitation", roles=["mentor"])


def test_mails_are_counted_by_who_invites_and_by_whom_they_reach(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.boss.organisation = cast.boss.organisation or cast.boss.get("/accounts/api/v1/me")["organisation"]
    for _ in range(throttling.INVITED_TO_ONE):
        asks(cast.boss, "one@x.example", status=201)
    asks(cast.boss, "ONE@x.example", status=429)
    monkeypatch.setattr(throttling, "INVITED_BY_ONE", throttling.INVITED_TO_ONE + 2)
    asks(cast.boss, "another@x.example", status=201)
    asks(cast.boss, "a.third@x.example", status=429)


def test_the_subject_holds_no_word_of_who_invites(cast: Cast) -> None:
    asks(cast.boss, "guest@x.example", status=201)
    cast.world.settle()
    mail = next(one for one in reversed(cast.world.mails()) if "To: guest@x.example" in one)
    assert "Subject: An invitation to Shixun" in mail


def test_who_is_invited_counts_among_the_people_until_it_is_withdrawn_or_over(cast: Cast) -> None:
    school = cast.admin.organisation
    limits = {"members": 2, "reason": "A small school."}
    cast.operator.put(f"{API}/{school}/limits", limits)
    made = cast.admin.invites(kind="invitation", roles=["teacher"])
    again = {"kind": "invitation", "roles": ["teacher"]}
    cast.admin.post(f"{API}/{school}/invitations", again, status=409)
    cast.admin.call("DELETE", f"/accounts/api/v1/invitations/{made['id']}")
    cast.comes_in(cast.admin.invites(**again)["code"])


def test_the_first_whom_a_new_school_invites_is_its_administrator_and_they_find_no_teacher(
    cast: Cast,
) -> None:
    facts = {"name": "临溪高级中学（演示）", "kind": "school", "region": "cn"}
    school = cast.operator.post(API, facts, status=201)["id"]
    assert _ticked(cast.operator.page(f"/accounts/orgs/{school}/people")) == ["school_admin"]
    cast.operator.organisation = school
    code = cast.operator.invites(kind="invitation", roles=["school_admin"])["code"]
    admin = Actor(cast.world.client(), "高老师", "gao@linxi.example").joins(code)
    assert "Your role begins once your address is confirmed" in admin.page("/accounts/home")
    cast.world.settle()
    admin.confirms(cast.world.mails()[-1])
    assert _ticked(cast.operator.page(f"/accounts/orgs/{school}/people")) == []
    made = admin.post("/accounts/api/v1/classes", {"name": "机电2601", "school": school}, status=201)["id"]
    page = admin.page(f"/accounts/classes/{made}")
    assert "No teacher has come in yet." in page
    assert "Give the duty" not in page


def _ticked(page: str) -> list[str]:
    boxes = [box for box in re.findall(r"<input[^>]*>", page) if 'name="roles"' in box and " checked" in box]
    return [re.findall(r'value="(\w+)"', box)[0] for box in boxes]
