"""Join codes: enough chance, and typed as people type."""

import math

import pytest

from services.accounts.joincodes import ALPHABET, LENGTH, new_code, normal


def test_a_code_has_at_least_fifty_bits_of_chance() -> None:
    assert LENGTH * math.log2(len(ALPHABET)) >= 50
    assert len({new_code() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "typed",
    ["7k2m9qxa4d1w", "7K2M-9QXA-4D1W", " 7K2M 9QXA 4DIW ", "7k2m-9qxa-4dlw", "７Ｋ２Ｍ－9qxa　4d1w\n"],
)
def test_a_code_is_read_however_it_was_typed(typed: str) -> None:
    assert normal(typed) == "7K2M-9QXA-4D1W"


@pytest.mark.parametrize("other", ["pX3k9_an-invitations-secret", "", "7K2M-9QXA", "7K2M-9QXA-4DUW"])
def test_what_is_no_code_stays_as_it_is(other: str) -> None:
    assert normal(other) == other
