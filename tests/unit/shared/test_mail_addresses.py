"""Which mail addresses are taken: those that mails can reach."""

import marshmallow as ma
import pytest

from shared.text import FOREIGN_LETTERS, GivenMail, Mail


@pytest.mark.parametrize("address", ["李雷@qinglan.example", "josé@qinglan.example", "ｌｉ雷@例子.中国"])
def test_letters_that_servers_do_not_pass_on_are_refused_before_the_sign(address: str) -> None:
    with pytest.raises(ma.ValidationError) as refused:
        Mail().deserialize(address)
    assert refused.value.messages == [FOREIGN_LETTERS]


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("Lei@例子.中国", "lei@例子.中国"),
        ("lei@bücher.example", "lei@bücher.example"),
        ("ｌｅｉ＠ｘ。cn", "lei@x.cn"),
    ],
)
def test_a_domain_may_be_in_any_letters_and_what_is_full_width_is_meant_narrow(
    typed: str, taken: str
) -> None:
    assert Mail().deserialize(typed) == taken


def test_who_has_such_an_address_still_signs_in_with_it() -> None:
    assert GivenMail().deserialize("李雷@qinglan.example") == "李雷@qinglan.example"
