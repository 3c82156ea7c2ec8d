"""Registered codes: the form is checked by arithmetic, and the answer says that form is all it proves."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.accounts.codes import (
    FORM_ONLY,
    KINDS_OF_BODY,
    check_code,
    org_check_character,
    uscc_check_character,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
DEMO_CN = [
    "12330000MAXX0DE60E", "91330109MAXX0DE1X5", "91330206MAXX0DE28Y", "91330681MAXX0DE362", "91320505MAXX0DE44H",
    "91330110MAXX0DE523",
]  # fmt: skip


@pytest.mark.parametrize("code", DEMO_CN)
def test_the_demos_mainland_codes_are_valid_without_a_warning(code):
    found = check_code("uscc", code)
    assert found.valid, found.notes
    assert [note.message for note in found.notes] == [FORM_ONLY]
    assert found.body == KINDS_OF_BODY[code[:2]]


def test_a_code_typed_on_a_chinese_keyboard_is_the_code():
    assert check_code("uscc", "１２３３ 0000ＭＡＸＸ0DE60E").code == "12330000MAXX0DE60E"


def test_real_published_codes_pass_an_independent_check():
    for code in ("91110000802100433B", "91440300708461136T", "914403001922038216"):
        assert check_code("uscc", code).valid, code


@pytest.mark.parametrize("code", ["00001009", "00001004", "00001073", "04595257", "22099131"])
def test_taiwans_numbers_are_valid(code):
    assert check_code("tw_ubn", code).valid


def _sum(code):
    return sum(sum(map(int, str(int(d) * w))) for d, w in zip(code, (1, 2, 1, 2, 1, 2, 4, 1), strict=True))


def test_c6_is_valid_by_five_and_not_by_ten():
    assert (_sum("00001004") % 5, _sum("00001004") % 10) == (0, 5)
    assert not check_code("tw_ubn", "00001004").by_rule_of_seven


def test_c7_is_valid_only_by_the_rule_of_the_seven():
    assert _sum("00001073") % 5 != 0
    assert check_code("tw_ubn", "00001073").by_rule_of_seven


@pytest.mark.parametrize(
    "code", ["00001005", "0000107", "000010730", "0000107a", "٠٠٠٠١٠٠٤", "00001072", "00010063"]
)
def test_wrong_taiwanese_numbers_say_why(code):
    found = check_code("tw_ubn", code)
    assert found.valid is False
    assert found.notes[0].level == "error"


@settings(deadline=None)
@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_changed_character_is_always_noticed(first17, place, other):
    code = first17 + uscc_check_character(first17)
    assert check_code("uscc", code).valid
    changed = code[:place] + other + code[place + 1 :]
    assert check_code("uscc", changed).valid is (changed == code)


@settings(deadline=None)
@given(st.text("0123456789", min_size=7, max_size=7))
def test_two_or_more_of_ten_last_digits_fit_a_taiwanese_number(first7):
    fits = [d for d in "0123456789" if check_code("tw_ubn", first7 + d).valid]
    assert len(fits) == (4 if first7[6] == "7" else 2)


@pytest.mark.parametrize(
    "code", ["91330109MAXX0DE1X", "91330109MAXXODE1X5", "91330109MAXX0DE1X6", "", "９１３３"]
)
def test_wrong_mainland_codes_say_why(code):
    found = check_code("uscc", code)
    assert found.valid is False
    assert found.notes[0].level == "error"


def test_blanks_hyphens_and_small_letters_are_forgiven():
    assert check_code("uscc", " 91330109-maxx0de1x5 ").code == "91330109MAXX0DE1X5"


def test_a_wrong_organisation_code_only_warns():
    first17 = "91330109MAXX0DE10"
    assert org_check_character("MAXX0DE1") == "X"
    found = check_code("uscc", first17 + uscc_check_character(first17))
    assert (found.valid, [note.level for note in found.notes]) == (True, ["info", "warning"])


def test_an_unknown_kind_of_body_only_warns():
    first17 = "81330109MAXX0DE1X"
    found = check_code("uscc", first17 + uscc_check_character(first17))
    assert (found.valid, found.body, found.notes[-1].level) == (True, None, "warning")


def test_free_text_is_neither_valid_nor_wrong_but_needs_a_document():
    found = check_code("free", "  CRO  123456 ")
    assert (found.valid, found.code) == (None, "CRO 123456")
    assert check_code("free", " ").valid is False
