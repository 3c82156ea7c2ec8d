"""What may become of a credential after it was issued: suspended, taken up again, revoked for good."""

from datetime import datetime

from services.portfolio.domain.evidence import REASONS, Credential, Status
from services.portfolio.store import audit, evidence, search, statuses
from services.portfolio.usecases.issuing import SIGN_LISTS
from shared.errors import Invalid
from shared.events import portfolio as events
from shared.messages import N_
from shared.messaging import jobs, outbox
from shared.mongo import expect_version, transactional
from shared.viewer import Viewer

LOGGED = {"revoked": "revoked", "suspended": "suspended", "valid": "resumed"}
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
    change(credential, status, reason, viewer.person, viewer.operator, now)
    return credential


def change(
    credential: Credential, status: Status, reason: str, by: str, operator: bool, now: datetime
) -> None:
    """In the transaction of whoever decides it."""
    credential.change_status(status, reason)
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
