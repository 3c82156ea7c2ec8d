"""Whom a share is for, if not whoever has its link: an organisation that is known here, or one person.

The person is named in accounts, by the exact mail address, which stays there; whether anybody has it is told to nobody
but them.
"""

from datetime import datetime
from typing import Any

from services.portfolio.domain.showing import STAFF, Share
from services.portfolio.store import contacts, evidence, search, shares
from shared import directory
from shared.directory import Organisation
from shared.errors import Invalid
from shared.messages import N_
from shared.messaging import erased
from shared.mongo import transactional
from shared.searching import fold
from shared.viewer import Viewer
from shared.waiting import Wait, close_items, open_item, waits

KIND = "share.received"
SHOWS = N_("%(name)s shows you evidence")
SHOWS_NAMELESS = N_("A student shows you evidence")
CLOSES = N_("It closes by itself when its time is over.")

UNKNOWN = N_("There is no such organisation among those that are known here. Give its whole name.")
SEVERAL = N_("Several organisations have this name. Share a link instead.")


def _all(viewer: Viewer) -> list[Organisation]:
    """Of the viewer's region, by name: its schools, which operators make, and companies at which somebody looked."""
    region = search.region(viewer.person)
    found = directory.of_region(region, "school", "company") if region else []
    return [one for one in found if _known(one)]


def near(viewer: Viewer) -> list[Organisation]:
    """Of these the ones with which the viewer has to do already: a list of all others is shown to nobody."""
    mine = evidence.credentials_of(viewer.person)
    ids = {name for one in mine for name in (one.company, one.school)}
    ids |= {one.organisation for one in contacts.of_person(viewer.person)}
    region = search.region(viewer.person)
    return [one for one in directory.organisations(ids) if one.region == region and _known(one)]


def _known(organisation: Organisation) -> bool:
    looked_at = organisation.kind == "school" or directory.looked_at(organisation.checks)
    return looked_at and not organisation.suspended


def chosen(named: str, viewer: Viewer) -> str:
    """The id of the one that is meant by its id or whole name. Raises Invalid, alike for unknown and unchecked ones."""
    found = [one.id for one in _all(viewer) if named == one.id or (named and fold(named) == fold(one.name))]
    if len(found) != 1:
        raise Invalid({"organisation": SEVERAL if found else UNKNOWN})
    return found[0]


def reads_for(viewer: Viewer) -> list[str]:
    """The organisations for which the viewer reads what is shared with them, under all ids that they ever had."""
    if not viewer.confirmed:
        return []
    return [one.id for one in directory.organisations(viewer.organisations_as(*STAFF)) if _known(one)]


def all_of(viewer: Viewer, now: datetime) -> list[Share]:
    """What others share with the viewer now, newest first; nothing of minors for whom nobody has consented."""
    found = shares.received(viewer, reads_for(viewer), now)
    hidden = directory.under_age([one.person for one in found], "data_consent", now)
    return [one for one in found if one.person not in hidden]


def one(share_id: str, viewer: Viewer, now: datetime) -> Share | None:
    return shares.received_one(share_id, viewer, reads_for(viewer), now)


@transactional
def address(event: Any, now: datetime) -> None:
    """Accounts' word for whom it is. Saved alike where nobody has the address."""
    found = shares.known(event.consent)
    if (
        found is None
        or (found.person, found.kind) != (event.person, "person")
        or found.state(now) != "active"
    ):
        return
    before = found.reader
    found.address("" if not event.reader or erased.is_erased(event.reader) else event.reader, now)
    shares.save(found)
    if found.reader != before:
        close(found, now)
        _tell(found, now)


def _tell(share: Share, now: datetime) -> None:
    """An item of whom it is for, until they have opened it; its mail goes out at once."""
    named = "name" in share.fields
    if share.reader:
        open_item(
            Wait(
                share.id, KIND, SHOWS if named else SHOWS_NAMELESS, CLOSES, f"/portfolio/received/{share.id}",
                person=share.reader, due=share.expires, remind=now, people={"name": share.person} if named else {},
            ),
            now,
        )  # fmt: skip


@transactional
def has_read(share: Share, person: str, now: datetime) -> None:
    if share.kind == "person" and waits(share.id, KIND, person=person):
        close_items(share.id, KIND, now, by=person)


def close(share: Share, now: datetime) -> None:
    """In the transaction that ends it: nobody is to open it any more."""
    if share.kind == "person":
        close_items(share.id, KIND, now, outcome="withdrawn")


@transactional
def over(share_id: str, now: datetime) -> None:
    close_items(share_id, KIND, now, outcome="lapsed")


def forget(person: str, now: datetime) -> None:
    """In the erasing transaction, before theirs are deleted."""
    for one in shares.for_persons(person):
        close(one, now)
    shares.forget_reader(person)
