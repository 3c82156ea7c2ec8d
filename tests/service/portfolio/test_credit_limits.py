"""A school's limits hold for all applications of a student together, decided in whatever order or at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from services.portfolio.usecases import applying
from shared import clock, directory, mongo
from shared.errors import Conflict
from tests.actors_portfolio import application, applies_for_credit, decides, publishes_rule, simulates_credit
from tests.service.portfolio.conftest import Stage

TABLE = [("16", "1"), ("32", "2"), ("48", "3")]


def test_two_applications_together_stay_within_the_limit(stage: Stage) -> None:
    first, second = stage.issues(), stage.issues()
    free = publishes_rule(stage.registrar, TABLE, valid_from="2026-09-01")
    limited = publishes_rule(stage.registrar, TABLE, valid_from="2026-09-01", cap_total="3")
    waits = applies_for_credit(stage.student, limited["id"], [first])
    assert waits["total"] == "2"
    trial = simulates_credit(stage.student, limited["id"], [second])
    assert trial["total"] == "1"
    assert "Applied for and not decided yet, within the same limits; credits: 2." in [
        line["text"] for line in trial["lines"]
    ]
    other = applies_for_credit(stage.student, free["id"], [second])
    assert decides(stage.registrar, other["id"])["state"] == "approved"
    refused = decides(stage.registrar, waits["id"], status=409)
    assert "the rule leaves credits: 1." in refused["detail"]
    decides(stage.registrar, waits["id"], "refused", "The limit is reached.")
    assert applies_for_credit(stage.student, limited["id"], [first])["total"] == "1"


def test_two_approvals_at_once_are_done_one_after_the_other(stage: Stage) -> None:
    credentials = [stage.issues(), stage.issues()]
    rule = publishes_rule(stage.registrar, TABLE, valid_from="2026-09-01", cap_total="2")
    made = []
    with mongo.serving("portfolio"):
        rows = mongo.collection("applications")
        for one in credentials:  # each made as if the other had not been there yet
            rows.update_many({}, {"$set": {"state": "withdrawn"}})
            made.append(applies_for_credit(stage.student, rule["id"], [one])["id"])
        rows.update_many({}, {"$set": {"state": "applied"}})
    begin = Barrier(2)

    def approve(one: str) -> str:
        with mongo.serving("portfolio"):
            viewer = directory.viewer(stage.registrar.person, "", clock.now)
            assert viewer
            begin.wait()
            try:
                return applying.decide(one, True, "", viewer, clock.now()).state
            except Conflict:
                return "refused"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(approve, made)) == ["approved", "refused"]
    assert {application(stage.student, one)["state"] for one in made} == {"approved", "applied"}
