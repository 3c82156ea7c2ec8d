"""What somebody wrote carries its own language, which the text itself tells."""

import pytest

from shared.web.tongue import tongue
from tests.unit.web.test_frame_macros import draw


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("數控機床的主軸溫度", "zh-Hant"),
        ("数控机床的主轴温度", "zh-Hans"),
        ("用 PLC 寫控制程式", "zh-Hant"),
        ("Measured the spindle", "en"),
        ("三方", "zh"),
        ("工具の測定", ""),
        ("измерение", ""),
        ("12.5 %", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_the_text_tells_its_language(text: str | None, told: str) -> None:
    assert tongue(text) == told


@pytest.mark.parametrize("macro", ["user_text", "wrote"])
@pytest.mark.parametrize(
    ("page", "text", "marked"),
    [
        ("en", "量測主軸溫度", 'lang="zh-Hant"'),
        ("zh-Hant", "Measured the spindle", 'lang="en"'),
        ("zh-Hant", "测量主轴温度", 'lang="zh-Hans"'),
        ("en", "三方", 'lang="zh"'),
    ],
)
def test_a_text_in_another_language_than_the_page_says_so(
    macro: str, page: str, text: str, marked: str
) -> None:
    drawn = draw(
        '{% from "macros/who.html" import MACRO with context %}{{ MACRO(text) }}'.replace("MACRO", macro),
        page,
        text=text,
    )
    assert marked in drawn
    assert text in drawn


@pytest.mark.parametrize(
    ("page", "text"), [("zh-Hant", "量測主軸溫度"), ("zh-Hans", "三方"), ("en", "12.5 %")]
)
def test_a_text_in_the_language_of_its_page_needs_no_word_of_it(page: str, text: str) -> None:
    assert "lang=" not in draw(
        '{% from "macros/who.html" import wrote with context %}{{ wrote(text) }}', page, text=text
    )


def test_the_writer_knows_better_than_the_text() -> None:
    drawn = draw(
        '{% from "macros/who.html" import user_text with context %}{{ user_text("PLC", "zh-Hant") }}'
    )
    assert 'lang="zh-Hant"' in drawn
