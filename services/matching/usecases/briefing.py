"""Taking in what projects says of briefs and teams; each event is enough by itself, whatever came before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.matching.domain import briefs as rules
from services.matching.store import bids, briefs, rounds
from services.matching.usecases import answering, proposing, standing
from shared.messaging import jobs
from shared.mongo import transactional

FORMS_TEAM = ("bidding_over", "by_company")


@transactional
def published(brief_id: str, n: int, values: Mapping[str, Any], now: datetime) -> None:
    """Raises Invalid for a brief whose needs or team no engine could meet."""
    taken = briefs.take_in(brief_id, n, {**values, "state": "open"})
    if taken is not None:
        rules.check(taken)
        standing.edition_came(brief_id, now)


@transactional
def closed(brief_id: str, n: int, reason: str, now: datetime) -> None:
    """Bidding is over: the teams are formed by a job, since that may take long; those of a round by the round."""
    taken = briefs.take_in(brief_id, n, {"state": "closed"})
    bids.take_every_turn(brief_id)
    standing.over(brief_id, now)
    if taken is not None and reason in FORMS_TEAM and not rounds.deciding_on(brief_id):
        jobs.add(proposing.FORM, brief_id, now)


@transactional
def reopened(brief_id: str, n: int, bidding_until: datetime) -> None:
    briefs.take_in(brief_id, n, {"state": "open", "bidding_until": bidding_until})


@transactional
def cancelled(brief_id: str, n: int, taken_down: bool, now: datetime) -> None:
    bids.take_every_turn(brief_id)
    standing.over(brief_id, now)
    if briefs.take_in(brief_id, n, {"state": "cancelled", "taken_down": taken_down}) is not None:
        answering.brief_cancelled(brief_id, now)
