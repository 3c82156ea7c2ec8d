"""For whom a share is, by the exact mail address: what its owner knows, and what never leaves accounts.

Whether anybody has the address is told to nobody; one that is not confirmed is nobody's.
"""

from datetime import datetime

from services.accounts.domain.consent import Consent
from services.accounts.store import audit, consents, people
from services.accounts.usecases import throttling
from shared.errors import NotFound
from shared.events import accounts as events
from shared.messages import N_
from shared.messaging import outbox
from shared.mongo import transactional
from shared.viewer import Viewer


def share_of(share_id: str, viewer: Viewer, now: datetime) -> Consent:
    """The viewer's own share for one person, which is open. Raises NotFound, as for what there is not."""
    found = consents.last(viewer.person, "share", share_id)
    if found is None or found.kind != "person" or not found.stands(now):
        raise NotFound(N_("There is no such share."))
    return found


def name(share_id: str, mail: str, viewer: Viewer, now: datetime) -> str:
    """The event's id; another address takes the place of the one before. The same answer and work for every address."""
    throttling.recipient(viewer.person, now)
    return _named(share_id, mail, viewer, now)


@transactional
def _named(share_id: str, mail: str, viewer: Viewer, now: datetime) -> str:
    share = share_of(share_id, viewer, now)
    found = people.confirmed_owner(mail)
    reader = found.id if found is not None else None
    audit.record(N_("Said for whom a share is"), viewer.person, viewer.person, now)
    return outbox.append(
        events.ConsentAddressed(consent=share.about, person=viewer.person, reader=reader), now
    )
