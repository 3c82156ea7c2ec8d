"""The thin whole path: from a brief to accepted contributions, with what other services would say."""

from shared import clock, mongo
from shared.endorsement import record_hash
from shared.events.portfolio import CredentialIssued, CredentialStatusChanged
from shared.ids import new_id
from tests import actors_projects as at_projects
from tests.service.projects import telling
from tests.world import World


def events(world: World, kind: str) -> list[dict]:
    with mongo.serving("projects"):
        return [
            row["data"] | {"personal": row["personal"]}
            for row in mongo.collection("outbox").find({"type": kind})
        ]


def test_from_a_brief_to_signed_contributions_and_their_credentials(world: World) -> None:
    told = telling.at_work(world)
    team = told.mentor.get(f"/projects/api/v1/teams/{told.team}")
    assert team["state"] == "active"
    assert len(team["milestones"]) == 1

    telling.delivered(told)
    assert told.students[0].get(f"/projects/api/v1/teams/{told.team}")["state"] == "delivered"
    asked = at_projects.accepts(told.mentor, told.team, 1)
    world.settle()
    told.signs(asked["request"])

    milestone = at_projects.milestone(told.mentor, told.team, 1)
    assert milestone["state"] == "accepted"
    assert {one["state"] for one in milestone["contributions"]} == {"evidenced"}
    assert told.mentor.get(f"/projects/api/v1/teams/{told.team}")["state"] == "completed"

    accepted = events(world, "projects.contribution.accepted.v1")
    assert len(accepted) == len(told.students)
    for event in accepted:
        record = event["personal"][event["person"]]["record"]
        assert record_hash(record) == event["record_hash"]
        assert event["endorsement"]["credentialSubject"]["id"] == f"urn:uuid:{event['contribution']}"
        assert record["peers_confirmed"]
        assert record["company_name"] == telling.COMPANY


def test_nobody_waits_any_more_when_all_is_done(world: World) -> None:
    told = telling.delivered(telling.at_work(world))
    assert [item["kind"] for item in told.mentor.waiting()] == ["milestone_review"]
    asked = at_projects.accepts(told.mentor, told.team, 1)
    world.settle()
    told.signs(asked["request"])
    everybody = [told.mentor, told.teacher, told.operator, *told.students]
    kinds = [item["kind"] for actor in everybody for item in actor.waiting() if item["service"] == "projects"]
    assert kinds == []


def test_evidence_that_is_issued_anew_stands_in_whichever_order_that_is_told(world: World) -> None:
    told = telling.delivered(telling.at_work(world, students=2))
    asked = at_projects.accepts(told.mentor, told.team, 1)
    world.settle()
    told.signs(asked["request"])
    first, second = at_projects.milestone(told.mentor, told.team, 1)["contributions"]
    for contribution, new_comes_first in ((first, True), (second, False)):
        said = {"contribution": contribution["id"], "person": contribution["person"]}
        old = CredentialStatusChanged(credential=contribution["credential"], status="revoked", **said)
        new = CredentialIssued(
            credential=new_id(), team=told.team, issued_at=clock.now(), **said,
            personal={contribution["person"]: {"results": []}},
        )  # fmt: skip
        for event in (new, old) if new_comes_first else (old, new):
            telling.says("portfolio", event)
            world.settle()
        now = at_projects.milestone(told.mentor, told.team, 1)["contributions"]
        found = next(one for one in now if one["id"] == contribution["id"])
        assert (found["state"], found["credential"]) == ("evidenced", new.credential)
