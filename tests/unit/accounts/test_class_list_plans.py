"""What taking a list in would do, row by row, without doing it."""

import pytest

from services.accounts.domain import class_list
from services.accounts.domain.class_list import Known, Member, Planned, Row, plan

LIN = Member("m1", "p1", "林梅", "2026010137", "lin@qinglan.example", True, True, "active", "c1")

NOBODY = Known()


def member(**changes: object) -> Member:
    return Member(**{**vars(LIN), **changes})  # type: ignore[arg-type]


def known(*members: Member, **classes: list[str]) -> Known:
    return Known({one.number: one for one in members}, {one.mail: one for one in members}, classes)


def one(row: Row, school: Known = NOBODY, into: str = "") -> Planned:
    return plan([row], school, into)[0]


def reason(planned: Planned) -> str:
    assert planned.outcome == "bad"
    return str(planned.reason["message"] % planned.reason["params"]) if planned.reason else ""


def test_nobody_knows_them_yet() -> None:
    found = one(Row(2, "林梅", "2026010137"), into="c1")
    assert (found.outcome, found.school_class, found.new_class) == ("new", "c1", False)


def test_whom_the_school_has_is_there_or_changes_class() -> None:
    row = Row(2, "林梅", "2026010137", school_class="B 班")
    assert one(Row(2, "林梅", "2026010137"), known(LIN)).outcome == "there"
    assert one(row, known(LIN, **{"b班": ["c1"]})).outcome == "there"
    moved = one(row, known(LIN, **{"b班": ["c2"]}))
    assert (moved.outcome, moved.school_class) == ("moved", "c2")
    assert one(row, known(LIN)).new_class


def test_who_joined_by_code_is_confirmed_only_with_an_address_that_is_theirs() -> None:
    row = Row(2, "林梅", "2026010137", "lin@qinglan.example")
    came = member(number="", state="pending")
    assert one(row, known(came)).outcome == "confirmed"
    assert "not proven" in reason(one(row, known(member(number="", state="pending", proven=False))))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (Row(2, "", "1"), "name is missing"),
        (Row(2, "林梅"), "student number or a mail address"),
        (Row(2, "=HYPERLINK(1)", "1"), "formula"),
        (Row(2, "＝1+1", "1"), "formula"),
        (Row(2, "林\n梅", "1"), "several lines"),
        (Row(2, "林" * 101, "1"), "at most 100"),
        (Row(2, "林梅", "1 OR 1=1"), "at most 32 letters and digits"),
        (Row(2, "林梅", "2.02601E+11"), "shortened the number"),
        (Row(2, "林梅", "", "no address"), "not a mail address"),
        (Row(2, "林梅", "", "林梅@qinglan.example"), "letters like these before the @"),
        (Row(2, "林梅", "", "a@b.example\nBcc: x@y.example"), "several lines"),
        (Row(2, "", unreadable=True), "cannot be shown"),
    ],
)
def test_a_bad_row_says_why(row: Row, sentence: str) -> None:
    assert sentence in reason(one(row))


def test_no_number_and_no_address_change_their_owner() -> None:
    assert "another name" in reason(one(Row(2, "赵航", "2026010137"), known(LIN)))
    assert "left the school" in reason(one(Row(2, "林梅", "2026010137"), known(member(state="ended"))))
    other = Row(2, "林梅", "2026010199", "lin@qinglan.example")
    assert "another student number" in reason(one(other, known(LIN)))
    zhao = member(membership="m2", person="p2", name="赵航", number="2", mail="zhao@qinglan.example")
    both = Row(2, "林梅", "2026010137", "zhao@qinglan.example")
    assert "two different people" in reason(one(both, known(LIN, zhao)))


def test_of_two_rows_alike_the_first_counts() -> None:
    rows = [
        Row(2, "林梅", "1"),
        Row(3, "赵航", "1"),
        Row(4, "A", "2", "a@b.example"),
        Row(5, "B", "3", "a@b.example"),
    ]
    found = plan(rows, known(), "")
    assert [planned.outcome for planned in found] == ["new", "bad", "new", "bad"]
    assert "line 2" in reason(found[1])
    assert "line 4" in reason(found[3])


def test_classes_of_one_name_are_named_once_and_two_alike_are_nobodys() -> None:
    rows = [Row(2, "A", "1", school_class="机电 2401 班"), Row(3, "B", "2", school_class="机电２４０１班")]
    assert class_list.new_classes(plan(rows, known(), "")) == ["机电 2401 班"]
    assert "Several classes" in reason(one(rows[0], known(**{"机电2401班": ["c1", "c2"]})))
