"""How long a text message is, in the two alphabets of telephones."""

import doctest

import pytest

from services.accounts.domain import sms


@pytest.mark.parametrize(
    ("text", "taken"),
    [("a" * 160, (160, 160)), ("€", (2, 160)), ("[]", (4, 160)), ("ñ\n", (2, 160)), ("评审", (2, 70)), ("😀", (2, 70)),
     ("ê", (1, 70)), ("a…", (2, 70))],
)  # fmt: skip
def test_the_alphabet_decides_how_much_one_part_holds(text: str, taken: tuple[int, int]) -> None:
    assert sms.length(text) == taken


@pytest.mark.parametrize("what", ["Review " * 40, "评审" * 60, "[[[[" * 50, "a" * 100 + "😀" * 30, ""])
def test_a_text_is_cut_to_one_part_and_keeps_its_link(what: str) -> None:
    text = sms.one_part("[Shixun] ", what, " https://shixun.example/accounts/inbox")
    taken, most = sms.length(text)
    assert taken <= most
    assert text.endswith(" https://shixun.example/accounts/inbox")


def test_the_examples_are_right() -> None:
    assert doctest.testmod(sms).failed == 0
