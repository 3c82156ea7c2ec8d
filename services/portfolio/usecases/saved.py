"""Employers save a search and are told at most once a day that there are new people, several of them or nobody."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from services.portfolio.domain import saved as rules
from services.portfolio.domain.saved import SavedSearch
from services.portfolio.store import saved as store
from services.portfolio.store import search
from services.portfolio.usecases import finding
from shared import directory, skillnames
from shared.clock import due_in_days
from shared.errors import Invalid
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import timers
from shared.mongo import transactional
from shared.viewer import Viewer
from shared.waiting import Wait, close_items, open_item, waits

LOOK, NEWS = "saved.look", "saved.news"
FOUND = N_("There are new people in a search that you saved")
STAYS = N_("It stays here until you have looked.")
MORNING = timedelta(hours=8)


@transactional
def save(data: Mapping[str, Any], viewer: Viewer, now: datetime) -> SavedSearch:
    """Of one skill; ``data["skill"]``: its name in any language, or its URI where it is offered."""
    finding.check_known(viewer)
    uri, label = _skill(data["skill"], viewer, now)
    made = SavedSearch(
        new_id(), viewer.person, uri, label, data["level"], now, data["trade"], data["place"], data["by"]
    )
    rules.check_room(store.of_person(viewer.person), made.wanted)
    made.look(_found(made, viewer, now))
    store.add(made)
    if not timers.waits(viewer.person, LOOK):
        _look_next(viewer, now)
    return made


def _skill(text: str, viewer: Viewer, now: datetime) -> tuple[str, str]:
    """(URI, label). Nothing here tells whether anybody has a skill that fewer than five have."""
    offered = finding.offered(viewer, now) if search.is_uri(text) else finding.named(text, viewer, now)
    meant = [one for one in offered if not search.is_uri(text) or one["uri"] == text]
    if len(meant) == 1:
        return str(meant[0]["uri"]), str(meant[0]["label"])
    row = skillnames.named(text)
    if row is None:
        raise Invalid({"skill": N_("Save a search for one skill, by its whole name.")})
    return row["uri"], row["en"]


def _found(saved: SavedSearch, viewer: Viewer, now: datetime) -> list[str]:
    """Whoever the search would show the viewer now."""
    rows = finding.visible(saved.wanted, viewer, now)
    return [row["person"] for row in rows]


def _look_next(viewer: Viewer, now: datetime) -> None:
    """In the morning of the company's next day."""
    mine = viewer.chosen_among(*finding.SEARCHERS)
    midnight = due_in_days(0, now, directory.calendar_of(mine[0] if mine else "").zone)
    timers.put(viewer.person, LOOK, midnight + MORNING)


@transactional
def look_through(person: str, now: datetime) -> None:
    """Once a day, by the timer: all that the person saved makes one item at most."""
    viewer, mine = directory.viewer(person, "", lambda: now), store.of_person(person)
    if viewer is None or not mine:
        return
    told = [one for one in mine if _compared(one, viewer, now)]
    if told and not waits(person, NEWS, person=person):
        open_item(Wait(person, NEWS, FOUND, STAYS, "/portfolio/saved", person=person, remind=now), now)
    _look_next(viewer, now)


def _compared(saved: SavedSearch, viewer: Viewer, now: datetime) -> bool:
    told = saved.compare(_found(saved, viewer, now))
    store.save(saved)
    return told


@transactional
def look(saved_id: str, viewer: Viewer, now: datetime) -> SavedSearch:
    """Whoever is there now is known from now on."""
    found = store.own(saved_id, viewer)
    found.look(_found(found, viewer, now))
    store.save(found)
    _close(viewer.person, now)
    return found


@transactional
def remove(saved_id: str, viewer: Viewer, now: datetime) -> SavedSearch:
    found = store.own(saved_id, viewer)
    store.delete(found.id)
    _close(viewer.person, now)
    return found


def _close(person: str, now: datetime) -> None:
    """Nothing waits once everything new was looked at, and nobody looks any more for who has saved nothing."""
    left = store.of_person(person)
    if not any(one.news for one in left):
        close_items(person, NEWS, now, by=person)
    if not left:
        timers.cancel(person, LOOK)
