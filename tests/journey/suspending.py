"""Somebody who is suspended on the running stack, and how soon every service obeys."""

import time

from tests.actors import Actor
from tests.journey import loop
from tests.journey.stages import WholeStack

API = "/accounts/api/v1"
MOST_SECONDS = 2.0
ANYWHERE = (f"{API}/me", "/projects/api/v1/teams", "/matching/api/v1/bids", "/portfolio/api/v1/credit-rules")


def student_of_their_own_school(stage: WholeStack, operator: Actor) -> Actor:
    """Of a school of their own, so that nobody else's story is touched; known to all services."""
    school = operator.post(f"{API}/organisations", loop.SCHOOL | {"name": "另一所学院（演示）"}, status=201)
    operator.organisation = school["id"]
    code = operator.invites(kind="code", roles=["student"], seats=5)["code"]
    made = Actor(stage.browser(), "许言", f"xu{time.monotonic_ns()}@another.example").joins(code)
    made.confirms(stage.mail_to(made.mail)).organisation = school["id"]
    for one in operator.get(f"{API}/organisations/{school['id']}/members")["items"]:
        operator.post(f"{API}/memberships/{one['id']}/confirm")
    for door in ANYWHERE:
        stage.until(lambda door=door: answer(made, door) == 200, f"{door} to know the student")
    return made


def answer(who: Actor, door: str) -> int:
    return int(who.http.call("GET", door).status)


def seconds_until(who: Actor, doors: dict[str, int]) -> dict[str, float]:
    """After how long each door gave the wanted answer; asked in turn until all have, or five times the limit."""
    begun, found = time.monotonic(), dict[str, float]()
    while len(found) < len(doors) and time.monotonic() - begun < 5 * MOST_SECONDS:
        for door in doors.keys() - found.keys():
            if answer(who, door) == doors[door]:
                found[door] = time.monotonic() - begun
    assert found.keys() == doors.keys(), f"not obeyed by {sorted(doors.keys() - found.keys())}"
    return found


def obeyed_in_time(seconds: dict[str, float], what: str) -> None:
    slowest = max(seconds, key=lambda door: seconds[door])
    print(f"{what}: the last was {slowest} after {seconds[slowest]:.2f} s")
    assert seconds[slowest] <= MOST_SECONDS, f"{what}: {seconds}"
