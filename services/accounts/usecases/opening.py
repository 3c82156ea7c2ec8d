"""An operator opens a person's data: with a reason, for half an hour, and the person is told at once."""

from dataclasses import dataclass
from datetime import datetime

from services.accounts.domain.access import LIFE, Access, may_open
from services.accounts.store import access, audit, people
from shared.errors import Forbidden, Invalid
from shared.events import accounts as events
from shared.ids import is_id, new_id
from shared.messages import N_
from shared.messaging import jobs, outbox
from shared.mongo import transactional
from shared.text import narrow
from shared.viewer import Viewer
from shared.waiting import Wait, close_items, open_item

KIND = "access.told"
NOBODY = N_("There is nobody with this id or confirmed address.")


@dataclass(frozen=True)
class Opened:
    """``event``: what the other services have heard once they show the person's objects."""

    access: Access
    event: str


def whom(typed: str) -> str:
    """The person's id, by the id itself or by the exact address that they have confirmed. Raises Invalid."""
    if is_id(typed):
        if people.exists(typed):
            return typed
    elif (owner := people.confirmed_owner(narrow(typed).strip().lower())) is not None:
        return owner.id
    raise Invalid({"who": NOBODY})


def find_and_open(typed: str, reason: str, viewer: Viewer, now: datetime) -> Opened:
    """Looking somebody up by their address is an access already: it is never done without a trace."""
    try:
        found = whom(typed)
    except Invalid:
        _looked_in_vain(viewer, now)
        raise
    return open_access(found, reason, viewer, now)


@transactional
def _looked_in_vain(viewer: Viewer, now: datetime) -> None:
    audit.record(
        N_("Looked for a person, and found nobody"), viewer.person, viewer.person, now, operator=True
    )


@transactional
def open_access(person_id: str, reason: str, viewer: Viewer, now: datetime) -> Opened:
    if not viewer.operator:
        raise Forbidden(N_("Only operators of the platform open a person's data."))
    person = people.person(person_id)
    may_open(viewer.person, person.id, person.id in viewer.looks_at)
    made = Access(
        id=new_id(), operator=viewer.person, person=person.id, reason=reason, since=now, until=now + LIFE
    )
    access.add(made)
    granted = events.AccessGranted(
        access=made.id, operator=made.operator, person=made.person, until=made.until,
        personal={person.id: {"reason": reason}},
    )  # fmt: skip
    event = outbox.append(granted, now)
    audit.record(
        N_("Opened the data of %(member)s: %(reason)s"), person.id, viewer.person, now, to=person.id, operator=True,
        said={"reason": reason},
    )  # fmt: skip
    _tell(made, person.mail_confirmed, now)
    return Opened(access.access(made.id, viewer), event)


def _tell(made: Access, by_mail: bool, now: datetime) -> None:
    """An item in the inbox, which stays until it was read; a mail to whoever has an address."""
    message = N_("An operator opened your data. Read why.")
    default = N_("Nothing is asked of you.")
    told = Wait(made.id, KIND, message, default, "/accounts/privacy#access", person=made.person)
    open_item(told, now)
    if by_mail:
        jobs.add("access_mail", made.id, now)


@transactional
def close(access_id: str, viewer: Viewer, now: datetime) -> Access:
    """The operator has seen enough."""
    held = access.access(access_id, viewer)
    held.end(now)
    access.save(held)
    ended = events.AccessEnded(access=held.id, operator=held.operator, person=held.person, at=now)
    outbox.append(ended, now)
    audit.record(
        N_("Closed the data of %(member)s"), held.person, viewer.person, now, to=held.person, operator=True
    )
    return access.access(access_id, viewer)


@transactional
def has_read(viewer: Viewer, now: datetime) -> None:
    """The person has read who looked and why: nothing more waits for them about it."""
    for one in access.log_of(viewer.person):
        if not one.read:
            one.read = True
            access.save(one)
            close_items(one.id, KIND, now, by=viewer.person)
