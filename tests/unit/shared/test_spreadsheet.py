"""No cell of a table that we write is computed by the program that opens it."""

import csv
import io

import pytest

from shared.spreadsheet import BOM, cell, csv_text

FORMULAS = (
    "=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", " =1", "\u3000＝1",
)  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["林梅", "a=b", "3-4", "'=1", "", "x@example.org"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert cell(text) == text


def test_numbers_stay_numbers() -> None:
    assert [cell(-3), cell(2.5), cell(None)] == ["-3", "2.5", ""]


def test_a_table_is_read_back_as_it_was_written() -> None:
    rows = [["a,b", 'say "no"', "two\nlines", -1], ["=1", "林", "", None]]
    text = csv_text(["one", "=two", "three", "four"], rows)
    assert text.startswith(BOM)
    found = list(csv.reader(io.StringIO(text.removeprefix(BOM))))
    assert found == [
        ["one", "'=two", "three", "four"],
        ["a,b", 'say "no"', "two\nlines", "-1"],
        ["'=1", "林", "", ""],
    ]
