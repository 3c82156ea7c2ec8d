"""A request for contact: who may do what when, and what the company is told of it."""

from datetime import UTC, datetime, timedelta

import pytest

from services.portfolio.domain.contacts import Contact, check_again, day_of
from shared.errors import Conflict, Invalid

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
DUE = NOW + timedelta(days=14)


def asked() -> Contact:
    return Contact("c", "student", "company", "recruiter", "job", "Come and see us.", day_of(NOW), NOW, DUE)


def test_of_a_refusal_the_company_learns_what_it_learns_of_silence_and_not_sooner() -> None:
    refused, silent = asked(), asked()
    refused.answer(False, "", NOW)
    for at in (NOW, DUE - timedelta(seconds=1), DUE, DUE + timedelta(days=9)):
        assert refused.as_told(at) == silent.as_told(at)
    silent.lapse()
    assert refused.as_told(DUE) == silent.as_told(DUE) == "closed"


def test_accepting_says_how_to_reach_one_and_refusing_keeps_nothing() -> None:
    contact = asked()
    with pytest.raises(Invalid):
        contact.answer(True, "", NOW)
    contact.answer(True, "lin@home.example", NOW)
    assert (contact.as_told(NOW), contact.means) == ("accepted", "lin@home.example")
    refused = asked()
    refused.answer(False, "typed and then thought better of it", NOW)
    assert refused.means == ""


def test_nothing_is_answered_twice_or_late() -> None:
    contact = asked()
    with pytest.raises(Conflict):
        contact.answer(True, "x", DUE)
    contact.answer(False, "", NOW)
    with pytest.raises(Conflict):
        contact.answer(True, "x", NOW)


def test_the_company_takes_back_what_was_refused_in_secret_as_if_it_stood() -> None:
    refused, silent = asked(), asked()
    refused.answer(False, "", NOW)
    for contact in (refused, silent):
        contact.withdraw(NOW)
        assert contact.state == "withdrawn"
        with pytest.raises(Conflict):
            contact.withdraw(NOW)


def test_the_student_ends_what_they_accepted_and_the_means_go() -> None:
    contact = asked()
    with pytest.raises(Conflict):
        contact.end()
    contact.answer(True, "x", NOW)
    contact.end()
    assert (contact.as_told(NOW), contact.means) == ("ended", "")


def test_the_same_company_asks_again_after_ninety_days() -> None:
    check_again(None, NOW)
    with pytest.raises(Conflict):
        check_again(asked(), NOW + timedelta(days=89))
    check_again(asked(), NOW + timedelta(days=90))
