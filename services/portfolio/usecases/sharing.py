"""A student chooses what to show, to whom, until when; and takes it back at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.portfolio.domain import opening, showing, wishes
from services.portfolio.domain.evidence import Credential
from services.portfolio.domain.showing import Profile, Share
from services.portfolio.store import audit, copies, evidence, search, shares
from services.portfolio.usecases import consenting, receiving
from shared import directory
from shared.errors import Invalid, NotFound
from shared.ids import digest, new_id, new_secret
from shared.messages import N_
from shared.mongo import transactional
from shared.viewer import Viewer

GONE = N_("This link does not open anything, or no longer. Ask whoever gave it to you.")


@dataclass(frozen=True)
class Made:
    """``token``: of a link, and kept nowhere; those who sign in need none. ``event``: by which accounts hears of it."""

    share: Share
    token: str
    event: str


@transactional
def share(data: Mapping[str, Any], viewer: Viewer, now: datetime) -> Made:
    """For one person it opens to nobody yet: whose it is says in accounts for whom."""
    viewer.check_acts_alone("data_consent", now)
    token, kind = new_secret(), data["kind"]
    organisation = receiving.chosen(data["organisation"], viewer) if kind == "organisation" else ""
    made = showing.new_share(
        new_id(), viewer.person, digest(token), data["credentials"], data["fields"], data["audience"],
        data["days"], now, kind, organisation,
    )  # fmt: skip
    held = {one.id for one in evidence.credentials_of(viewer.person, made.credentials)}
    if set(made.credentials) - held:
        raise Invalid({"credentials": N_("Choose among your own credentials.")})
    shares.add(made)
    event = consenting.tell_share(made, now)
    audit.record(N_("Shared"), made.id, viewer.person, now, credentials=len(made.credentials))
    return Made(made, token if kind == "link" else "", event)


@transactional
def revoke(share_id: str, viewer: Viewer, now: datetime) -> Share:
    """From the next request on nobody opens it any more."""
    found = shares.own(share_id, viewer)
    found.revoke(now)
    shares.save(found)
    receiving.close(found, now)
    consenting.tell_share(found, now)
    audit.record(N_("Share revoked"), found.id, viewer.person, now)
    return found


@dataclass(frozen=True)
class Opened:
    """What a share shows: ``name`` is empty unless the owner chose to show it."""

    share: Share
    name: str
    items: list[dict[str, Any]]


def open_share(token: str, now: datetime) -> Opened:
    """What whoever has the token may see now. The same answer for wrong, expired and revoked ones."""
    return opened(shares.by_secret(digest(token)), now)


def open_received(share_id: str, viewer: Viewer, now: datetime) -> Opened:
    """What is shared with an organisation for which the viewer acts."""
    return opened(receiving.one(share_id, viewer, now), now)


def opened(found: Share | None, now: datetime) -> Opened:
    if (
        found is None
        or found.state(now) != "active"
        or directory.under_age([found.person], "data_consent", now)
    ):
        raise NotFound(GONE)
    name = directory.names([found.person]).get(found.person, "") if "name" in found.fields else ""
    return Opened(found, name, arranged(found.person, found.fields, found.credentials, beside=found.id))


def arranged(
    person: str, fields: Collection[str], ids: list[str] | None = None, own: bool = False, beside: str = ""
) -> list[dict[str, Any]]:  # fmt: skip
    """The chosen part of a person's credentials, in their order and with their words. ``own``: for themselves;
    ``beside``: the share that shows it, or PUBLISHED."""
    profile = search.profile(person)
    credentials = profile.arrange(evidence.credentials_of(person, ids))
    closed = set() if own else copies.confidential([one.brief for one in credentials])
    return [
        showing.shown(one, fields, profile.deed(one.id), one.brief in closed, beside) for one in credentials
    ]


def still_shown(credential: Credential, carried: opening.Opened, now: datetime) -> frozenset[str]:
    """The parts that a link of verification opens now: those of a share until it is revoked or over, those of the
    published portfolio while it is published and shows them."""
    if not carried.beside:
        return carried.parts
    if directory.under_age([credential.person], "data_consent", now):
        return frozenset()
    if carried.beside == opening.PUBLISHED:
        profile = search.profile(credential.person)
        return carried.parts & frozenset(profile.fields if profile.published else ())
    found = shares.known(carried.beside)
    shown = found and found.state(now) == "active" and credential.id in found.credentials
    return carried.parts if shown else frozenset()


def note_view(opened: Opened, by: Viewer | None, visit: str, now: datetime) -> None:
    """Told to the owner; looking at one's own share is none."""
    person = by.person if by else None
    if person != opened.share.person:
        for_whom = opened.share.organisation
        shares.note_view("share", opened.share.person, opened.share.id, person, visit, now, for_whom)
    if person is not None:
        receiving.has_read(opened.share, person, now)


@transactional
def publish(data: Mapping[str, Any], viewer: Viewer, now: datetime) -> Profile:
    """Let employers find the portfolio, or no longer. What ``data`` does not name (fields, wishes) stays as it was."""
    published, fields = data["published"], data.get("fields")
    if published:
        viewer.check_acts_alone("data_consent", now)
    profile = search.profile(viewer.person)
    if fields is not None:
        profile.fields = showing.chosen_fields(fields)
    if published != profile.published:
        profile.since = now if published else None
    profile.published = published
    profile = replace(profile, **wishes.said(data))
    search.save_profile(profile)
    search.publish(profile)
    consenting.tell_profile(profile, now)
    act = N_("Portfolio published") if published else N_("Portfolio withdrawn")
    audit.record(act, viewer.person, viewer.person, now)
    return profile


@transactional
def describe(credential: str, deed: str, viewer: Viewer, now: datetime) -> None:
    """In the owner's own words, beside what is signed and never part of it."""
    found = evidence.own_credential(credential, viewer)
    profile = search.profile(viewer.person)
    profile.describe(found.id, deed, evidence.credentials_of(viewer.person))
    search.save_profile(profile)
    audit.record(N_("Evidence described"), found.id, viewer.person, now)


@transactional
def move(credential: str, up: bool, viewer: Viewer) -> None:
    found = evidence.own_credential(credential, viewer)
    profile = search.profile(viewer.person)
    profile.move(found.id, up, evidence.credentials_of(viewer.person))
    search.save_profile(profile)
