"""After it was issued: suspended, taken up again, revoked for good; the verdict follows at once, the list soon."""

from services.portfolio.usecases import verifying
from shared import clock, mongo
from tests.actors import Actor
from tests.actors_portfolio import changes_status, credential_document, looks_up, verifies
from tests.service.portfolio.conftest import Stage
from verifier import bundle, verify


def test_a_revocation_counts_at_once_and_for_good(stage: Stage) -> None:
    credential = stage.issues()
    visitor = Actor(stage.world.client(), "somebody", "")
    document = credential_document(stage.student, credential)
    assert verifies(visitor, document)["verdict"] == "valid"

    changes_status(stage.registrar, credential, "revoked", "issued_in_error")
    assert looks_up(visitor, credential)["verdict"] == "revoked"
    assert verifies(visitor, document)["verdict"] == "revoked"

    stage.world.settle()
    assert looks_up(visitor, credential)["verdict"] == "revoked"
    assert visitor.get("/portfolio/log/checkpoint").splitlines()[1] == "2"
    changes_status(stage.registrar, credential, "valid", "review_ended", answer=409)
    told = stage.world.count("portfolio", "outbox", {"type": "portfolio.credential.status_changed.v1"})
    assert told == 1


def test_a_suspension_can_be_lifted(stage: Stage) -> None:
    credential = stage.issues()
    visitor = Actor(stage.world.client(), "somebody", "")
    changes_status(stage.registrar, credential, "suspended", "under_review")
    stage.world.settle()
    assert looks_up(visitor, credential)["verdict"] == "suspended"
    changes_status(stage.registrar, credential, "valid", "review_ended")
    stage.world.settle()
    assert looks_up(visitor, credential)["verdict"] == "valid"


def test_only_a_registrar_of_the_school_or_an_operator_changes_a_status(stage: Stage) -> None:
    credential = stage.issues()
    changes_status(stage.student, credential, "revoked", "issued_in_error", answer=403)
    changes_status(stage.mentor, credential, "revoked", "issued_in_error", answer=403)
    changes_status(stage.registrar, credential, "revoked", "no such reason", answer=422)
    changes_status(stage.operator, credential, "revoked", "issued_in_error")


def test_without_a_list_in_date_nothing_is_called_valid(stage: Stage) -> None:
    credential = stage.issues()
    visitor = Actor(stage.world.client(), "somebody", "")
    with mongo.serving("portfolio"):
        mongo.collection("status_lists").delete_many({})
    assert looks_up(visitor, credential)["verdict"] == "not_checkable"


def test_the_lists_are_signed_anew_before_they_run_out(stage: Stage) -> None:
    credential = stage.issues()
    stage.world.later(days=30)
    visitor = Actor(stage.world.client(), "somebody", "")
    assert looks_up(visitor, credential)["verdict"] == "valid"


def test_of_many_credentials_each_is_proved_by_the_log_and_has_a_place_of_its_own(stage: Stage) -> None:
    credentials = [stage.issues() for _ in range(5)]
    visitor = Actor(stage.world.client(), "somebody", "")
    verdicts = [looks_up(visitor, one) for one in credentials]
    assert [one["verdict"] for one in verdicts] == ["valid"] * 5
    places = {credential_document(stage.student, one)["credentialStatus"]["id"] for one in credentials}
    assert len(places) == 5


def test_a_lost_status_store_never_makes_a_revoked_credential_good(stage: Stage) -> None:
    good, bad = stage.issues(), stage.issues()
    visitor = Actor(stage.world.client(), "somebody", "")
    changes_status(stage.registrar, bad, "revoked", "issued_in_error")
    stage.world.settle()
    documents = {one: credential_document(stage.student, one) for one in (good, bad)}
    with mongo.serving("portfolio"):
        for lost in ("status_lists", "status_places", "status_changes"):
            mongo.collection(lost).delete_many({})
    for one, document in documents.items():
        assert {looks_up(visitor, one)["verdict"], verifies(visitor, document)["verdict"]} == {
            "not_checkable"
        }
    stage.issues()  # the worker signs the list anew, of what is left
    assert [looks_up(visitor, one)["verdict"] for one in (good, bad)] == ["valid", "revoked"]
    taken_along = bundle.opened(stage.student.http.call("GET", f"/portfolio/evidence/{bad}/bundle.json").text)
    with mongo.serving("portfolio"):
        listed = verifying.trust(stage.world.settings["portfolio"])
    verdict = verify(
        taken_along.presented, listed, taken_along.status_lists, clock.now(), inclusion=taken_along.inclusion
    )
    assert verdict.word == "revoked", "without the platform, too"
