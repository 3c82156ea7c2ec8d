"""A share for one person, named by the exact mail address: who has it opens it signed in, nobody learns who has one."""

from typing import Any

import pytest

from services.portfolio.store import exporting
from shared import mongo
from shared.events.accounts import PersonErased
from tests import actors_portfolio as at
from tests.actors import Actor
from tests.service.portfolio.conftest import Stage, joined, tell

SHOWS = "%(name)s shows you evidence"


@pytest.fixture
def reader(stage: Stage) -> Actor:
    """Somebody of the company whose address is confirmed."""
    return joined(stage.world, stage.mentor, "赵招聘", "zhao@hengrui.example", ["recruiter"])


def shares(stage: Stage, mail: str | None, **facts: Any) -> str:
    wanted = {"kind": "person", "fields": ["name", "results"], "days": 7}
    share: str = at.shares(stage.student, [stage.issues()], **wanted | facts)["id"]
    stage.world.settle()
    if mail is not None:
        at.says_for_whom(stage.student, share, mail)
        stage.world.settle()
    return share


def told(actor: Actor) -> list[str]:
    return [
        one["message"] for one in actor.waiting() if one["message"] in (SHOWS, "A student shows you evidence")
    ]


def test_the_person_is_told_opens_it_signed_in_and_the_owner_sees_who_it_was(
    stage: Stage, reader: Actor
) -> None:
    share = shares(stage, "ZHAO@hengrui.example ")
    assert told(reader) == [SHOWS]
    assert stage.student.name in stage.world.mails()[-1], "told at once by mail"
    assert [one["id"] for one in at.received(reader)] == [share]
    assert stage.student.name in reader.page(f"/portfolio/shared/{share}")
    stage.world.settle()
    assert told(reader) == [], "nothing waits once it was opened"
    assert [one["viewer"] for one in at.views_of_mine(stage.student)] == [reader.person]
    assert reader.name in stage.student.page("/portfolio/views")


def test_nobody_else_opens_it_whoever_has_the_address(stage: Stage, reader: Actor) -> None:
    share = shares(stage, reader.mail)
    for one in (stage.mentor, stage.registrar, stage.students[1], Actor(stage.world.client(), "nobody", "")):
        one.page(f"/portfolio/shared/{share}", status=404)
        one.page(f"/portfolio/shared/{share}/portfolio.zip", status=404)
    at.opens_received(stage.mentor, share, status=404)
    assert at.views_of_mine(stage.student) == []


def test_known_and_unknown_addresses_cannot_be_told_apart(stage: Stage, reader: Actor) -> None:
    """Neither by the answer, nor afterwards by anything that the owner reads or takes along."""
    shown = []
    for mail in (reader.mail, "nobody@nowhere.example"):
        share = shares(stage, None)
        answer = at.says_for_whom(stage.student, share, mail)
        stage.world.settle()
        rows = stage.student.get("/portfolio/api/v1/shares")["items"]
        mine = next(one for one in rows if one["id"] == share)
        with mongo.serving("portfolio"):
            views = mongo.collection("views").count_documents({"share": share})
        told_of_it = {name: value for name, value in mine.items() if name not in ("id", "created", "expires")}
        shown.append((answer, told_of_it | {"credentials": 1}, views))
    assert shown[0] == shown[1]
    page = stage.student.page("/portfolio/shares")
    assert (page.count("The person with the address that you gave"), reader.name in page) == (2, False)
    assert reader.person not in str(_taken_along(stage))


def _taken_along(stage: Stage) -> Any:
    with mongo.serving("portfolio"):
        return exporting.of(stage.student.person)


def test_an_address_that_nobody_has_confirmed_is_nobodys(stage: Stage) -> None:
    """Else whoever types it at the start would read what is meant for its owner."""
    thief = Actor(stage.world.client(), "thief", "cto@hengrui.example").signs_up("T")
    share = shares(stage, "cto@hengrui.example")
    assert at.received(thief) == []
    thief.page(f"/portfolio/shared/{share}", status=404)


def test_another_address_takes_the_place_of_a_wrong_one(stage: Stage, reader: Actor) -> None:
    share = shares(stage, reader.mail)
    at.says_for_whom(stage.student, share, stage.registrar.mail)
    stage.world.settle()
    assert (told(reader), told(stage.registrar)) == ([], [SHOWS])
    reader.page(f"/portfolio/shared/{share}", status=404)
    stage.registrar.page(f"/portfolio/shared/{share}")


def test_revoked_it_opens_nothing_and_nothing_waits(stage: Stage, reader: Actor) -> None:
    share = shares(stage, reader.mail)
    at.closes_share(stage.student, share)
    stage.world.settle()
    assert told(reader) == []
    reader.page(f"/portfolio/shared/{share}", status=404)
    at.says_for_whom(stage.student, share, reader.mail, status=404)


def test_when_its_time_is_over_nothing_waits_any_more(stage: Stage, reader: Actor) -> None:
    share = shares(stage, reader.mail)
    stage.world.later(days=8)
    stage.world.settle()
    reader.signs_in().page(f"/portfolio/shared/{share}", status=404)
    assert told(reader) == []


def test_only_the_owner_says_for_whom_and_only_of_such_a_share(stage: Stage, reader: Actor) -> None:
    share = shares(stage, None)
    at.says_for_whom(stage.students[1], share, reader.mail, status=404)
    link = at.shares(stage.student, [stage.issues()])["id"]
    stage.world.settle()
    at.says_for_whom(stage.student, link, reader.mail, status=404)


def test_without_the_name_the_item_names_nobody(stage: Stage, reader: Actor) -> None:
    shares(stage, reader.mail, fields=["results"])
    assert told(reader) == ["A student shows you evidence"]


def test_who_is_erased_is_named_nowhere_and_the_owners_erasure_closes_it(stage: Stage, reader: Actor) -> None:
    first, second = shares(stage, reader.mail), shares(stage, stage.registrar.mail)
    tell("accounts", PersonErased(person=reader.person))
    stage.world.settle()
    assert stage.world.count("portfolio", "shares", {"reader": reader.person}) == 0
    assert stage.world.count("portfolio", "waiting", {"subject": first}) == 0
    rows = stage.student.get("/portfolio/api/v1/shares")["items"]
    assert {one["state"] for one in rows} == {"active"}, "nor does the owner learn that there was somebody"
    tell("accounts", PersonErased(person=stage.student.person))
    stage.world.settle()
    assert stage.world.count("portfolio", "waiting", {"subject": second}) == 0
    assert stage.world.count("portfolio", "shares") == 0


def test_on_the_pages_the_owner_goes_on_to_say_for_whom(stage: Stage, reader: Actor) -> None:
    credential = stage.issues()
    form = {"credentials": credential, "kind": "person", "days": "7", "fields": "results"}
    place = stage.student.send("/portfolio/shares", form).headers["Location"]
    assert "On its way" in stage.student.page(place, status=202)
    stage.world.settle()
    assert "Whom it is for" in stage.student.page(place)
    wrong = stage.student.send(place.partition("?")[0], {"mail": "no address"}, status=422)
    assert 'value="no address"' in wrong.text
    back = stage.student.send(place.partition("?")[0], {"mail": reader.mail}).headers["Location"]
    stage.student.page(back, status=202)
    stage.world.settle()
    assert "The person with the address that you gave" in stage.student.page(back)
    assert len(told(reader)) == 1
