"""A student states groups for a round's fairness report, by a consent of its own, and takes it back as easily."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.matching.domain.rounds import Round
from services.matching.domain.stated import MAY_STATE, MAY_TAKE_BACK, Stated, checked
from services.matching.store import rounds, stated
from shared.errors import Conflict, Invalid, NotFound
from shared.messages import N_
from shared.mongo import transactional
from shared.viewer import Viewer

NO_ROUND = N_("There is no such round in which you take part, or its report is there already.")
OVER = N_("The plan of this round is published; nothing more is taken in for its report.")
CONSENT = N_("Without your consent nothing is saved.")


def round_of(round_id: str, viewer: Viewer, states: Sequence[str] = MAY_TAKE_BACK) -> Round:
    """A round in which the viewer takes part."""
    for one in rounds.takes_part_in(viewer.person, states):
        if one.id == round_id:
            return one
    raise NotFound(NO_ROUND)


@transactional
def state(
    round_id: str, groups: Mapping[str, str], consents: bool, viewer: Viewer, now: datetime
) -> Stated | None:
    """Put what is given in the place of what was stated; nothing at all is the same as taking it back."""
    one = round_of(round_id, viewer)
    said = checked(one.region, groups)
    if not said:
        stated.take_back(one.id, viewer.person)
        return None
    if one.state not in MAY_STATE:
        raise Conflict(OVER)
    if not consents:
        raise Invalid({"consent": CONSENT})
    viewer.check_acts_alone("data_consent", now)
    made = Stated(one.id, viewer.person, said, now)
    stated.save(made)
    return made


@transactional
def take_back(round_id: str, viewer: Viewer) -> None:
    """Until the report is there; afterwards there is nothing left of it."""
    stated.take_back(round_of(round_id, viewer).id, viewer.person)
