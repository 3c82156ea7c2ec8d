"""A whole class joins by one code in the same moment: nobody is turned away, and nobody gets a seat too many."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.browsing import Answer
from tests.service.accounts.conftest import Cast
from tests.world import World

CLASS = 40


def join_at_once(world: World, code: str, people: int) -> list[Answer]:
    gate = Barrier(people)

    def join(number: int) -> Answer:
        body = {"name": f"学生{number}", "mail": f"s{number}@qinglan.example"}
        browser = world.client()
        gate.wait(timeout=60)
        return browser.call("POST", f"/accounts/api/v1/join/{code}", body=body)

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(join, range(people)))


def seats_taken(world: World, cast: Cast, kind: str) -> int:
    path = f"/accounts/api/v1/organisations/{cast.admin.organisation}/invitations"
    return next(one["used"] for one in cast.admin.get(path)["items"] if one["kind"] == kind)


def test_forty_students_join_at_once_by_one_code(world: World, cast: Cast) -> None:
    code = cast.admin.invites(kind="code", roles=["student"], seats=CLASS)["code"]
    answers = join_at_once(world, code, CLASS)
    assert Counter(one.status for one in answers) == {201: CLASS}, next(
        one.text for one in answers if one.status != 201
    )
    assert seats_taken(world, cast, "code") == CLASS
    assert world.count("accounts", "memberships", {"roles": "student", "state": "pending"}) == CLASS


def test_more_than_there_are_seats_for_are_told_so(world: World, cast: Cast) -> None:
    code = cast.admin.invites(kind="code", roles=["student"], seats=5)["code"]
    answers = join_at_once(world, code, 12)
    assert Counter(one.status for one in answers) == {201: 5, 422: 7}
    assert seats_taken(world, cast, "code") == 5


def test_two_at_once_take_an_invitation_once(world: World, cast: Cast) -> None:
    code = cast.admin.invites(kind="invitation", roles=["teacher"])["code"]
    answers = join_at_once(world, code, 2)
    assert Counter(one.status for one in answers) == {201: 1, 422: 1}
    assert world.count("accounts", "memberships", {"roles": ["teacher"]}) == 1


def test_whoever_is_refused_takes_no_seat(world: World, cast: Cast) -> None:
    code = cast.admin.invites(kind="code", roles=["student"], seats=2)["code"]
    cast.student()
    cast.admin.post("/accounts/api/v1/memberships", {"code": code}, status=403)
    assert seats_taken(world, cast, "code") == 0
