"""A saved search tells of several new people or of nobody."""

from datetime import UTC, datetime

import pytest

from services.portfolio.domain.saved import MOST_SAVED, SavedSearch, check_room
from services.portfolio.domain.wishes import Wanted
from shared.errors import Conflict

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def people(*numbers: int) -> list[str]:
    return [f"p{number}" for number in numbers]


def saved(*known: int) -> SavedSearch:
    return SavedSearch("s", "recruiter", "urn:skill", "weld", 2, NOW, known=people(*known))


def test_fewer_than_five_new_people_are_not_told_of_and_add_up() -> None:
    search = saved(1, 2, 3, 4, 5)
    for last in (6, 7, 8, 9):
        assert not search.compare(people(*range(1, last + 1)))
    assert search.compare(people(*range(1, 11)))


def test_it_is_told_once_until_the_owner_has_looked() -> None:
    search = saved()
    assert search.compare(people(1, 2, 3, 4, 5))
    assert not search.compare(people(*range(20)))
    search.look(people(*range(20)))
    assert not search.news
    assert not search.compare(people(*range(24)))
    assert search.compare(people(*range(25)))


def test_somebody_who_goes_and_comes_back_is_no_news() -> None:
    """Neither one of many, nor the one without whom fewer than five are left and nobody is shown."""
    many, few = saved(*range(10)), saved(1, 2, 3, 4, 5)
    for _ in range(8):
        assert not many.compare(people(*range(9)))
        assert not many.compare(people(*range(10)))
        assert not few.compare([])
        assert not few.compare(people(1, 2, 3, 4, 5))


def test_who_is_no_longer_found_is_not_kept() -> None:
    search = saved(1, 2, 3, 4, 5, 6)
    search.compare(people(1, 2, 3, 4, 5))
    assert search.known == people(1, 2, 3, 4, 5)


def test_one_person_saves_twenty_searches_each_once() -> None:
    kept = [saved() for _ in range(MOST_SAVED)]
    with pytest.raises(Conflict, match="already"):
        check_room(kept[:1], Wanted("urn:skill", 2))
    check_room(kept[:19], Wanted("urn:skill", 3))
    with pytest.raises(Conflict, match="20"):
        check_room(kept, Wanted("urn:skill", 3))
