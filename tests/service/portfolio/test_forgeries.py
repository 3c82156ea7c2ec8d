"""Evidence cannot be minted by an event: whatever contradicts what is known is parked with its reason."""

from collections.abc import Callable
from typing import Any

import pytest

from shared import clock, mongo
from shared.events import accounts as told_by_accounts
from shared.ids import new_id
from shared.messaging import outbox
from shared.multikey import multikey
from shared.signatures import SigningKey
from tests.service.portfolio.conftest import Stage, record, tell


def parked(stage: Stage) -> list[str]:
    """Carry everything as far as it goes and return why events were put aside."""
    with pytest.raises(AssertionError):
        stage.world.settle()
    with mongo.serving("portfolio"):
        return [row["reason"] for row in mongo.collection("parked").find()]


def no_credential(stage: Stage) -> bool:
    return stage.world.count("portfolio", "credentials") == 0


def known(stage: Stage) -> None:
    """Portfolio knows the mentor's key, the memberships and the team."""
    stage.declares_key()
    stage.tells_team()
    stage.world.settle()


def handwritten(stage: Stage) -> Any:
    """No signature at all, only what one looks like."""
    event = stage.accepted()
    proof = [{**event.endorsement["proof"][0], "proofValue": "z" + "1" * 88}]
    return stage.accepted(contribution=event.contribution, endorsement={**event.endorsement, "proof": proof})


def nothing_signed(stage: Stage) -> Any:
    return stage.accepted(endorsement={})


def by_a_teammate(stage: Stage) -> Any:
    key = SigningKey.generate(new_id())
    stage.declares_key(stage.students[1].person, key)
    stage.world.settle()
    return stage.accepted(key=key, reviewer=stage.students[1].person)


def by_the_student_themselves(stage: Stage) -> Any:
    return stage.accepted(reviewer=stage.student.person)


def by_a_teammate_whom_the_event_leaves_out(stage: Stage) -> Any:
    mate = stage.students[1].person
    key = SigningKey.generate(new_id())
    stage.declares_key(mate, key)
    stage.world.settle()
    return stage.accepted(key=key, reviewer=mate, members=[stage.student.person])


def by_anothers_key(stage: Stage) -> Any:
    key = SigningKey.generate(new_id())
    stage.declares_key(stage.registrar.person, key)
    stage.world.settle()
    return stage.accepted(key=key)


def with_a_key_that_was_compromised(stage: Stage) -> Any:
    key = SigningKey.generate(new_id())
    now = clock.now()
    stage.declares_key(stage.mentor.person, key, valid_from=now, compromised_at=now.replace(microsecond=0))
    stage.world.settle()
    return stage.accepted(key=key)


def over_another_record(stage: Stage) -> Any:
    contribution = new_id()
    signed = stage.endorsement(contribution, record(contribution))
    better = record(contribution, statement="我一个人完成了全部工作。")
    return stage.accepted(contribution=contribution, stated=better, endorsement=signed)


def over_another_contribution(stage: Stage) -> Any:
    other = stage.accepted()
    return stage.accepted(endorsement=other.endorsement)


def with_another_record_beside_the_hash(stage: Stage) -> Any:
    event = stage.accepted()
    altered = record(event.contribution, hours="400")
    return stage.accepted(
        contribution=event.contribution, endorsement=event.endorsement, record_hash=event.record_hash,
        personal={stage.student.person: {"record": altered}},
    )  # fmt: skip


def in_a_role_that_reviews_nothing(stage: Stage) -> Any:
    return stage.accepted(reviewer_role="company_admin")


def for_another_company(stage: Stage) -> Any:
    return stage.accepted(reviewer_organisation=new_id())


FORGERIES: dict[Callable[[Stage], Any], str] = {
    handwritten: "does not hold",
    nothing_signed: "does not hold",
    by_a_teammate: "member of the team",
    by_the_student_themselves: "the person themselves",
    by_a_teammate_whom_the_event_leaves_out: "member of the team",
    by_anothers_key: "somebody else's key",
    with_a_key_that_was_compromised: "compromised",
    over_another_record: "another version of the record",
    over_another_contribution: "another contribution",
    with_another_record_beside_the_hash: "not the one that was hashed",
    in_a_role_that_reviews_nothing: "role of a reviewer",
    for_another_company: "another organisation",
}


def test_every_forgery_is_parked_with_its_reason_and_mints_nothing(stage: Stage) -> None:
    known(stage)
    for forge, reason in FORGERIES.items():
        tell("projects", forge(stage))
        reasons = parked(stage)
        assert len(reasons) == 1, f"{forge.__name__}: {reasons}"
        assert reason in reasons[0], forge.__name__
        assert no_credential(stage), forge.__name__
        with mongo.serving("portfolio"):
            mongo.collection("parked").delete_many({})
    assert stage.world.count("portfolio", "claims") == 0


def test_a_mentor_who_was_removed_before_signing_makes_no_credential(stage: Stage) -> None:
    known(stage)
    with mongo.serving("portfolio"):
        held = mongo.collection("memberships").find_one({"person": stage.mentor.person})
    stage.world.later(hours=1)
    removed = told_by_accounts.MembershipChanged(
        membership=held["_id"], person=stage.mentor.person, organisation=stage.company, roles=held["roles"],
        state="ended",
    )  # fmt: skip
    tell("accounts", removed)
    stage.world.later(hours=1)
    tell("projects", stage.accepted())
    assert "no longer belonged" in parked(stage)[0]
    assert no_credential(stage)


def test_a_mentor_who_was_removed_after_signing_still_counts(stage: Stage) -> None:
    known(stage)
    event = stage.accepted()
    with mongo.serving("portfolio"):
        held = mongo.collection("memberships").find_one({"person": stage.mentor.person})
    stage.world.later(hours=1)
    removed = told_by_accounts.MembershipChanged(
        membership=held["_id"], person=stage.mentor.person, organisation=stage.company, roles=held["roles"],
        state="ended",
    )  # fmt: skip
    tell("accounts", removed)
    stage.world.settle()
    tell("projects", event)
    stage.world.settle()
    assert stage.world.count("portfolio", "credentials") == 1


def test_a_second_record_for_the_same_contribution_is_parked(stage: Stage) -> None:
    known(stage)
    first = stage.accepted()
    tell("projects", first)
    stage.world.settle()
    better = record(first.contribution, hours="400")
    tell("projects", stage.accepted(contribution=first.contribution, stated=better))
    assert "accepted before" in parked(stage)[0]
    assert stage.world.count("portfolio", "credentials") == 1


def test_the_key_may_come_last(stage: Stage) -> None:
    event = stage.accepted()
    tell("projects", event)
    stage.tells_team()
    stage.world.settle()
    assert no_credential(stage)
    stage.declares_key(valid_from=event.accepted_at)
    stage.world.settle()
    assert stage.world.count("portfolio", "credentials") == 1


def test_the_team_may_come_last(stage: Stage) -> None:
    stage.declares_key()
    tell("projects", stage.accepted())
    stage.world.settle()
    assert no_credential(stage)
    stage.tells_team()
    stage.world.settle()
    assert stage.world.count("portfolio", "credentials") == 1


def test_the_membership_may_come_last(stage: Stage) -> None:
    mentor, organisation = new_id(), stage.company
    stage.declares_key(mentor)
    stage.tells_team()
    began = clock.now()
    tell("projects", stage.accepted(reviewer=mentor))
    stage.world.settle()
    assert no_credential(stage)
    joined = told_by_accounts.MembershipChanged(
        membership=new_id(), person=mentor, organisation=organisation, roles=["mentor"], state="active"
    )
    with mongo.serving("accounts"):
        mongo.run_in_transaction(lambda: _append_at(joined, began))
    stage.world.settle()
    assert stage.world.count("portfolio", "credentials") == 1


def _append_at(event: Any, at: Any) -> None:
    outbox.append(event, at)


def member_of(organisation: str, person: str, role: str) -> Any:
    return told_by_accounts.MembershipChanged(
        membership=new_id(), person=person, organisation=organisation, roles=[role], state="active"
    )


def test_a_teacher_of_a_teammates_school_may_review_and_one_of_a_strange_school_waits(stage: Stage) -> None:
    teacher, school, mate = new_id(), new_id(), new_id()
    stage.declares_key(teacher)
    tell("accounts", member_of(school, teacher, "teacher"))
    stage.tells_team([stage.student.person, mate])
    stage.world.settle()
    tell("projects", stage.accepted(reviewer=teacher, reviewer_role="teacher", reviewer_organisation=school))
    stage.world.settle()
    assert no_credential(stage), "nobody of the team is known to belong to that school"
    tell("accounts", member_of(school, mate, "student"))
    stage.world.settle()
    assert stage.world.count("portfolio", "credentials") == 1


def test_what_turns_out_wrong_later_is_refused_and_the_operators_are_told(stage: Stage) -> None:
    key = SigningKey.generate(new_id())
    stage.tells_team()
    tell("projects", stage.accepted(key=key))
    stage.world.settle()
    assert no_credential(stage)
    declared = told_by_accounts.KeyDeclared(
        key=key.key_id, person=stage.registrar.person, public_key=multikey(key.public), valid_from=clock.now()
    )
    tell("accounts", stage.stated("accounts", declared))
    stage.world.settle()
    assert no_credential(stage)
    assert [item["kind"] for item in stage.operator.waiting()] == ["evidence.stuck"]
    assert "somebody else&#39;s key" in stage.operator.page("/portfolio/log")


def test_a_claim_that_waits_for_days_is_told_to_the_operators(stage: Stage) -> None:
    stage.tells_team()
    tell("projects", stage.accepted())
    stage.world.settle()
    stage.world.later(days=4)
    stage.operator.signs_in()
    assert [item["kind"] for item in stage.operator.waiting()] == ["evidence.stuck"]
    assert "Not here yet: the reviewer’s key" in stage.operator.page("/portfolio/log")


def test_an_event_whose_person_was_erased_makes_nothing_and_is_not_parked(stage: Stage) -> None:
    known(stage)
    tell("projects", stage.accepted(personal={}))
    stage.world.settle()
    assert stage.world.count("portfolio", "claims") == 0
