"""What an operator decided must go: a share ends, a published portfolio is withdrawn, a credential is suspended."""

from datetime import datetime

from services.portfolio.store import audit, evidence, search, shares
from services.portfolio.usecases import consenting, standing
from shared.events.taking_down import DONE
from shared.messages import N_
from shared.messaging import outbox
from shared.mongo import transactional

TAKEN_DOWN = N_("Taken down by the operators of the platform")


@transactional
def take_down(report: str, kind: str, object_id: str, by: str, now: datetime) -> None:
    """Of another service's kinds, and where there is no such thing, nothing. Says whose it was."""
    found = _DEEDS.get(kind, _nothing)(object_id, by, now)
    if found is not None:
        outbox.append(DONE["portfolio"](report=report, person=found), now)


def _nothing(object_id: str, by: str, now: datetime) -> None:  # noqa: ARG001
    return None


def _share(share_id: str, by: str, now: datetime) -> str | None:
    found = shares.known(share_id)
    if found is None:
        return None
    if found.revoked_at is None:
        found.revoke(now)
        shares.save(found)
        consenting.tell_share(found, now)
        audit.record(TAKEN_DOWN, found.id, by, now)
    return found.person


def _profile(person: str, by: str, now: datetime) -> str | None:
    profile = search.profile(person)
    if not profile.version:
        return None
    if profile.published:
        profile.published, profile.since = False, None
        search.save_profile(profile)
        search.publish(profile)
        consenting.tell_profile(profile, now)
        audit.record(TAKEN_DOWN, person, by, now)
    return person


def _credential(credential_id: str, by: str, now: datetime) -> str | None:
    """Suspended until its school has looked: only that can end it for good."""
    found = evidence.published(credential_id)
    if found is None:
        return None
    if found.status == "valid":
        standing.change(found, "suspended", "under_review", by, True, now)
    return found.person


_DEEDS = {"share": _share, "profile": _profile, "credential": _credential}
