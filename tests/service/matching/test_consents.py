"""What a student agrees to here stands among their consents in accounts, and ends there as well as here."""

import json
from typing import Any

import pytest

from tests import actors_matching as at
from tests.actors import Actor
from tests.service.matching.test_candidates import agrees, candidates, company
from tests.service.matching.test_rounds import here
from tests.service.matching.test_stated_groups import bidding, is_published, kept, states
from tests.service.matching.town import Town

__all__ = ["here"]
API = "/accounts/api/v1/me/consents"


def agreed(student: Actor, purpose: str) -> list[dict[str, Any]]:
    """Newest first."""
    return [one for one in student.get(API)["items"] if one["purpose"] == purpose]


def withdraws(town: Town, student: Actor, purpose: str) -> None:
    """By the page of one's data."""
    student.by_page().send(f"/accounts/privacy/consents/{agreed(student, purpose)[0]['id']}/withdraw", {})
    town.world.settle()


def test_stating_groups_is_a_consent_that_names_the_round_and_no_group(town: Town) -> None:
    hall = bidding(town)
    student = hall.students[0]
    states(student, hall, sex="female", disability="disabled")
    town.world.settle()
    row = agreed(student, "groups")[0]
    name = town.teacher.get(hall.path)["name"]
    assert (row["given"], row["basis"], row["audience"], row["fields"]) == (True, "consent", name, [])
    assert not {"female", "disabled", "sex", "disability"} & set(json.dumps(row).split('"'))
    assert "Groups that you stated for a round" in student.by_page().page("/accounts/privacy")

    withdraws(town, student, "groups")
    assert kept(town, hall) == 0
    states(student, hall, sex="female")
    student.call("DELETE", f"{hall.path}/groups")
    town.world.settle()
    assert [one["given"] for one in agreed(student, "groups")] == [False, True, False, True]


@pytest.mark.parametrize("end", ["published", "cancelled"])
def test_with_what_was_stated_its_consent_ends(end: str, town: Town) -> None:
    hall = bidding(town, 5)
    for student in hall.students[:2]:
        states(student, hall, sex="female")
    town.world.settle()
    if end == "published":
        is_published(hall)
    else:
        town.teacher.post(f"{hall.path}/cancel")
    town.world.settle()
    for student in hall.students[:2]:
        assert [one["given"] for one in agreed(student, "groups")] == [False, True]
    assert agreed(hall.students[2], "groups") == []


def test_being_shown_to_a_company_is_a_consent_and_ends_with_it(town: Town) -> None:
    mentor = company(town)
    brief = town.published(organisation=mentor.organisation)
    (student,) = town.bidders(brief, "一")
    agrees(student, brief)
    agrees(student, brief)
    town.world.settle()
    (row,) = agreed(student, "candidate")
    assert (row["given"], row["audience"]) == (True, "晨星机械（演示）")
    assert row["fields"] == ["name", "school", "results"]

    withdraws(town, student, "candidate")
    assert candidates(mentor, brief) == []
    agrees(student, brief)
    town.closed(brief)
    town.world.settle()
    assert [one["given"] for one in agreed(student, "candidate")] == [False, True, False, True]


def test_who_takes_the_bid_back_is_a_candidate_no_longer(town: Town) -> None:
    mentor = company(town)
    brief, other = town.published(organisation=mentor.organisation), town.published(title="乙")
    (student,) = town.bidders(brief, "一")
    agrees(student, brief)
    at.bids(student, other)
    town.world.settle()
    assert candidates(mentor, brief) == []
    assert [one["given"] for one in agreed(student, "candidate")] == [False, True]
