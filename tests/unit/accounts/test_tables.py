"""Tables out of files: whatever a school's system saves is read, and what is none is refused with one sentence."""

import pytest

from services.accounts.domain import table
from services.accounts.domain.table import read
from shared.errors import Invalid

HANS = "姓名,学号,班级\n林梅,2026010137,机电 2401 班\n赵航,2026010138,机电 2401 班\n"
HANT = "姓名,學號,班級\n陳怡君,B11201001,資訊二甲\n林志豪,B11201002,資訊二甲\n"


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        (HANS, "utf-8", "utf-8"),
        (HANS, "utf-8-sig", "utf-8"),
        (HANT, "utf-16", "utf-16"),
        (HANT, "utf-16-le", "utf-16"),
        (HANS, "utf-16-be", "utf-16"),
        (HANS, "gb18030", "gb18030"),
        (HANT, "gb18030", "gb18030"),
        (HANT, "cp950", "big5"),
        ("name,number\nAoife Byrne,D24120\n", "ascii", "utf-8"),
    ],
)
def test_the_encoding_is_found(text: str, codec: str, encoding: str) -> None:
    found = read(text.encode(codec))
    assert found.encoding == encoding
    assert found.rows[0][1] == text.splitlines()[0].split(",")
    assert len(found.rows) == text.count("\n")


@pytest.mark.parametrize("names", ["王,李", "張三丰,曾國藩", "龔自珍,蔡依林"])
@pytest.mark.parametrize(("codec", "encoding"), [("gb18030", "gb18030"), ("cp950", "big5")])
def test_few_names_without_a_heading_tell_gb18030_from_big5(names: str, codec: str, encoding: str) -> None:
    assert read(names.encode(codec)).encoding == encoding


@pytest.mark.parametrize("sign", [",", ";", "\t", "，"])
def test_the_separator_is_found_and_quotation_marks_are_minded(sign: str) -> None:
    text = f'name{sign}number{sign}mail\n"Byrne{sign} Aoife"{sign}D24{sign}a@b.example\n'
    assert read(text.encode()).rows[1] == (2, [f"Byrne{sign} Aoife", "D24", "a@b.example"])


def test_lines_are_those_of_the_file() -> None:
    found = read(b'name,number\n\n"A\nB",1\n,,\nC,2\n')
    assert [line for line, _ in found.rows] == [1, 3, 6]


@pytest.mark.parametrize(
    "heading",
    [
        "姓名,学号,邮箱,班级,专业",
        "姓名,學號,電子郵件,班級,科系",
        "Full name;Student No.;E-Mail;Class;Programme",
    ],
)
def test_columns_are_guessed_in_three_languages(heading: str) -> None:
    found = read(heading.encode() + b"\n")
    assert found.heads()
    assert table.guess(found) == {"name": 0, "number": 1, "mail": 2, "school_class": 3, "programme": 4}


def test_of_two_headings_alike_the_first_counts_and_a_serial_number_is_no_student_number() -> None:
    found = read("序号,姓名,姓名,学号\n1,林梅,x,2026\n".encode())
    assert table.guess(found) == {"name": 1, "number": 3}


def test_without_a_heading_the_cells_say_it() -> None:
    found = read("2026010137,林梅,lin@qinglan.example\n".encode())
    assert not found.heads()
    assert table.guess(found) == {"number": 0, "name": 1, "mail": 2}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"x" * 1_000_001, "larger than 1 MB"),
        (b"PK\x03\x04 and so on", "spreadsheet's own file"),
        (b"\xd0\xcf\x11\xe0 and so on", "spreadsheet's own file"),
        (b"name,number\nA\x00B,1\n", "no text"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\xff\xff\xff", "no text"),
        (b"", "no row"),
        (b"\n\n , ,\n", "no row"),
        (b'name,number\n"' + b"x" * 900_000, "Line 2 is too long"),
        (b"name,number\n" + b"A,1\n" * 2001, "has 2001 rows; the limit is 2000"),
        (b"," * 60 + b"x", "more than 50 columns"),
    ],
)
def test_what_is_no_list_is_refused_with_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(content)
    said = dict(refused.value.errors)["file"]
    assert sentence in said["message"] % said["params"]  # type: ignore[index]


def test_two_thousand_rows_are_fine() -> None:
    assert len(read(b"name,number\n" + b"A,1\n" * 2000).rows) == 2001


@pytest.mark.parametrize(
    ("columns", "field"),
    [({"number": 0}, "name"), ({"name": 0}, "number"), ({"name": 0, "number": 1, "mail": 1}, "number")],
)
def test_columns_that_make_no_list_are_refused(columns: dict[str, int], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        table.check_columns(columns)
    assert field in refused.value.errors
