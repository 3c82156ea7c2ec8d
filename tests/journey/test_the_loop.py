"""The loop on the whole running stack: nginx, four services, four workers, MongoDB, a broker."""

import pytest

from tests.journey import loop
from tests.journey.loop import People
from tests.journey.stages import WholeStack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]


def test_from_a_posted_brief_to_a_verified_credential_and_its_credit(
    stage: WholeStack, people: People
) -> None:
    brief = loop.a_brief_is_posted_and_approved(stage, people)
    loop.students_bid_and_a_team_is_proposed(stage, people, brief)
    team = loop.everybody_agrees(stage, people, brief)
    loop.the_team_delivers(stage, people, team)
    credential = loop.the_mentor_accepts_and_signs(stage, people, team)[0]
    loop.anybody_verifies_it(stage, people, credential)
    loop.the_school_grants_credit(stage, people, credential)
    loop.the_next_team_is_better(stage, people)
