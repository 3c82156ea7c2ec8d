"""One task by a mailed link: its secret made, shown to whom it is for, used once; who came by it, and for how long."""

from dataclasses import dataclass
from datetime import datetime

from services.accounts.domain.person import Link, Person
from services.accounts.domain.second_factor import missing_step
from services.accounts.domain.signing import Item
from services.accounts.domain.visit import LIFE, LINK_LIFE, PURPOSE, Visit, opens_alone, team_of
from services.accounts.store import audit, organisations, people, visits, waiting_items
from services.accounts.usecases import consenting, sessions, throttling
from shared.errors import Conflict
from shared.ids import digest, new_id, new_secret
from shared.messages import N_
from shared.mongo import transactional
from shared.viewer import Viewer

OVER = N_("This link was used already, or is over. Sign in to go on.")


@dataclass(frozen=True)
class Offer:
    """What the link opens, for whoever holds it: whose it is stands on the page, so that a wrong reader stops."""

    person: Person
    item: Item


@dataclass(frozen=True)
class Opened:
    """``secret`` goes into the long cookie and is shown nowhere else."""

    visit: Visit
    secret: str


def place(item: Item, person: Person, now: datetime) -> str:
    """Where a mail about the item leads: to the task alone where a link may open it, else to its page."""
    return f"/accounts/task/{_make_link(item, person, now)}" if _may_open(item, person.id) else item.url


@transactional
def _make_link(item: Item, person: Person, now: datetime) -> str:
    """A new secret; only its digest is kept."""
    secret = new_secret()
    people.add_link(
        Link(digest(secret), person.id, PURPOSE, expires=now + LINK_LIFE, mail=person.mail, item=item.id)
    )
    return secret


def _may_open(item: Item, person_id: str) -> bool:
    viewer = sessions.apart_from_sessions(person_id)
    if viewer is None or item.organisation is None:
        return False
    person = people.person(person_id)
    everywhere = organisations.roles_anywhere(person_id)
    missing = missing_step(everywhere, person.second_factor, False, person.mail_confirmed)
    return opens_alone(item, sorted(viewer.roles.get(item.organisation, ())), missing)


def offered(secret: str, edition: str, now: datetime) -> Offer | None:
    """None for a link that opens nothing, or no longer. Reading it uses nothing up: mail programs open links by
    themselves. ``edition``: who has terms to accept signs in for it."""
    link = people.link(secret)
    if link is None or not link.usable(PURPOSE, now):
        return None
    item = waiting_items.open_item(link.item)
    if item is None or not _may_open(item, link.person) or consenting.asks_anew(link.person, edition):
        return None
    person = people.person(link.person)
    return Offer(person, item) if person.mail == link.mail else None


def open_task(secret: str, edition: str, address: str, now: datetime) -> Opened:
    """The link is used up, and its holder is let in to the one task. Raises Conflict for a link that is over."""
    throttling.entrance("task", "", address, now)
    return _opened(secret, edition, now)


@transactional
def _opened(secret: str, edition: str, now: datetime) -> Opened:
    offer, link = offered(secret, edition, now), people.link(secret)
    if offer is None or link is None:
        raise Conflict(OVER)
    link.used = True
    people.save_link(link)
    item, kept = offer.item, new_secret()
    visit = Visit(
        new_id(), link.person, digest(kept), item.id, team_of(item) or "", item.subject, item.url, now + LIFE
    )
    visits.add(visit)
    audit.record(N_("Opened a task by a mailed link"), link.person, link.person, now)
    return Opened(visit, kept)


def renewed(secret: str, now: datetime) -> Visit | None:
    """The visit of the long cookie, if it goes on: asked of the database each time."""
    visit = visits.by_secret(secret) if secret else None
    return visit if visit is not None and viewer(visit.person, visit.id, now) is not None else None


def viewer(person_id: str, visit_id: str, now: datetime) -> Viewer | None:
    """Who came by a link, while the task is open and everything holds for which it was mailed."""
    visit = visits.visit(visit_id)
    if visit is None or visit.person != person_id or not visit.alive(now):
        return None
    item = waiting_items.open_item(visit.item)
    if item is None or not _may_open(item, person_id):
        return None
    return sessions.apart_from_sessions(person_id)


@transactional
def leave(secret: str, now: datetime) -> None:
    """Whoever came by a link goes, or signs in."""
    visit = visits.by_secret(secret)
    if visit is not None:
        sessions.end_visit(visit, now)


def done(item_id: str, now: datetime) -> None:
    """Nothing waits there any more. In the transaction of its reason."""
    for visit in visits.of_item(item_id):
        sessions.end_visit(visit, now)
