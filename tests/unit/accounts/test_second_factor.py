"""Codes of an authenticator: the standard's own vectors, one step either way, each good once."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from services.accounts import totp
from services.accounts.domain.second_factor import SecondFactor, counted, missing_step
from shared.errors import Conflict, Invalid

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The ASCII text 12345678901234567890 of RFC 6238, appendix B, in base 32."""
VECTORS = [
    (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
    (20000000000, "353130"),
]  # fmt: skip
NOW = datetime(2026, 11, 20, 8, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert totp.step_of(RFC_SECRET, code, at) == seconds // 30


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_one_step_early_or_late(steps: int, taken: bool) -> None:
    code = pyotp.TOTP(RFC_SECRET).at(NOW + timedelta(seconds=30 * steps))
    assert (totp.step_of(RFC_SECRET, code, NOW) is not None) == taken


@pytest.mark.parametrize("form", ["{} {}", "{}-{}", " {}{} "])
def test_a_code_may_be_typed_with_blanks(form: str) -> None:
    code = pyotp.TOTP(RFC_SECRET).at(NOW)
    assert totp.step_of(RFC_SECRET, form.format(code[:3], code[3:]), NOW) is not None


def test_full_width_digits_are_digits() -> None:
    code = "".join(chr(ord(digit) + 0xFEE0) for digit in pyotp.TOTP(RFC_SECRET).at(NOW))
    assert totp.step_of(RFC_SECRET, code, NOW) is not None


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "0000000000", "²²²²²²", "٣٤٥٦٧٨"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert totp.step_of(RFC_SECRET, typed, NOW) is None


def test_a_code_is_good_once_and_so_is_every_earlier_one() -> None:
    factor = SecondFactor("p")
    factor.use_step(100)
    for step in (100, 99, None):
        with pytest.raises(Invalid):
            factor.use_step(step)
    factor.use_step(101)


def test_a_recovery_code_is_good_once() -> None:
    factor = SecondFactor("p", recovery=["a", "b"])
    assert factor.use_recovery("a")
    assert not factor.use_recovery("a")
    assert factor.recovery == ["b"]


def test_a_recovery_code_is_kept_as_a_digest_of_its_owner_however_it_is_typed() -> None:
    code = totp.new_recovery_codes()[0]
    assert totp.recovery_digest("p", code) == totp.recovery_digest("p", code.lower().replace("-", " "))
    assert totp.recovery_digest("p", code) != totp.recovery_digest("q", code)
    assert code not in totp.recovery_digest("p", code)


def test_an_offer_ends_after_fifteen_minutes() -> None:
    factor = SecondFactor("p")
    factor.offer({"sealed": "x"}, "s", NOW)
    assert factor.open_offer("s", NOW + timedelta(minutes=14)) == {"sealed": "x"}
    with pytest.raises(Conflict):
        factor.open_offer("s", NOW + timedelta(minutes=15))
    with pytest.raises(Conflict):
        factor.open_offer("another session", NOW)
    with pytest.raises(Conflict):
        SecondFactor("p").open_offer("s", NOW)


@pytest.mark.parametrize("role", ["operator", "school_admin", "registrar"])
def test_an_office_waits_for_the_second_step(role: str) -> None:
    assert counted([role, "teacher"], second_factor=False) == ["teacher"]
    assert counted([role, "teacher"], second_factor=True) == [role, "teacher"]
    assert missing_step([role], second_factor=False, proven=False, confirmed=True) == "set-up"
    assert missing_step([role], second_factor=False, proven=False, confirmed=False) == ""
    assert missing_step([role], second_factor=True, proven=False, confirmed=True) == "code"
    assert missing_step([role], second_factor=True, proven=True, confirmed=True) == ""


@pytest.mark.parametrize("role", ["student", "teacher", "mentor", "company_admin", "recruiter"])
def test_nobody_else_has_to(role: str) -> None:
    assert counted([role], second_factor=False) == [role]
    assert missing_step([role], second_factor=False, proven=False, confirmed=True) == ""
    assert missing_step([role], second_factor=True, proven=False, confirmed=True) == "code"
