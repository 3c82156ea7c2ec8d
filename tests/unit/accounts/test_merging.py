"""A person who belonged to both organisations: what they are in the one that stays."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.accounts.domain.merging import unite
from services.accounts.domain.organisation import Membership

NOW = datetime(2026, 5, 4, tzinfo=UTC)


def member(*roles: str, **facts: Any) -> Membership:
    state = facts.pop("state", "active")
    return Membership("m", "p", "o", state, NOW, roles=list(roles), **facts)


@pytest.mark.parametrize(
    ("goes", "stays", "roles", "state"),
    [
        (member("registrar"), member("teacher"), ["registrar", "teacher"], "active"),
        (member("teacher"), member("student", state="pending"), ["teacher"], "active"),
        (member("registrar", state="pending"), member("teacher"), ["teacher"], "active"),
        (member("student", state="pending"), member("student", state="pending"), ["student"], "pending"),
    ],
    ids=["roles of both", "what waits there grants nothing", "nor what waits here", "both wait"],
)
def test_the_roles_of_both_count_and_what_waits_grants_nothing(
    goes: Membership, stays: Membership, roles: list[str], state: str
) -> None:
    unite(goes, stays, "school")
    assert (stays.roles, stays.state) == (roles, state)


def test_one_number_and_no_second_one_for_the_same_person() -> None:
    goes, stays = member("student", number="17"), member("student")
    unite(goes, stays, "school")
    assert (goes.number, stays.number) == ("", "17")
    goes, stays = member("student", number="17"), member("student", number="17")
    unite(goes, stays, "school")
    assert (goes.number, stays.number) == ("", "17")
    goes, stays = member("student", number="17"), member("student", number="18")
    unite(goes, stays, "school")
    assert (goes.number, stays.number) == ("17", "18"), "each goes on opening the account"
