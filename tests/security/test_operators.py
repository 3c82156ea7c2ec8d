"""What operators may do: a person's data opens with a reason, for half an hour, told to the person."""

import copy
import threading
from collections.abc import Iterator

import pytest

from shared import mongo
from tests.actors import Actor
from tests.actors_projects import disputes
from tests.security.matrix import ready
from tests.security.matrix.cast import Half, confirmed
from tests.security.matrix.checking import CANARY
from tests.security.matrix.stage import Stage
from tests.service.stage import OneProcess

pytestmark = pytest.mark.xdist_group("security")

WHY = "The student wrote that the statement is not theirs."
ACCOUNTS, PROJECTS, PORTFOLIO = "/accounts/api/v1", "/projects/api/v1", "/portfolio/api/v1"


@pytest.fixture
def scene(stage: Stage) -> Iterator[Stage]:
    """Everything as it was when the world was built, and time stands where it stood then."""
    ready.begin(stage)
    yield stage
    ready.begin(stage)


@pytest.fixture
def operator(scene: Stage) -> Actor:
    """In a browser of their own: what they do here leaves no trace in the world's."""
    known = scene.cast.operator
    phone = copy.deepcopy(known.authenticator)
    return Actor(scene.world.client(), known.name, known.mail, authenticator=phone).signs_in()


@pytest.fixture
def half(scene: Stage) -> Half:
    return scene.cast.halves["a"]


def opens(scene: Stage, operator: Actor, person: Actor, why: str = WHY) -> str:
    opened = operator.post(f"{ACCOUNTS}/people/{person.person}/accesses", {"reason": why}, status=201)
    scene.world.settle()
    return str(opened["id"])


def words(text: str) -> set[str]:
    return set(CANARY.findall(text))


def pages_of(half: Half) -> list[str]:
    team = f"/projects/teams/{half.samples['team']}"
    return [
        team, f"{team}/milestones/3", f"{PROJECTS}/teams/{half.samples['team']}",
        f"/portfolio/evidence/{half.samples['credential']}", f"/accounts/admin/people/{half['student'].person}",
    ]  # fmt: skip


def test_without_an_access_an_operator_reads_ids_and_states(operator: Actor, half: Half) -> None:
    for path in pages_of(half):
        seen = operator.http.call("GET", path, headers={"Accept": "text/html"})
        assert seen.status == 200, path
        personal = words(seen.text) - {half.word("company")}
        assert not personal, f"{path} shows {personal}"


def test_an_access_opens_the_persons_objects_in_every_service_and_nobody_elses(
    scene: Stage, operator: Actor, half: Half
) -> None:
    opens(scene, operator, half["student"])
    name, mates = half.word("student"), half.word("mate")
    for path in pages_of(half):
        seen = operator.http.call("GET", path, headers={"Accept": "text/html"}).text
        assert name in words(seen), f"{path} does not name the student"
        assert mates not in words(seen), f"{path} names the mate, whose data are closed"
    here = f"{PROJECTS}/teams/{half.samples['team']}"
    assert operator.get(f"{here}/files/{half.samples['file_0']}") is not None
    operator.get(f"{here}/files/{half.samples['file_1']}", status=404)
    said = {one["person"]: one for one in operator.get(f"{here}/milestones/3")["contributions"]}
    assert said[half["student"].person]["statement"] == half.word("statement")
    assert said[half["mate"].person]["statement"] == ""
    assert operator.get(f"{PORTFOLIO}/credentials/{half.samples['credential']}")["credentialSubject"]
    other = scene.cast.halves["b"]
    page = operator.page(f"/projects/teams/{other.samples['team']}")
    assert words(page) == {other.word("company")}


def test_after_half_an_hour_it_is_closed_again(scene: Stage, operator: Actor, half: Half) -> None:
    opens(scene, operator, half["student"])
    scene.world.later(minutes=29)
    operator.signs_in()
    assert half.word("student") in operator.page(f"/projects/teams/{half.samples['team']}")
    scene.world.later(minutes=2)
    for path in pages_of(half):
        assert not words(operator.page(path)) - {half.word("company")}, path
    operator.get(f"{PROJECTS}/teams/{half.samples['team']}/milestones/3", status=404)


def test_closing_it_closes_it_everywhere(scene: Stage, operator: Actor, half: Half) -> None:
    access = opens(scene, operator, half["student"])
    operator.call("DELETE", f"{ACCOUNTS}/accesses/{access}")
    scene.world.settle()
    operator.get(f"{PROJECTS}/teams/{half.samples['team']}/milestones/3", status=404)
    operator.call("DELETE", f"{ACCOUNTS}/accesses/{access}", status=409)


def test_the_person_is_told_at_once_with_the_reason(scene: Stage, operator: Actor, half: Half) -> None:
    student = half["student"]
    opens(scene, operator, student)
    mail = OneProcess(scene.world).mail_to(student.mail)
    assert WHY in mail
    assert operator.name in mail
    assert [item["kind"] for item in student.waiting()].count("access.told") == 1
    assert WHY in student.page("/accounts/privacy")
    (logged,) = student.get(f"{ACCOUNTS}/me/accesses")["items"]
    assert (logged["operator"], logged["reason"]) == (operator.person, WHY)
    student.send("/accounts/privacy/access/read", {})
    scene.world.settle()
    assert "access.told" not in [item["kind"] for item in student.waiting()]


def test_another_operator_and_everybody_else_see_no_more_than_before(
    scene: Stage, operator: Actor, half: Half
) -> None:
    opens(scene, operator, half["student"])
    path = f"{PROJECTS}/teams/{half.samples['team']}/milestones/3"
    second = another_operator(scene, operator)
    second.get(path, status=404)
    half["registrar"].get(path)
    scene.cast.halves["b"]["teacher"].get(path, status=404)


def another_operator(scene: Stage, operator: Actor) -> Actor:
    own = operator.get(f"{ACCOUNTS}/me")["memberships"][0]["organisation"]
    operator.organisation = own
    code = operator.invites(kind="invitation", roles=["operator"])["code"]
    second = Actor(scene.world.client(), "Second", "second@shixun.example").joins(code)
    second.organisation = own
    scene.world.settle()
    confirmed(scene.world, second)
    scene.world.settle()
    return second


def test_looking_somebody_up_by_address_is_an_access_with_a_trace(
    scene: Stage, operator: Actor, half: Half
) -> None:
    student = half["student"]
    sent = operator.send("/accounts/admin/people", {"who": student.mail.upper(), "reason": WHY})
    assert sent.headers["Location"].endswith(student.person)
    before = scene.world.count("accounts", "audit")
    refused = operator.send("/accounts/admin/people", {"who": "nobody@x.example", "reason": WHY}, status=422)
    assert "nobody with this id" in refused.text
    assert scene.world.count("accounts", "audit") == before + 1
    operator.send("/accounts/admin/people", {"who": half.word("student"), "reason": WHY}, status=422)
    operator.send("/accounts/admin/people", {"who": student.mail, "reason": ""}, status=422)


def test_the_reason_is_cut_out_with_the_person(scene: Stage, operator: Actor, half: Half) -> None:
    opens(scene, operator, half["student"])
    with mongo.serving("accounts"):
        rows = list(mongo.collection("outbox").find({"type": "accounts.access.granted.v1"}))
    assert WHY not in str([row["data"] for row in rows])
    assert any(row["personal"] == {half["student"].person: {"reason": WHY}} for row in rows)
    with mongo.serving("projects"):
        assert WHY not in str(list(mongo.collection("accesses").find()))


def test_an_operator_decides_a_dispute_last_and_knowing_both_sides(
    scene: Stage, operator: Actor, half: Half
) -> None:
    path = f"{PROJECTS}/disputes/{half.samples['dispute']}/decide"
    body = {"decision": "stands", "reason": "Both showed their files."}
    opens(scene, operator, half["student"])
    assert "school decides first" in operator.post(path, body, status=403)["detail"]
    scene.world.later(days=25)
    operator.signs_in()
    assert "dispute_decision" in [item["kind"] for item in operator.waiting()]
    operator.post(path, body, status=404)
    opens(scene, operator, half["student"])
    assert "both sides" in operator.post(path, body, status=403)["detail"]
    opens(scene, operator, half["mate"])
    page = operator.page(f"/projects/teams/{half.samples['team']}/milestones/3")
    assert half.word("dispute") in page
    assert "/decide" in page
    assert operator.post(path, body)["state"] == "decided"


def test_nobody_opens_their_own_data_or_twice_at_once(scene: Stage, operator: Actor, half: Half) -> None:
    path = f"{ACCOUNTS}/people/%s/accesses"
    operator.post(path % operator.person, {"reason": WHY}, status=403)
    opens(scene, operator, half["student"])
    operator.post(path % half["student"].person, {"reason": WHY}, status=409)
    operator.post(path % half["student"].organisation, {"reason": WHY}, status=404)


def test_nobody_checks_or_lifts_their_own_organisation_even_when_it_is_suspended(
    scene: Stage, operator: Actor, half: Half
) -> None:
    second, company = another_operator(scene, operator), half.company
    half["company_admin"].organisation = company
    code = half["company_admin"].invites(kind="invitation", roles=["mentor"])["code"]
    second.post(f"{ACCOUNTS}/memberships", {"code": code}, status=201)
    check, standing = (f"{ACCOUNTS}/organisations/{company}/{what}" for what in ("checks", "standing"))
    second.post(check, {"check": "document", "result": "passed"}, status=409)
    second.post(standing, {"suspended": True, "reason": "R"}, status=409)
    operator.post(standing, {"suspended": True, "reason": "R"})
    second.post(check, {"check": "document", "result": "passed"}, status=409)
    second.post(standing, {"suspended": False, "reason": "R"}, status=409)


def test_nobody_gives_themselves_a_role_by_an_invitation_of_their_own(
    scene: Stage, operator: Actor, half: Half
) -> None:
    operator.organisation = half.school
    code = operator.invites(kind="invitation", roles=["teacher"])["code"]
    operator.post(f"{ACCOUNTS}/memberships", {"code": code}, status=403)
    double = Actor(scene.world.client(), "Somebody", operator.mail).joins(code)
    scene.world.settle()
    double.authenticator = operator.authenticator
    double.confirms(OneProcess(scene.world).mail_to(operator.mail))
    roles = [one["organisation"] for one in operator.get(f"{ACCOUNTS}/me")["memberships"]]
    assert half.school not in roles


def test_nobody_changes_their_own_roles(operator: Actor) -> None:
    (own,) = operator.get(f"{ACCOUNTS}/me")["memberships"]
    path = f"{ACCOUNTS}/memberships/{own['id']}"
    operator.put(f"{path}/roles", {"roles": ["operator"]}, status=403, If_Match='"v1"')
    operator.call("DELETE", path, status=409)


def test_of_two_operators_who_remove_each_other_at_once_one_stays(scene: Stage, operator: Actor) -> None:
    second = another_operator(scene, operator)
    scene.world.settle()
    own = {one.person: one.get(f"{ACCOUNTS}/me")["memberships"][0]["id"] for one in (operator, second)}
    gate = threading.Barrier(2)
    answers: list[int] = []

    def ends(who: Actor, whom: str) -> None:
        gate.wait()
        sent = who.http.call(
            "DELETE", f"{ACCOUNTS}/memberships/{own[whom]}", headers={"X-CSRF-Token": who.token}
        )
        answers.append(sent.status)

    pairs = ((operator, second.person), (second, operator.person))
    threads = [threading.Thread(target=ends, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(200) == 1, answers
    organisation = operator.organisation
    left = {"organisation": organisation, "roles": "operator", "state": "active"}
    assert scene.world.count("accounts", "memberships", left) == 1


def test_a_dispute_is_settled_by_the_school_without_anybody_opening_anything(
    scene: Stage, half: Half
) -> None:
    disputes(half["mate"], half.samples["contribution"], "once more", status=200)
    half["teacher"].post(
        f"{PROJECTS}/disputes/{half.samples['dispute']}/decide", {"decision": "stands", "reason": "R"}
    )
    assert scene.world.count("accounts", "accesses", {"reason": WHY}) == 0
