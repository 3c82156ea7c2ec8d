"""Somebody who is erased: their credentials are revoked for good, others' rest on whoever signed them."""

from shared import mongo
from shared.events.accounts import PersonErased
from tests import actors_portfolio as at
from tests.actors import Actor
from tests.service.portfolio.conftest import Stage, tell


def _erased(stage: Stage, actor: Actor) -> None:
    tell("accounts", PersonErased(person=actor.person))
    stage.world.settle()


def _count(stage: Stage, name: str, **wanted: object) -> int:
    return stage.world.count("portfolio", name, wanted)


def test_a_credential_that_somebody_holds_in_their_hands_is_revoked(stage: Stage) -> None:
    """Its number opens nothing any more; the document itself, and its salt, are gone here."""
    credential = stage.issues()
    visitor = Actor(stage.world.client(), "somebody", "")
    document, text = (
        at.credential_document(stage.student, credential),
        at.credential_jwt(stage.student, credential),
    )
    _erased(stage, stage.student)
    assert at.verifies(visitor, document)["verdict"] == "revoked"
    assert at.verifies(visitor, text)["verdict"] == "revoked"
    visitor.get(f"{at.API}/verify/{credential}", status=404)
    assert _count(stage, "credentials") == _count(stage, "log_entries") == _count(stage, "claims") == 0
    assert visitor.get("/portfolio/log/checkpoint").splitlines()[1] == "1", "the log itself stays whole"
    with mongo.serving("portfolio"):
        told = mongo.collection("outbox").find_one({"type": "portfolio.credential.status_changed.v1"})
    assert told is not None
    assert told["data"]["status"] == "revoked"


def test_others_credentials_stay_valid_when_their_reviewer_is_erased(stage: Stage) -> None:
    credential = stage.issues()
    _erased(stage, stage.mentor)
    assert at.looks_up(Actor(stage.world.client(), "somebody", ""), credential)["verdict"] == "valid"


def test_what_a_reviewer_signed_before_is_accepted_when_it_comes_after_their_erasure(stage: Stage) -> None:
    stage.declares_key()
    stage.tells_team()
    accepted = stage.accepted()
    tell("accounts", PersonErased(person=stage.mentor.person))
    tell("projects", accepted)
    stage.world.settle()
    assert at.my_credentials(stage.student)


def test_shares_views_and_the_published_portfolio_go(stage: Stage) -> None:
    credential = stage.issues()
    token = at.shares(stage.student, [credential], audience="人事部", days=30)["token"]
    visitor = Actor(stage.world.client(), "somebody", "")
    at.opens_share(visitor, token)
    at.publishes_portfolio(stage.student)
    _erased(stage, stage.student)
    at.opens_share(visitor, token, status=404)
    for name in ("shares", "views", "confirmed", "profiles"):
        assert _count(stage, name) == 0, name


def test_an_open_application_is_taken_back_and_a_decided_one_is_blocked(stage: Stage) -> None:
    first, second = stage.issues(), stage.issues()
    rule = at.publishes_rule(stage.registrar, [("16", "1"), ("32", "2")], valid_from="2026-09-01")
    decided = at.applies_for_credit(stage.student, rule["id"], [first], course="机电综合实训")
    at.decides(stage.registrar, decided["id"], "approved", "材料齐全")
    at.applies_for_credit(stage.student, rule["id"], [second], course="另一门课")
    stage.world.settle()
    assert stage.registrar.waiting()
    _erased(stage, stage.student)
    assert stage.registrar.waiting() == []
    assert _count(stage, "applications") == _count(stage, "uses") == 0
    assert _count(stage, "blocked", _id=decided["id"]) == 1


def test_an_accepted_contribution_that_comes_late_makes_no_credential(stage: Stage) -> None:
    stage.declares_key()
    stage.tells_team()
    accepted = stage.accepted()
    _erased(stage, stage.student)
    tell("projects", accepted)
    stage.world.settle()
    assert _count(stage, "claims") == _count(stage, "credentials") == 0
    assert _count(stage, "parked") == 0
