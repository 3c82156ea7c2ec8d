"""Who may be erased, what is said of it, and what happens when a service does not answer."""

from typing import Any

from shared import clock, mongo
from shared.messaging import erased
from shared.messaging.consuming import Consuming
from tests.actors import PASSWORD, Actor, hidden
from tests.service.accounts.conftest import Cast
from tests.service.accounts.others import opens
from tests.world import World

ERASE = "/accounts/api/v1/me/erase"


def _erased(actor: Actor, status: int = 202) -> Any:
    return actor.post(ERASE, {"password": PASSWORD}, status=status)


def _shown(world: World, answer: dict[str, str]) -> dict[str, Any]:
    secret = answer["url"].rsplit("/", 1)[1]
    found: dict[str, Any] = Actor(world.client(), "nobody", "").get(f"/accounts/api/v1/erasures/{secret}")
    return found


def _people(world: World) -> list[dict[str, Any]]:
    with mongo.serving("accounts"):
        return list(mongo.collection("people").find())


def test_the_page_asks_for_password_and_word_and_leads_to_what_becomes_of_it(cast: Cast) -> None:
    student = cast.student()
    student.token = hidden(student.page("/accounts/privacy/erase"), "csrf_token")
    wrong = student.send("/accounts/privacy/erase", {"word": "yes", "password": PASSWORD}, status=422)
    assert "Type the word as it is shown." in wrong.text
    student.send("/accounts/privacy/erase", {"word": "ERASE", "password": "not mine"}, status=422)
    answer = student.send("/accounts/privacy/erase", {"word": "erase", "password": PASSWORD})
    visitor = Actor(cast.world.client(), "nobody", "")
    page = visitor.page(answer.headers["Location"])
    assert page.count("Outstanding") == 3
    cast.world.settle()
    assert "Outstanding" not in visitor.page(answer.headers["Location"])
    assert student.http.call("GET", "/accounts/api/v1/me").status == 401
    student.post("/accounts/api/v1/sign-in", {"mail": student.mail, "password": PASSWORD}, status=422)


def test_a_wrong_password_erases_nobody(cast: Cast) -> None:
    student = cast.student()
    student.post(ERASE, {"password": "not my password"}, status=422)
    assert student.get("/accounts/api/v1/me")["name"] == student.name


def test_a_program_erases_nobody(cast: Cast) -> None:
    student = cast.student()
    token = student.post("/accounts/api/v1/tokens", {"name": "x", "scopes": ["read", "write"]})["token"]
    program = Actor(cast.world.client(), "program", "")
    program.post(ERASE, {"password": PASSWORD}, status=403, Authorization=f"Bearer {token}")


def test_the_last_administrator_names_another_one_first(cast: Cast) -> None:
    cast.student()
    _erased(cast.admin, status=409)
    told = "You are the last administrator of 青澜职业技术学院（演示）"
    assert told in cast.admin.page("/accounts/privacy/erase")


def test_who_alone_can_do_what_waits_does_it_first(cast: Cast) -> None:
    other = cast.comes_in(
        cast.admin.invites(kind="invitation", roles=["school_admin"])["code"], "王", "w@x.example"
    )
    opens(cast.world, role="teacher", organisation=cast.admin.organisation)
    cast.world.settle()
    _erased(cast.admin, status=409)
    cast.comes_in(cast.admin.invites(kind="invitation", roles=["teacher"])["code"], "李", "l@x.example")
    _erased(cast.admin)
    assert other.get("/accounts/api/v1/me")


def test_a_company_of_one_is_closed_with_its_last_member(cast: Cast) -> None:
    company = cast.boss.get("/accounts/api/v1/me")["memberships"][0]["organisation"]
    _erased(cast.boss)
    cast.world.settle()
    assert cast.world.count("projects", "organisations", {"_id": company, "suspended": True}) == 1


def test_whoever_never_confirmed_an_address_needs_no_password_and_gets_no_mail(world: World) -> None:
    began = Actor(world.client(), "周立", "zhou@hengrui.example").signs_up("衡锐")
    world.settle()
    assert len(world.mails()) == 1
    answer = began.post(ERASE, {}, status=202)
    world.settle()
    assert _people(world) == []
    assert world.mails() == []
    assert _shown(world, answer)["outstanding"] == []


def test_what_was_begun_with_the_same_address_goes_too(cast: Cast) -> None:
    student = cast.student()
    code = cast.admin.invites(kind="code", roles=["student"], programme="x")["code"]
    again = Actor(cast.world.client(), "林梅 again", student.mail).joins(code)
    again.post("/accounts/api/v1/sign-out")
    stranger = Actor(cast.world.client(), "Mallory", student.mail).signs_up("Another Ltd")
    _erased(student)
    cast.world.settle()
    left = {one["_id"]: one for one in _people(cast.world)}
    assert student.person not in left
    assert again.person not in left
    assert left[stranger.person]["mail"] == "", "the address was not the stranger's, the rest is"


def test_the_operators_are_told_which_service_is_missing_after_three_days(cast: Cast) -> None:
    student = cast.student()
    cast.world.settle()
    away = cast.world.consuming["matching"]
    cast.world.consuming["matching"] = Consuming(_Silence(), {}, clock.now)  # type: ignore[arg-type]
    answer = _erased(student)
    cast.world.settle()
    assert _shown(cast.world, answer)["outstanding"] == ["matching"]
    cast.world.later(hours=73)
    cast.operator.signs_in()
    assert [item["kind"] for item in cast.operator.waiting()] == ["erasure"]
    page = cast.operator.page("/accounts/admin/erasures")
    assert "matching" in page
    assert student.person not in page
    cast.world.consuming["matching"] = away
    cast.world.settle()
    assert _shown(cast.world, answer)["outstanding"] == []
    assert cast.operator.waiting() == []
    assert "Your data are erased" in cast.world.mails()[-1]


class _Silence:
    """A consumer that gets nothing, as one that is down."""

    def poll(self, seconds: float) -> list[Any]:
        return []

    def commit(self, finished: Any) -> None: ...

    def rejoin_if_stuck(self, seconds: float) -> bool:
        return False


def test_the_address_goes_after_a_month_even_if_nobody_could_be_told(cast: Cast) -> None:
    student = cast.student()
    cast.world.consuming["matching"] = Consuming(_Silence(), {}, clock.now)  # type: ignore[arg-type]
    _erased(student)
    cast.world.later(days=29)
    assert cast.world.count("accounts", "erasures", {"mail": student.mail}) == 1
    cast.world.later(days=2)
    assert cast.world.count("accounts", "erasures", {"mail": student.mail}) == 0


def test_the_link_ends_after_ninety_days(cast: Cast) -> None:
    answer = _erased(cast.student())
    cast.world.settle()
    cast.world.later(days=91)
    secret = answer["url"].rsplit("/", 1)[1]
    Actor(cast.world.client(), "nobody", "").page(f"/accounts/erased/{secret}", status=404)


def test_what_waits_for_an_erased_person_does_not_come_back(cast: Cast) -> None:
    student = cast.student()
    _erased(student)
    cast.world.settle()
    opens(cast.world, person=student.person)
    cast.world.settle()
    assert cast.world.count("accounts", "items", {"person": student.person}) == 0


def test_what_a_running_transaction_wrote_is_found_by_the_second_look(cast: Cast) -> None:
    student = cast.student()
    _erased(student)
    cast.world.settle()
    with mongo.serving("matching"):
        assert erased.is_erased(student.person)
        mongo.collection("holdings").insert_one(
            {"_id": "late", "person": student.person, "skill": "x", "version": 1}
        )
    cast.world.later(minutes=3)
    assert cast.world.count("matching", "holdings", {"person": student.person}) == 0
