"""A whole class hands in its bids in the same second: each is counted, and none slips in after the bidding closed."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.matching.store import bids as store
from tests import actors_matching as at
from tests.actors import Actor
from tests.service.matching.town import Town

CLASS = 40


def a_class(town: Town, size: int) -> list[Actor]:
    teacher = town.teacher
    code = teacher.invites(kind="code", roles=["student"], programme="机电一体化技术", seats=size)["code"]
    students = [
        Actor(town.world.client(), f"学生{n}", f"s{n}@school.example").joins(code) for n in range(size)
    ]
    path = f"/accounts/api/v1/organisations/{teacher.organisation}/members?limit=100"
    for member in teacher.get(path)["items"]:
        if member["state"] == "pending":
            teacher.post(f"/accounts/api/v1/memberships/{member['id']}/confirm")
    town.world.settle()
    return students


def test_forty_students_bid_on_one_brief_in_the_same_second(town: Town) -> None:
    brief = town.published()
    students = a_class(town, CLASS)
    gate = threading.Barrier(CLASS)

    def bid(student: Actor) -> Any:
        gate.wait(timeout=60)
        headers = {"If-Match": '"v0"', "X-CSRF-Token": student.token}
        return student.http.call("PUT", f"{at.API}/bids", body={"briefs": [brief]}, headers=headers)

    with ThreadPoolExecutor(CLASS) as pool:
        answers = list(pool.map(bid, students))
    assert Counter(one.status for one in answers) == {200: CLASS}, next(
        one.text for one in answers if one.status != 200
    )
    town.world.settle()
    assert town.world.count("matching", "bids", {"brief": brief}) == CLASS
    assert town.sent("bids.counted")[-1]["bids"] == CLASS
    assert at.open_briefs(students[0])[0]["bids"] == CLASS


def test_no_bid_slips_in_after_the_bidding_closed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was read as open, and closed before the bid was written."""
    brief = town.published()
    student = town.student("一")
    closing: list[threading.Thread] = []

    def put(*given: Any) -> bool:
        if not closing:
            closing.append(threading.Thread(target=town.closed, args=(brief,)))
            closing[0].start()
            closing[0].join(timeout=30)
        return put_it(*given)

    put_it = store.put
    monkeypatch.setattr(store, "put", put)
    at.puts(student, "bids", {"briefs": [brief]}, status=409)
    assert closing
    assert town.world.count("matching", "bids", {"brief": brief}) == 0
