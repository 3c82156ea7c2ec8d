"""On the whole running stack: a credential is issued, shown to an employer, verified offline, revoked after an appeal
is refused, and then verified as revoked; a student is erased and the log still audits clean."""

from pathlib import Path

import pytest

from tests import actors_portfolio as at_portfolio
from tests.actors import Actor
from tests.journey import appealing, loop
from tests.journey.loop import People
from tests.journey.stages import WholeStack

pytestmark = [pytest.mark.stack, pytest.mark.soak, pytest.mark.xdist_group("stack")]


def test_from_a_shown_credential_to_a_refused_appeal_and_an_erased_student(
    stage: WholeStack, people: People, tmp_path: Path
) -> None:
    brief = loop.a_brief_is_posted_and_approved(stage, people)
    loop.students_bid_and_a_team_is_proposed(stage, people, brief)
    team = loop.everybody_agrees(stage, people, brief)
    loop.the_team_delivers(stage, people, team)
    credential, mates = loop.the_mentor_accepts_and_signs(stage, people, team)[:2]
    student, visitor = people.students[0], Actor(stage.browser(), "an employer", "")

    loop.anybody_verifies_it(stage, people, credential)
    assert appealing.verdict_offline(stage, student, credential, tmp_path) == "valid"

    appealing.is_suspended(stage, people, credential)
    assert at_portfolio.looks_up(visitor, credential)["verdict"] == "suspended"
    appealing.appeal_is_refused(stage, people, credential, appealing.another_registrar(stage, people))
    stage.until(
        lambda: at_portfolio.looks_up(visitor, credential)["verdict"] == "revoked",
        "the verdict that it is revoked",
    )
    stage.until(
        lambda: appealing.verdict_offline(stage, student, credential, tmp_path) == "revoked",
        "a bundle that says revoked",
    )
    outcome = ["issued", "suspended", "appeal_refused", "revoked"]
    stage.until(lambda: appealing.logged(student, credential) == outcome, "the outcome in the log")
    entries = appealing.log_audits_clean(stage, tmp_path / "checkpoint")
    assert entries >= len(outcome) + 1

    appealing.is_erased(stage, student)
    assert appealing.log_audits_clean(stage, tmp_path / "checkpoint") == entries - len(outcome)
    assert at_portfolio.looks_up(visitor, mates)["verdict"] == "valid", "others keep theirs"
