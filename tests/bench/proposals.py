"""From the end of the bidding to the proposal at the student: projects, broker, matching, and the reading."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from tests import actors_matching as at_matching
from tests import actors_projects as at_projects
from tests.bench.events import Row
from tests.bench.pages import running
from tests.journey import loop
from tests.journey.stages import WholeStack

ROUNDS = 200
LOOK_AGAIN_SECONDS = 0.02


def rows(folder: Path, rounds: int = ROUNDS) -> Iterator[Row]:
    with running(folder) as stage:
        people = loop.everybody_comes_in(stage)
        for student, held in zip(people.students, loop.HOLDINGS, strict=True):
            stage.until(lambda one=student: loop.is_known(one), "a student whom matching knows")
            at_matching.lists_skills(student, held)
            at_matching.hands_in_slots(student, loop.WORKING_HOURS)
        seconds = sorted(_round(stage, people) for _ in range(rounds))
    yield Row(f"proposal visible after closing, p50 of {rounds}", statistics.median(seconds), "s")
    yield Row(f"proposal visible after closing, p99 of {rounds}", seconds[int(0.99 * rounds)], "s", at_most=2)


def _round(stage: WholeStack, people: loop.People) -> float:
    for one in (people.mentor, people.teacher, *people.students):
        one.http.call(
            "GET", "/accounts/renew?next=/help"
        )  # as a browser does; all rounds take longer than its token
    brief = loop.a_brief_is_posted_and_approved(stage, people)
    for student in people.students:
        stage.until(lambda one=student: loop._open(one, brief), "the brief among the open ones")
        at_matching.bids(student, brief)
    at_projects.closes(people.mentor, brief)
    begun = time.monotonic()
    while not any(at_matching.proposal_for(student, brief) for student in people.students[:2]):
        assert time.monotonic() - begun < 60, "no proposal came"
        time.sleep(LOOK_AGAIN_SECONDS)
    seconds = time.monotonic() - begun
    people.mentor.post(f"{at_projects.API}/briefs/{brief}/cancel", {"reason": "bench"})
    stage.until(
        lambda: not any(at_matching.proposal_for(student, brief) for student in people.students),
        "the students to be free again",
    )
    return seconds
