"""What may become of a credential after it was issued: suspended, taken up again, revoked for good."""

from datetime import datetime

from services.portfolio.domain.evidence import REASONS, REPLACED, Credential, Status
from services.portfolio.store import appeals, audit, evidence, search, statuses
from services.portfolio.usecases.issuing import SIGN_LISTS
from shared import directory
from shared.clock import due_in_days
from shared.errors import Conflict, Invalid
from shared.events import portfolio as events
from shared.messages import N_
from shared.messaging import jobs, outbox
from shared.mongo import expect_version, transactional
from shared.multikey import did_key, from_multikey
from shared.viewer import Viewer
from shared.waiting import Wait, close_items, open_item

LOGGED = {"revoked": "revoked", "suspended": "suspended", "valid": "resumed"}
KIND, APPEAL_DAYS = "credential.appeal", 30
DUE = f"{KIND}.due"
CHANGED = {
    "revoked": N_("“%(title)s” was revoked; you may appeal"),
    "suspended": N_("“%(title)s” was suspended; you may appeal"),
}
STANDS = N_("It stands. You may still appeal, on the page of the credential.")
ACTS = {
    "revoked": N_("Credential revoked"),
    "suspended": N_("Credential suspended"),
    "valid": N_("Suspension lifted"),
}


@transactional
def change_status(
    credential_id: str,
    status: Status,
    reason: str,
    viewer: Viewer,
    now: datetime,
    expected: int | None = None,
) -> Credential:
    """By the school's registrar or an operator, never the owner. The verdict changes at once, the list follows."""
    if reason not in REASONS:
        raise Invalid({"reason": N_("Choose one of the reasons.")})
    credential = evidence.governed_credential(credential_id, viewer)
    expect_version(credential, expected)
    if appeals.is_open(credential.id):
        raise Conflict(N_("An appeal about this credential is open. It is decided first."))
    change(credential, status, reason, viewer.person, viewer.operator, now)
    return credential


def doubt(public_key: str, since: datetime, now: datetime) -> None:
    """A reviewer's key is compromised: whoever had it may have signed what it signed from then on. Somebody of the
    school looks at each."""
    for credential in evidence.signed_off_since(did_key(from_multikey(public_key)), since):
        change(credential, "suspended", "under_review", None, True, now)


def change(
    credential: Credential, status: Status, reason: str, by: str | None, operator: bool, now: datetime
) -> None:
    """In the transaction of whoever decides it."""
    credential.change_status(status, reason, by)
    evidence.save_credential(credential)
    statuses.change(credential.status_list, credential.place, status)
    jobs.add(SIGN_LISTS, str(credential.status_list), now, credential=credential.id, event=LOGGED[status])
    search.confirm(credential.person, now)
    audit.record(ACTS[status], credential.id, by, now, to=credential.person, operator=operator, reason=reason)
    outbox.append(
        events.CredentialStatusChanged(
            credential=credential.id,
            contribution=credential.contribution,
            person=credential.person,
            status=status,
        ),
        now,
    )
    _tell(credential, now)


def _tell(credential: Credential, now: datetime) -> None:
    """The holder, who may appeal, unless an appeal was what led to it, or another credential says the same."""
    close_items(credential.id, KIND, now, outcome="withdrawn")
    if credential.status == "valid" or credential.reason in ("appeal_refused", REPLACED):
        return
    due = due_in_days(APPEAL_DAYS, now, directory.calendar_of(credential.school))
    place = f"/portfolio/evidence/{credential.id}#appeal"
    open_item(
        Wait(
            credential.id, KIND, CHANGED[credential.status], STANDS, place, person=credential.person, due=due,
            remind=now, params={"title": credential.title},
        ),
        now,
    )  # fmt: skip


@transactional
def silent(credential_id: str, now: datetime) -> None:
    """The holder has not appealed."""
    close_items(credential_id, KIND, now, outcome="lapsed")
