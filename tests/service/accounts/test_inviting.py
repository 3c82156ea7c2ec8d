"""Invitations by mail reach people who asked for nothing: who may send them, how many, and with which words."""

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
