"""Shares and the published portfolio rest on consent: accounts keeps the record, and says when it was taken back."""

from datetime import datetime
from typing import Any

from services.portfolio.domain.showing import Profile, Share
from services.portfolio.store import audit, search, shares
from services.portfolio.usecases import receiving
from shared import directory
from shared.events import portfolio as events
from shared.messages import N_
from shared.messaging import outbox
from shared.mongo import transactional

MOST_AUDIENCE = 100


def tell_share(share: Share, now: datetime) -> str:
    """In the transaction that makes or ends it; the event's id."""
    given = share.revoked_at is None
    said = {"audience": _audience(share), "fields": share.fields} if given else {}
    event = events.ConsentChanged(
        consent=share.id, person=share.person, purpose="share", given=given, until=share.expires, kind=share.kind,
        personal={share.person: said},
    )  # fmt: skip
    return outbox.append(event, now)


def _audience(share: Share) -> str:
    """The organisation, where it is for one; else the owner's note."""
    found = directory.organisation(share.organisation) if share.organisation else None
    return found.name[:MOST_AUDIENCE] if found else share.audience


def tell_profile(profile: Profile, now: datetime) -> None:
    wishes = [name for name, told in profile.wishes.items() if told]
    said = {"fields": [*profile.fields, *wishes]} if profile.published else {}
    event = events.ConsentChanged(
        consent=profile.id, person=profile.id, purpose="publication", given=profile.published,
        personal={profile.id: said},
    )  # fmt: skip
    outbox.append(event, now)


def tell_contact(contact: str, person: str, company: str, given: bool, now: datetime) -> None:
    """The company may reach the person as they said, or no longer."""
    said = {"audience": company} if given else {}
    event = events.ConsentChanged(
        consent=contact, person=person, purpose="contact", given=given, personal={person: said}
    )
    outbox.append(event, now)


@transactional
def withdrawn(event: Any, now: datetime) -> None:
    """The person took it back on the page of their data."""
    if event.purpose == "share":
        _end_share(event.consent, event.person, now)
    elif event.purpose == "publication":
        _unpublish(event.person, now)


def _end_share(share_id: str, person: str, now: datetime) -> None:
    found = shares.known(share_id)
    if found is not None and found.person == person and found.revoked_at is None:
        found.revoke(now)
        shares.save(found)
        receiving.close(found, now)
        audit.record(N_("Share revoked"), found.id, person, now)
        tell_share(found, now)


def _unpublish(person: str, now: datetime) -> None:
    profile = search.profile(person)
    if profile.published:
        profile.published, profile.since = False, None
        search.save_profile(profile)
        search.publish(profile)
        audit.record(N_("Portfolio withdrawn"), person, person, now)
        tell_profile(profile, now)
