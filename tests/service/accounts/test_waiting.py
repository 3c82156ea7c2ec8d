"""What waits: shown to whom it waits for, taken and given back, closed for all, reminded of by mail."""

from datetime import timedelta
from email import message_from_string

from shared import clock
from tests.actors import Actor
from tests.service.accounts.conftest import Cast
from tests.service.accounts.others import MESSAGE, closes, opens

ITEMS, COUNT = "/accounts/api/v1/items", "/accounts/inbox/count"


def second_mentor(cast: Cast) -> Actor:
    code = cast.boss.invites(kind="invitation", roles=["mentor"])["code"]
    return cast.comes_in(code, "林梅", "mei@hengrui.example")


def test_a_roles_item_is_taken_by_one_and_closed_for_all(cast: Cast) -> None:
    mei = second_mentor(cast)
    subject = opens(cast.world, organisation=cast.boss.organisation, role="mentor")
    cast.world.settle()
    [item], [same] = mei.waiting(), cast.boss.waiting()
    assert item["id"] == same["id"]

    mei.post(f"{ITEMS}/{item['id']}/take")
    cast.boss.post(f"{ITEMS}/{item['id']}/take", status=409)
    assert "Taken by 林梅" in cast.boss.page("/accounts/inbox")
    cast.boss.send(f"/accounts/inbox/{item['id']}/give-back", {}, status=409)
    mei.send(f"/accounts/inbox/{item['id']}/give-back", {})
    cast.boss.send(f"/accounts/inbox/{item['id']}/take", {})

    closes(cast.world, subject, by=cast.boss.person)
    cast.world.settle()
    assert mei.waiting() == cast.boss.waiting() == []
    assert "Done" in mei.page("/accounts/inbox?state=over")


def test_nobody_sees_what_waits_for_others(cast: Cast) -> None:
    opens(cast.world, organisation=cast.boss.organisation, role="mentor")
    opens(cast.world, person=cast.boss.person)
    cast.world.settle()
    assert len(cast.boss.waiting()) == 2
    assert cast.admin.waiting() == cast.operator.waiting() == []
    cast.admin.post(f"{ITEMS}/{cast.boss.waiting()[0]['id']}/take", status=404)


def test_what_was_passed_on_waits_once_for_whoever_has_both_roles(cast: Cast) -> None:
    """The administrator teaches too; another teacher and another administrator see one each."""
    school, due = cast.admin.organisation, clock.now() + timedelta(days=1)
    subject = opens(cast.world, organisation=school, role="teacher", due=due)
    opens(cast.world, organisation=school, role="school_admin", subject=subject)
    opens(cast.world, organisation=school, role="teacher")
    cast.world.settle()
    assert len(cast.admin.waiting()) == 2
    assert cast.admin.waiting()[0]["due"] is not None, "the one with the day stays"
    assert cast.admin.get(COUNT)["count"] == 2
    assert cast.admin.page("/accounts/home").count(MESSAGE) == 2
    code = cast.admin.invites(kind="invitation", roles=["teacher"])["code"]
    teacher = cast.comes_in(code, "李老师", "li@qinglan.example")
    first = next(one for one in teacher.waiting() if one["subject"] == subject)
    teacher.post(f"{ITEMS}/{first['id']}/take")
    left = next(one for one in cast.admin.waiting() if one["subject"] == subject)
    assert left["id"] != first["id"], "taken by somebody else, it still waits for the administrators"
    closes(cast.world, subject)
    cast.world.settle()
    assert len(cast.admin.waiting()) == len(teacher.waiting()) == 1


def test_what_waits_for_the_platform_waits_for_its_operators(cast: Cast) -> None:
    opens(cast.world, organisation=None, role="operator", kind="brief_review")
    cast.world.settle()
    assert len(cast.operator.waiting()) == 1
    assert cast.boss.waiting() == []


def test_home_begins_with_what_is_late(cast: Cast) -> None:
    now = clock.now()
    opens(
        cast.world, person=cast.boss.person, message="Confirm the proposed team", due=now + timedelta(days=1)
    )
    opens(cast.world, person=cast.boss.person, message="Review the brief", due=now + timedelta(hours=1))
    cast.world.settle()
    assert [item["late"] for item in cast.boss.waiting()] == [False, False]
    cast.world.later(hours=3)
    cast.boss.signs_in()
    assert [item["late"] for item in cast.boss.waiting()] == [True, False]
    page = cast.boss.page("/accounts/home")
    assert page.index("Review the brief") < page.index("late since") < page.index("Confirm the proposed team")


def test_the_closing_may_come_before_the_opening(cast: Cast) -> None:
    subject = opens(cast.world, person=cast.boss.person)
    closes(cast.world, subject)
    relay = cast.world.relays["projects"]
    assert relay is not None
    cast.world.settle()
    assert cast.boss.waiting() == []
    assert cast.world.count("accounts", "timers") == 0


def test_a_reminder_goes_to_whoever_took_it_in_their_language_with_the_way_there(cast: Cast) -> None:
    mei = second_mentor(cast)
    mei.get("/accounts/api/v1/me")
    mei.patch("/accounts/api/v1/me", {"language": "zh-Hant"}, If_Match=mei.seen["headers"]["ETag"])
    now, before = clock.now(), len(cast.world.mails())
    opens(
        cast.world, organisation=cast.boss.organisation, role="mentor", url="/projects/teams/t1/milestones/1/review",
        remind=now + timedelta(days=3), due=now + timedelta(days=5), people={"member": cast.boss.person},
    )  # fmt: skip
    cast.world.settle()
    mei.post(f"{ITEMS}/{mei.waiting()[0]['id']}/take")
    cast.world.later(days=2)
    assert len(cast.world.mails()) == before
    cast.world.later(days=1, minutes=1)
    [mail] = cast.world.mails()[before:]
    assert "To: mei@hengrui.example" in mail
    assert "http://127.0.0.1:8080/projects/teams/t1/milestones/1/review" in mail
    assert "期限" in mail
    assert "提醒" in str(message_from_string(mail)["Subject"]) or "=?utf-8?" in mail


def test_an_untaken_item_reminds_everybody_of_the_role_and_a_closed_one_nobody(cast: Cast) -> None:
    second_mentor(cast)
    whose = {
        "organisation": cast.boss.organisation,
        "role": "mentor",
        "remind": clock.now() + timedelta(days=3),
    }
    opens(cast.world, **whose)
    done = opens(cast.world, **whose)
    cast.world.settle()
    closes(cast.world, done)
    cast.world.settle()
    before = len(cast.world.mails())
    cast.world.later(days=3, minutes=1)
    to = sorted(mail.split("To: ")[1].splitlines()[0] for mail in cast.world.mails()[before:])
    assert to == ["mei@hengrui.example", "zhou@hengrui.example"]


def test_the_number_in_the_header_is_asked_for_cheaply(cast: Cast) -> None:
    def asks(tag: str = "") -> tuple[int, str, str]:
        answer = cast.boss.http.call("GET", COUNT, headers={"If-None-Match": tag} if tag else {})
        return answer.status, answer.headers["ETag"], answer.text

    status, tag, text = asks()
    assert (status, text.strip()) == (200, '{"count":0}')
    assert asks(tag)[0] == 304
    opens(cast.world, person=cast.boss.person)
    cast.world.settle()
    status, other, text = asks(tag)
    assert (status, text.strip()) == (200, '{"count":1}')
    assert other != tag
    page = cast.boss.page("/accounts/home")
    assert 'data-poll="/accounts/inbox/count"' in page
    assert '<span class="count">1</span>' in page


def test_the_switcher_changes_home_and_hides_nothing(cast: Cast) -> None:
    link = cast.admin.invites(kind="invitation", roles=["teacher"])["code"]
    cast.boss.post("/accounts/api/v1/memberships", {"code": link}, status=201)
    opens(cast.world, organisation=cast.boss.organisation, role="mentor", message="Review the brief")
    opens(cast.world, organisation=cast.admin.organisation, role="teacher", message="Decide the dispute")
    cast.world.settle()
    for chosen, shown, other in (
        (cast.boss.organisation, "Review the brief", "Decide the dispute"),
        (cast.admin.organisation, "Decide the dispute", "Review the brief"),
    ):
        form = {"organisation": chosen, "next": "/accounts/home"}
        assert cast.boss.send("/accounts/organisation", form).headers["Location"] == "/accounts/home"
        page = cast.boss.page("/accounts/home")
        assert shown in page
        assert other not in page
        assert "1 in your other organisations" in page
    assert len(cast.boss.waiting()) == 2
