"""Teams are put together in no transaction: a guardian may take back consent before their seats are offered."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest

from services.matching.usecases import proposing
from shared import directory
from tests import actors_matching as at
from tests.actors import Actor
from tests.service.matching.town import FAULTS, PLC, SENSORS, Town

BEST, GOOD, LAST = {PLC: 5, FAULTS: 5, SENSORS: 5}, {PLC: 4, FAULTS: 4}, {PLC: 2}


def takes_back_before(monkeypatch: pytest.MonkeyPatch, step: str, minor: Actor) -> None:
    """``step``: of proposing, to which a finished plan is handed."""
    known, real = directory.under_age, getattr(proposing, step)

    def withdrawn(people: Iterable[str], purpose: str, now: datetime) -> set[str]:
        wanted = set(people)
        return known(wanted, purpose, now) | ({minor.person} & wanted)

    def late(*given: Any) -> None:
        monkeypatch.setattr(directory, "under_age", withdrawn)
        real(*given)

    monkeypatch.setattr(proposing, step, late)


def test_whose_consent_ends_while_a_team_is_proposed_is_not_asked(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = town.published(team_min=2, team_max=2)
    minor, *others = town.bidders(brief, "一", "二", "三", skills=(BEST, GOOD, LAST))
    takes_back_before(monkeypatch, "formed", minor)
    town.closed(brief)
    assert town.asked(brief, minor, *others) == others


def test_whose_consent_ends_while_a_seat_is_refilled_is_not_asked(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = town.published(team_min=2, team_max=2)
    people = town.bidders(brief, "一", "二", "三")
    town.closed(brief)
    first, second = town.asked(brief, *people)
    (minor,) = (one for one in people if one not in (first, second))
    takes_back_before(monkeypatch, "filled", minor)
    at.declines_proposal(second, at.proposal_for(second, brief)["id"])
    town.world.settle()
    assert minor not in town.asked(brief, *people)
    assert at.proposals(first)[0]["state"] == "expired", "nobody else can take the seat"
