"""Words by which texts are found: Chinese without a dictionary, other languages by the beginnings of their words."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import searching


def finds(query: str, text: str) -> bool:
    """As the database decides it: each wanted word begins one of the kept words."""
    asked, kept = searching.wanted(query), searching.words(text)
    return bool(asked) and all(any(word.startswith(begins) for word in kept) for begins in asked)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("数控", "數控車床實作"),
        ("數控", "数控车床实训"),
        ("車", "汽车维修"),
        ("修", "汽车维修"),
        ("ＣＮＣ加工", "CNC 加工中心"),
        ("cnc", "CNC数控编程"),
        ("prog plc", "PLC programming"),
        ("cafe", "Café menu"),
        ("c++", "C++ 入門"),
    ],
)
def test_a_query_finds_what_holds_its_words(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("数控", "控制数据"),
        ("数控", "数据控制"),
        ("data", "metadata"),
        ("数控 焊接", "数控车床"),
        ("c++", "C 语言"),
        ("?!", "什么?!"),
        ("", "anything"),
    ],
)
def test_other_texts_are_not_found(query: str, text: str) -> None:
    assert not finds(query, text)


def test_a_query_is_made_of_ranges_and_never_of_patterns() -> None:
    made = str(searching.query("words", "数控.* (a+)+$ $where"))
    assert "$regex" not in made
    assert searching.query("words", "$$") == {"words": {"$in": []}}


def test_the_examples_in_the_module_hold() -> None:
    assert doctest.testmod(searching) == (0, 4)


@given(st.text(max_size=40))
def test_every_text_finds_itself(text: str) -> None:
    assert finds(text, text) == bool(searching.wanted(text))
    assert searching.fold(searching.fold(text)) == searching.fold(text)
