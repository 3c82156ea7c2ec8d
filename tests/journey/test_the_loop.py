"""On the whole running stack (nginx, four services, four workers, MongoDB, a broker): the loop, whose signing can be
followed by one id through the logs; suspensions, which every service obeys within two seconds, as it does when they are
lifted; and figures, which are not for everybody."""

from uuid import uuid4

import pytest
import requests

from shared.config import SERVICES
from tests.actors import Actor
from tests.journey import loop, suspending
from tests.journey.loop import People
from tests.journey.stages import WholeStack

SIGNING = {"nginx", "accounts-web", "projects-worker", "portfolio-worker", "matching-worker"}
"""Where a signature goes: it is given, the work is accepted, the credential issued by a job, the skill confirmed."""

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]


def test_from_a_posted_brief_to_a_verified_credential_and_its_credit(
    stage: WholeStack, people: People
) -> None:
    brief = loop.a_brief_is_posted_and_approved(stage, people)
    loop.students_bid_and_a_team_is_proposed(stage, people, brief)
    team = loop.everybody_agrees(stage, people, brief)
    loop.the_team_delivers(stage, people, team)
    signing = str(uuid4())
    credential = loop.the_mentor_accepts_and_signs(stage, people, team, X_Request_Id=signing)[0]
    loop.anybody_verifies_it(stage, people, credential)
    loop.the_school_grants_credit(stage, people, credential)
    loop.the_next_team_is_better(stage, people)
    stage.until(
        lambda: stage.logs_with(signing) >= SIGNING, f"{signing} in every log from nginx to matching's"
    )


@pytest.mark.parametrize("service", SERVICES)
def test_figures_are_not_told_through_the_gateway(stage: WholeStack, service: str) -> None:
    answer = requests.get(f"{stage.stack.url}/{service}/metrics", timeout=10)
    assert answer.status_code == 404
    assert "shixun_" not in answer.text


@pytest.fixture
def operator(people: People) -> Actor:
    return people.operator.signs_in()


@pytest.fixture
def student(stage: WholeStack, operator: Actor) -> Actor:
    return suspending.student_of_their_own_school(stage, operator)


def test_every_service_obeys_the_suspension_of_an_organisation(operator: Actor, student: Actor) -> None:
    school = f"{suspending.API}/organisations/{student.organisation}"
    for suspended, own, others in ((True, 404, 403), (False, 200, 200)):
        operator.post(f"{school}/standing", {"suspended": suspended, "reason": "R"})
        doors = {school: own} | dict.fromkeys(suspending.ANYWHERE[1:], others)
        suspending.obeyed_in_time(
            suspending.seconds_until(student, doors), "suspended" if suspended else "lifted"
        )


def test_every_service_obeys_the_suspension_of_an_account(operator: Actor, student: Actor) -> None:
    for suspended, wanted in ((True, 401), (False, 200)):
        operator.post(
            f"{suspending.API}/people/{student.person}/standing", {"suspended": suspended, "reason": "R"}
        )
        seconds = suspending.seconds_until(student, dict.fromkeys(suspending.ANYWHERE, wanted))
        suspending.obeyed_in_time(seconds, "account suspended" if suspended else "account lifted")
