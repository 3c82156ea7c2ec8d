"""A student states groups for a round's fairness report, by a consent of its own, and takes it back as easily."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.matching.domain.rounds import Round
from services.matching.domain.stated import MAY_STATE, MAY_TAKE_BACK, Stated, checked
from services.matching.store import rounds, stated
from services.matching.usecases import consenting
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
        taken_back(one, viewer.person, now)
        return None
    if one.state not in MAY_STATE:
        raise Conflict(OVER)
    if not consents:
        raise Invalid({"consent": CONSENT})
    viewer.check_acts_alone("data_consent", now)
    made = Stated(one.id, viewer.person, said, now)
    stated.save(made)
    consenting.tell_groups(one, [viewer.person], True, now)
    return made


@transactional
def take_back(round_id: str, viewer: Viewer, now: datetime) -> None:
    """Until the report is there; afterwards there is nothing left of it."""
    taken_back(round_of(round_id, viewer), viewer.person, now)


def taken_back(one: Round, person: str, now: datetime) -> None:
    """In a transaction: nothing of it is left, and the consent to it is over."""
    if stated.take_back(one.id, person):
        consenting.tell_groups(one, [person], False, now)


def over(one: Round, now: datetime) -> None:
    """In a transaction: the report is there, or there will be none."""
    people = sorted(stated.of_round(one.id))
    stated.delete(one.id)
    consenting.tell_groups(one, people, False, now)


@transactional
def withdrawn(consent: str, person: str, now: datetime) -> None:
    """The person took it back on the page of their data."""
    for round_id in stated.rounds_of(person):
        one = rounds.found(round_id)
        if one is not None and consenting.id_of(one.id, person) == consent:
            taken_back(one, person, now)
