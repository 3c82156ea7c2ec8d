"""What a student agreed to here: accounts keeps the record of it, and says when it was taken back on the page of their
data. Neither says which groups were stated, nor what a company read."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid5

from services.matching.domain.briefs import Brief
from services.matching.domain.rounds import Round
from shared import directory
from shared.events import matching as events
from shared.messaging import outbox

GROUPS, CANDIDATE = "groups", "candidate"
READ = ("name", "school", "results")
"""What the company reads of a candidate."""
MOST_AUDIENCE = 100


def id_of(about: str, person: str) -> str:
    """The consent's id: the same whenever this person agrees to this again."""
    return str(uuid5(UUID(about), person))


def tell_groups(round_: Round, people: Collection[str], given: bool, now: datetime) -> None:
    """They state groups for the report of this round, or there is nothing of it any more."""
    for person in people:
        _tell(GROUPS, round_.id, person, {"audience": round_.name[:MOST_AUDIENCE]} if given else {}, now)


def tell_candidate(brief: Brief, people: Collection[str], given: bool, now: datetime) -> None:
    """The brief's company reads of them as candidates, or no longer."""
    company = directory.organisation(brief.organisation)
    audience = company.name[:MOST_AUDIENCE] if company else ""
    said: dict[str, object] = {"audience": audience, "fields": list(READ)}
    for person in people:
        _tell(CANDIDATE, brief.id, person, said if given else {}, now)


def _tell(purpose: str, about: str, person: str, said: dict[str, object], now: datetime) -> None:
    event = events.ConsentChanged(
        consent=id_of(about, person),
        person=person,
        purpose=purpose,
        given=bool(said),
        personal={person: said},
    )
    outbox.append(event, now)
