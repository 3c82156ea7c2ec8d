"""A colleague with the same roles stands in from one day to another, and no longer."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from shared import clock
from tests.actors import Actor
from tests.service.accounts import others
from tests.service.stage import OneProcess
from tests.world import World

API = "/accounts/api/v1"
PAGE = "/accounts/deputies"


@dataclass
class Office:
    """A company: its administrator and two mentors, ``away`` and ``here``."""

    boss: Actor
    away: Actor
    here: Actor


@pytest.fixture
def office(world: World) -> Office:
    boss = Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("衡锐（演示）")
    boss.confirms(OneProcess(world).mail_to(boss.mail))
    boss.organisation = boss.get(f"{API}/me")["memberships"][0]["organisation"]
    return Office(boss, mentor(world, boss, "何工"), mentor(world, boss, "马工"))


def mentor(world: World, boss: Actor, name: str) -> Actor:
    made = Actor(world.client(), name, f"m{ord(name[0])}@hengrui.example")
    made.joins(boss.invites(kind="invitation", roles=["mentor"])["code"])
    made.confirms(OneProcess(world).mail_to(made.mail))
    made.organisation = boss.organisation
    return made


def days(first: int, last: int) -> dict[str, str]:
    today = clock.now().date()
    return {name: (today + timedelta(days=n)).isoformat() for name, n in (("begins", first), ("ends", last))}


def names(who: Actor, deputy: Actor, first: int = 0, last: int = 5, status: int = 201) -> Any:
    body = {"organisation": who.organisation, "deputy": deputy.person} | days(first, last)
    return who.post(f"{API}/deputies", body, status=status)


def takes(world: World, who: Actor, **facts: Any) -> dict[str, Any]:
    """Something waits for the mentors, and one of them says that they do it."""
    others.opens(world, organisation=who.organisation, role="mentor", **facts)
    world.settle()
    (item,) = who.waiting()
    who.post(f"{API}/items/{item['id']}/take")
    return dict(item)


def test_the_deputy_takes_over_what_the_other_has_taken(world: World, office: Office) -> None:
    item = takes(world, office.away)
    office.here.post(f"{API}/items/{item['id']}/take", status=409)
    names(office.away, office.here)
    assert f"/accounts/inbox/{item['id']}/take" in office.here.page("/accounts/inbox")
    office.here.post(f"{API}/items/{item['id']}/take")
    assert office.here.waiting()[0]["taken_by"] == office.here.person


def test_both_homes_show_it_and_the_deputy_is_told_by_mail(world: World, office: Office) -> None:
    names(office.away, office.here)
    assert "asks you to stand in" in OneProcess(world).mail_to(office.here.mail)
    assert f"{office.here.name} stands in for you" in office.away.page("/accounts/home")
    assert f"You stand in for {office.away.name}" in office.here.page("/accounts/home")
    history = office.boss.page(f"/accounts/orgs/{office.boss.organisation}/history")
    assert f"Named {office.here.name} as deputy" in history


def test_it_ends_by_itself_after_the_last_day(world: World, office: Office) -> None:
    names(office.away, office.here, last=2)
    world.later(days=4)
    for one in (office.away, office.here, office.boss):
        one.signs_in()
    item = takes(world, office.away)
    office.here.post(f"{API}/items/{item['id']}/take", status=409)
    assert office.here.get(f"{API}/deputies")["items"] == []
    assert "stand in for" not in office.here.page("/accounts/home")
    history = office.boss.page(f"/accounts/orgs/{office.boss.organisation}/history")
    assert "the last day is over" in history


def test_it_does_not_begin_before_its_first_day(world: World, office: Office) -> None:
    item = takes(world, office.away)
    names(office.away, office.here, first=3)
    office.here.post(f"{API}/items/{item['id']}/take", status=409)
    assert "To come" in office.here.page(PAGE)


def test_either_of_the_two_ends_it_at_once(world: World, office: Office) -> None:
    item = takes(world, office.away)
    made = names(office.away, office.here)
    office.boss.call("DELETE", f"{API}/deputies/{made['id']}", status=404)
    office.here.send(f"{PAGE}/{made['id']}/end", {})
    office.here.post(f"{API}/items/{item['id']}/take", status=409)
    office.away.call("DELETE", f"{API}/deputies/{made['id']}", status=409)


def test_a_reminder_of_what_the_one_has_taken_goes_to_both(world: World, office: Office) -> None:
    takes(world, office.away, remind=clock.now() + timedelta(days=1))
    names(office.away, office.here)
    world.later(days=2)
    for one in (office.away, office.here):
        reminders = [mail for mail in world.mails() if one.mail in mail and "Subject: Reminder" in mail]
        assert len(reminders) == 1, one.name


def test_a_deputy_has_the_same_rights_and_days_that_can_be(office: Office) -> None:
    names(office.boss, office.here, status=422)
    names(office.away, office.away, status=422)
    names(office.away, office.here, first=5, last=1, status=422)
    names(office.away, office.here, first=-9, last=-5, status=422)
    names(office.away, office.here, last=400, status=422)
    names(office.away, office.here)
    names(office.away, office.here, first=3, last=9, status=409)
    names(office.away, office.here, first=6, last=9)


def test_who_has_left_or_has_fewer_roles_stands_in_no_more(world: World, office: Office) -> None:
    item = takes(world, office.away)
    names(office.away, office.here)
    members = office.boss.get(f"{API}/organisations/{office.boss.organisation}/members")["items"]
    away = next(one for one in members if one["person"] == office.away.person)
    office.boss.call("DELETE", f"{API}/memberships/{away['id']}")
    office.here.post(f"{API}/items/{item['id']}/take", status=409)


def test_the_page_names_only_colleagues_with_the_same_roles(office: Office) -> None:
    page = office.away.page(PAGE)
    assert f'value="{office.here.person}"' in page
    assert f'value="{office.boss.person}"' in page, "who began the company is its mentor too"
    assert f'value="{office.away.person}"' not in page
    assert "Nobody else in this organisation has all of your roles" in office.boss.page(PAGE)
    form = {"organisation": office.away.organisation, "deputy": office.here.person} | days(0, 3)
    office.away.send(PAGE, form)
    assert office.here.name in office.away.page(PAGE)
