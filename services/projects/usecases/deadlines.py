"""A school sets its own days for what waits for its people and its students."""

from collections.abc import Mapping
from datetime import datetime

from services.projects.domain.deadlines import Deadlines
from services.projects.store import audit, deadlines
from shared import mongo
from shared.errors import NotFound
from shared.messages import N_
from shared.mongo import transactional
from shared.viewer import Viewer


@transactional
def set_days(
    school: str, given: Mapping[str, Mapping[str, int]], version: int | None, viewer: Viewer, now: datetime
) -> Deadlines:
    """Whole, as ``Deadlines.set`` takes them; what waits already keeps its days. Raises Stale for another version."""
    if school not in viewer.organisations_as("school_admin"):
        raise NotFound(N_("There is no such school."))
    kept = deadlines.read(school, viewer)
    mongo.expect_version(kept, version)
    kept.set(given)
    deadlines.save(kept)
    audit.record(N_("Days to answer changed"), kept.id, viewer.person, now)
    return kept
