"""A school's typed list of students: however it is separated, each line's mistake is named."""

import pytest

from services.accounts.domain.slip import MOST_ROWS, Row, checked_rows, rows_of, student_number
from shared.errors import Invalid


@pytest.mark.parametrize(
    "line",
    ["林梅,2026010137,机电一体化技术", "林梅，2026010137，机电一体化技术", "林梅\t2026010137\t机电一体化技术",
     " 林梅 ; 2026010137 ； 机电一体化技术 ", "林梅、２０２６０１０１３７、机电一体化技术"],
)  # fmt: skip
def test_a_line_is_name_number_and_programme(line: str) -> None:
    assert rows_of(line) == [Row("林梅", "2026010137", "机电一体化技术", 1)]


def test_the_programme_may_be_left_out_and_blank_lines_stand_between() -> None:
    assert rows_of("\n林梅,A1\n\n赵航,a2\n") == [Row("林梅", "A1", "", 2), Row("赵航", "A2", "", 4)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("林梅", 1), ("林梅,", 1), (",2026", 1), ("林梅,1\n赵航,2,机电,多", 2), ("林梅,1\n赵航,01 01\n孙晓,0101", 3),
        ("林梅,1\n赵航,{evil}", 2), ("林梅,1\n赵航,$gt", 2), ("林梅," + "1" * 33, 1), ("林" * 101 + ",1", 1),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named(text: str, line: int) -> None:
    with pytest.raises(Invalid) as refused:
        rows_of(text)
    said = refused.value.errors["list"]
    assert said["params"]["line"] == line, said  # type: ignore[index]


@pytest.mark.parametrize("text", ["", "\n \n", "\n".join(f"x,{n}" for n in range(MOST_ROWS + 1))])
def test_a_list_is_neither_empty_nor_endless(text: str) -> None:
    with pytest.raises(Invalid):
        rows_of(text)


def test_rows_of_a_program_are_checked_alike() -> None:
    assert checked_rows([Row("林梅", " ａb 1")]) == [Row("林梅", "AB1", "", 1)]
    with pytest.raises(Invalid):
        checked_rows([Row("林梅", "1"), Row("赵航", "１")])


def test_a_number_is_compared_without_blanks_and_case() -> None:
    assert student_number(" b 09-123 ") == "B09-123"
