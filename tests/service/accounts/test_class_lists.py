"""A class list by file: looked at before anything happens, taken in by one press, the same when it comes twice."""

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from pypdf import PdfReader

from tests.actors import PASSWORD, Actor
from tests.service.accounts.conftest import Cast

API = "/accounts/api/v1"
IMPORT = "/accounts/classes/import"
LIST = """姓名,学号,班级,邮箱
林梅,2026010137,机电 2401 班,lin@qinglan.example
赵航,2026010138,机电 2401 班,
孙晓,2026010139,机电 2402 班,
周立,,,not an address
"""


def sends(who: Actor, content: str | bytes, status: int = 303, **form: str) -> str:
    """Where the list is looked through, or the page that says what is wrong with it."""
    raw = content.encode() if isinstance(content, str) else content
    answer = who.send(IMPORT, {"file": (io.BytesIO(raw), "list.csv"), **form}, status=status)
    return str(answer.headers["Location"]) if status == 303 else unescape(answer.text)


def takes(cast: Cast, content: str | bytes, **form: str) -> str:
    place = sends(cast.admin, content, **form)
    cast.admin.send(f"{place}/take", {})
    cast.world.settle()
    return place


def text(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def students(cast: Cast) -> dict[str, dict[str, Any]]:
    """The school's students with a number, by name."""
    path = f"{API}/organisations/{cast.admin.organisation}/students"
    return {one["name"]: one for one in cast.admin.get(path)["items"]}


def classes(cast: Cast) -> dict[str, dict[str, Any]]:
    listed = cast.admin.get(f"{API}/organisations/{cast.admin.organisation}/classes")["items"]
    return {one["name"]: cast.admin.get(f"{API}/classes/{one['id']}") for one in listed}


def in_class(cast: Cast, name: str) -> set[str]:
    return {one["name"] for one in classes(cast)[name]["students"]}


def left_out(cast: Cast, place: str) -> list[list[str]]:
    """The rows of the file that is downloaded."""
    page = cast.admin.page(f"{place}/left-out.csv").removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(page)))[1:]


def test_the_page_says_row_by_row_what_would_happen_and_nothing_has_happened(cast: Cast) -> None:
    place = sends(cast.admin, LIST)
    page = text(cast.admin.page(place))
    assert "4 rows. Nothing has happened yet." in page
    assert "3 accounts are made." in page
    assert "2 classes are new and are made: 机电 2401 班, 机电 2402 班" in page
    assert "1 row is left out" in page
    assert "Left out This is not a mail address." in text(cast.admin.page(f"{place}?only=bad"))
    cast.world.settle()
    assert students(cast) == {}
    assert classes(cast) == {}


def test_one_press_takes_it_in_and_mails_nobody(cast: Cast) -> None:
    before = len(cast.world.mails())
    place = takes(cast, LIST)
    assert set(students(cast)) == {"林梅", "赵航", "孙晓"}
    assert in_class(cast, "机电 2401 班") == {"林梅", "赵航"}
    assert classes(cast)["机电 2402 班"]["teachers"] == [cast.admin.person]
    page = text(cast.admin.page(place))
    assert "3 accounts are new." in page
    assert "1 row was left out." in page
    assert len(cast.world.mails()) == before
    assert left_out(cast, place) == [
        [
            "5",
            "This is not a mail address. It looks like name@example.com.",
            "周立",
            "",
            "not an address",
            "",
            "",
        ]
    ]


def test_the_same_file_twice_does_nothing_twice(cast: Cast) -> None:
    takes(cast, LIST)
    before = students(cast)
    page = text(cast.admin.page(sends(cast.admin, LIST)))
    assert "3 are there already." in page
    assert "made" not in page.split("Row by row")[0].split("Take the list in")[1].split("Nobody is mailed")[0]
    takes(cast, LIST)
    assert students(cast) == before
    assert len(classes(cast)) == 2


def test_who_stands_in_another_class_is_moved(cast: Cast) -> None:
    takes(cast, LIST)
    place = sends(cast.admin, LIST.replace("赵航,2026010138,机电 2401 班", "赵航,2026010138,机电 2402 班"))
    assert "from 机电 2401 班 to 机电 2402 班" in text(cast.admin.page(f"{place}?only=moved"))
    cast.admin.send(f"{place}/take", {})
    cast.world.settle()
    assert in_class(cast, "机电 2401 班") == {"林梅"}
    assert in_class(cast, "机电 2402 班") == {"赵航", "孙晓"}


def test_the_columns_are_corrected_where_the_guess_was_wrong(cast: Cast) -> None:
    odd = "编号;学员;组\n2026010137;林梅;A\n"
    place = sends(cast.admin, odd)
    assert "Say below which column is which." in text(cast.admin.page(place))
    cast.admin.send(f"{place}/take", {}, status=422)
    chosen = {"name": "1", "number": "0", "school_class": "2", "heading": "1", "encoding": "utf-8"}
    assert "chosen twice" in cast.admin.send(place, chosen | {"name": "0"}, status=422).text
    cast.admin.send(place, chosen | {"name": "9"}, status=422)
    cast.admin.send(place, chosen)
    assert "1 account is made." in text(cast.admin.page(place))
    cast.admin.send(f"{place}/take", {})
    cast.world.settle()
    assert in_class(cast, "A") == {"林梅"}


def test_rows_that_are_pasted_go_into_the_class_of_the_page(cast: Cast) -> None:
    body = {"school": cast.admin.organisation, "name": "数控 2402 班", "programme": "数控技术"}
    school_class = cast.admin.post(f"{API}/classes", body, status=201)["id"]
    form = {"rows": "林梅\t2026010137\n赵航\t2026010138", "into": school_class}
    place = cast.admin.send(IMPORT, form).headers["Location"]
    cast.admin.send(f"{place}/take", {})
    cast.world.settle()
    assert in_class(cast, "数控 2402 班") == {"林梅", "赵航"}
    assert students(cast)["林梅"]["programme"] == "数控技术"


def test_invitations_are_a_press_of_their_own_that_says_how_many(cast: Cast) -> None:
    place = takes(cast, LIST)
    assert "Mail an invitation to 1 student" in cast.admin.page(place)
    cast.admin.send(f"{place}/invite", {})
    cast.world.settle()
    mail = cast.world.mails()[-1]
    assert "To: lin@qinglan.example" in mail
    lin = Actor(cast.world.client(), "林梅", "lin@qinglan.example").confirms(mail)
    assert lin.get(f"{API}/me")["memberships"][0]["state"] == "active"
    cast.admin.send(f"{place}/invite", {}, status=409)
    assert "The invitations went out on" in text(cast.admin.page(place))


def test_an_address_that_stands_in_many_lists_is_asked_three_times_a_day(cast: Cast) -> None:
    before = len(cast.world.mails())
    for _ in range(5):
        cast.admin.send(f"{takes(cast, LIST)}/invite", {})
        cast.world.settle()
    assert len(cast.world.mails()) == before + 3


def test_slips_are_printed_for_those_without_an_address(cast: Cast) -> None:
    place = takes(cast, LIST)
    assert "Print 2 slips" in cast.admin.page(place)
    names = _printed(cast, place)
    assert "赵航" in names
    assert "孙晓" in names
    assert "林梅" not in names
    assert "林梅" in _printed(cast, place, everybody="1")


def _printed(cast: Cast, place: str, **form: str) -> str:
    form["csrf_token"] = cast.admin.token
    answer = cast.admin.http.client.post(f"{place}/slips", data=form, headers={"Accept": "text/html"})  # type: ignore[attr-defined]
    assert answer.status_code == 200
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.get_data())).pages)


def test_whoever_came_in_by_a_slip_cannot_be_taken_over_by_the_lists_address(cast: Cast) -> None:
    """The school typed it: its owner is a stranger perhaps."""
    place = takes(cast, LIST)
    cast.admin.send(f"{place}/invite", {})
    cast.world.settle()
    stranger = cast.world.mails()[-1]
    path = f"{API}/organisations/{cast.admin.organisation}/students/slips"
    slips = cast.admin.post(path, {"membership": students(cast)["林梅"]["membership"]})["items"]
    lin = Actor(cast.world.client(), "林梅", "")
    lin.post(f"{API}/slips/use", {"code": slips[0]["code"], "password": PASSWORD})
    link = re.search(r"/accounts/confirm/([A-Za-z0-9_-]+)", stranger)
    assert link
    body = {"link": link[1], "password": "another long sentence"}
    Actor(cast.world.client(), "", "").post(f"{API}/confirm", body, status=422)
    before = len(cast.world.mails())
    visitor = Actor(cast.world.client(), "", "")
    visitor.post(f"{API}/reset", {"mail": "lin@qinglan.example"}, status=202)
    cast.world.settle()
    assert len(cast.world.mails()) == before


def test_who_has_an_account_with_the_address_keeps_it_and_has_the_number_from_the_list(cast: Cast) -> None:
    """They belong to another school's world, or to none: the list says nothing of that, their password does."""
    place = takes(cast, LIST.replace("lin@qinglan.example", cast.boss.mail))
    assert set(students(cast)) == {"林梅", "赵航", "孙晓"}, "as for any address"
    cast.admin.send(f"{place}/invite", {})
    cast.world.settle()
    Actor(cast.world.client(), "", "").confirms(cast.world.mails()[-1])
    boss = cast.boss.signs_in()
    found = [one for one in boss.get(f"{API}/me")["memberships"] if one["roles"] == ["student"]]
    assert [one["state"] for one in found] == ["active"]
    assert "周立" in students(cast)
    assert students(cast)["周立"]["number"] == "2026010137"


def test_the_list_confirms_who_joined_by_code_with_the_address_that_it_names(cast: Cast) -> None:
    code = cast.admin.invites(kind="code", roles=["student"])["code"]
    cast.comes_in(code)
    place = sends(cast.admin, LIST)
    assert "1 who joined by code is confirmed." in text(cast.admin.page(place))
    cast.admin.send(f"{place}/take", {})
    cast.world.settle()
    assert students(cast)["林梅"]["state"] == "mail"
    assert in_class(cast, "机电 2401 班") == {"林梅", "赵航"}


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_what_is_downloaded_is_neutral_and_can_be_sent_again(cast: Cast, language: str) -> None:
    cast.admin.http.client.set_cookie("preferences", f"{language}.light.UTC")  # type: ignore[attr-defined]
    place = sends(cast.admin, 'name,number,mail\n"=1+1",1,\n"@SUM(A1)",2,\n林梅,+3,\n')
    page = cast.admin.page(f"{place}/left-out.csv")
    rows = list(csv.reader(io.StringIO(page.removeprefix("\ufeff"))))
    assert [row[2] for row in rows[1:]] == ["'=1+1", "'@SUM(A1)", "林梅"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    again = cast.admin.page(sends(cast.admin, page.replace("'=1+1", "陈一")))
    assert "陈一" in again
    assert 'href="#f-name"' not in again


def test_a_file_that_is_none_is_refused_and_nothing_is_kept(cast: Cast) -> None:
    rows = "name,number\n" + "".join(f"N,{number}\n" for number in range(2001))
    for content, sentence in (
        (b"PK\x03\x04", "Save it as CSV"),
        (rows.encode(), "The list has 2001 rows; the limit is 2000."),
        (b"", "There is no row in it."),
    ):
        assert sentence in sends(cast.admin, content, status=422)
    assert "Choose a file, or paste the rows below." in cast.admin.send(IMPORT, {}, status=422).text
    assert cast.world.count("accounts", "class_lists") == 0


def test_rows_beyond_the_first_page_are_reached(cast: Cast) -> None:
    rows = "name,number\n" + "".join(f"N{number},{number}\n" for number in range(1, 61))
    place = sends(cast.admin, rows)
    first = cast.admin.page(place)
    assert "N25" in first
    assert "N26" not in first
    assert "N26" in cast.admin.page(f"{place}?after=26")


def test_two_thousand_rows_are_taken_in(cast: Cast) -> None:
    """What the other services make of it is their matter: accounts' job alone."""
    rows = "name,number,class\n" + "".join(f"N{one},{one},C{one % 50}\n" for one in range(2000))
    place = sends(cast.admin, rows)
    cast.admin.send(f"{place}/take", {})
    assert "0 of 2,000" in text(cast.admin.page(place))
    cast.world.work("accounts")
    cast.admin.signs_in()
    assert "2000 accounts are new." in text(cast.admin.page(place))
    assert cast.world.count("accounts", "memberships", {"roles": "student"}) == 2000
    assert len(re.findall(r"Slips [\d,]+ to [\d,]+", cast.admin.page(place))) == 10


def test_a_list_is_its_senders_alone_and_gone_after_a_week(cast: Cast) -> None:
    code = cast.admin.invites(kind="invitation", roles=["teacher"])["code"]
    colleague = cast.comes_in(code, "李老师", "li@qinglan.example")
    place = takes(cast, LIST)
    colleague.page(place, status=404)
    assert cast.world.count("accounts", "class_lists", {"content": b""}) == 1
    cast.world.later(days=8)
    cast.world.sweeps()
    cast.admin.signs_in()
    cast.admin.page(place, status=404)


def test_a_list_that_was_thrown_away_is_gone(cast: Cast) -> None:
    place = sends(cast.admin, LIST)
    cast.admin.send(f"{place}/discard", {})
    cast.admin.page(place, status=404)
    assert students(cast) == {}


def test_a_teacher_who_left_takes_nothing_in_any_more(cast: Cast) -> None:
    code = cast.admin.invites(kind="invitation", roles=["teacher"])["code"]
    colleague = cast.comes_in(code, "李老师", "li@qinglan.example")
    place = sends(colleague, LIST)
    colleague.send(f"{place}/take", {})
    members = cast.admin.get(f"{API}/organisations/{cast.admin.organisation}/members")["items"]
    mine = next(one["id"] for one in members if one["person"] == colleague.person)
    cast.admin.call("DELETE", f"{API}/memberships/{mine}")
    cast.world.settle()
    assert students(cast) == {}
