"""After a declared compromise of the issuer's key: what it signed is issued anew under the key in force.

One credential, one transaction: the new one is stored and logged, the old one revoked as replaced, what its holder had
arranged goes on with the new one. Whatever interrupts the whole, it goes on with what is left.
"""

from dataclasses import dataclass
from datetime import datetime

from services.portfolio import keyring
from services.portfolio.domain.evidence import REPLACED, Credential
from services.portfolio.store import evidence, replacing
from services.portfolio.usecases import issuing, standing
from services.portfolio.usecases.accepting import still_holds
from shared import directory
from shared.clock import due_in_days
from shared.config import Settings
from shared.errors import Conflict
from shared.keys import KeysError
from shared.messages import N_
from shared.mongo import transactional
from shared.waiting import Wait, close_items, open_item
from verifier.did import method_id

KIND, KNOWN_DAYS = "credential.replaced", 30
DUE = f"{KIND}.due"
TOLD = N_("“%(title)s” was issued anew: hand out this one from now on")
STAYS = N_("Your shares show the new one already. What you handed out as a file no longer counts.")


@dataclass(frozen=True)
class Outcome:
    """``replaced_by``: the new credential's id; else ``left``: why there is none."""

    credential: str
    replaced_by: str = ""
    left: str = ""


def to_do(key_id: str, everything: bool, settings: Settings) -> list[str]:
    """Ids of what a compromised key of the issuer's signed: since that day, or ``everything`` ever; without what is
    revoked, since that is final. Raises KeysError unless the key was declared compromised."""
    return evidence.signed_since(*reach(key_id, everything, settings), standing=True)


def reach(key_id: str, everything: bool, settings: Settings) -> tuple[str, datetime | None]:
    """The key's verification method, and from when on what it signed is meant (None: ever). Raises KeysError."""
    public = keyring.public(settings)
    method = method_id(public.did, key_id)
    declared = public.compromised.get(method)
    if declared is None:
        raise KeysError(f"{key_id} is no key of the issuer's that was declared compromised")
    return method, None if everything else declared.since


def reissue(credential_id: str, settings: Settings, now: datetime) -> Outcome:
    """Raises NotNow while the key is locked away, or ``now`` is before the log's last entry."""
    try:
        return _reissue(credential_id, settings, now)
    except Conflict as error:
        return Outcome(credential_id, left=str(error))


def _reissue(credential_id: str, settings: Settings, now: datetime) -> Outcome:
    old = evidence.published(credential_id)
    claim = evidence.claim(old.contribution) if old else None
    if old is None or claim is None:
        return Outcome(credential_id, left="what it was made of is no longer here")
    if old.status != "valid":
        return Outcome(credential_id, left=f"it is {old.status}; that is decided first")
    if wrong := still_holds(claim):
        return Outcome(credential_id, left=f"the reviewer's sign-off does not hold: {wrong}")
    made = issuing.signed(claim, settings, now)
    _replace(old, made, settings, now)
    return Outcome(credential_id, replaced_by=made.credential.id)


@transactional
def _replace(old: Credential, made: issuing.Signed, settings: Settings, now: datetime) -> None:
    held = evidence.published(old.id)
    if held is None or held.version != old.version:
        raise Conflict("its status has changed meanwhile")
    standing.change(held, "revoked", REPLACED, None, True, now)
    issuing.keep(made, settings, now)
    new = made.credential
    replacing.go_on_with(old.person, old.id, new.id)
    due = due_in_days(KNOWN_DAYS, now, directory.calendar_of(new.school))
    place, params = f"/portfolio/evidence/{new.id}", {"title": new.title}
    open_item(
        Wait(new.id, KIND, TOLD, STAYS, place, person=new.person, due=due, remind=now, params=params), now
    )


@transactional
def known(credential_id: str, now: datetime) -> None:
    """The holder has had the time to hand out the new one."""
    close_items(credential_id, KIND, now, outcome="lapsed")
