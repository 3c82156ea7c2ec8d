"""The append-only trail of who did what to whom and when, and the counters against too many tries."""

from datetime import datetime, timedelta

from pymongo import ReturnDocument

from shared import mongo
from shared.audit import history, record
from shared.errors import TooMany
from shared.messages import N_

__all__ = ["history", "record", "throttle"]


def throttle(subject: str, limit: int, window: timedelta, now: datetime) -> None:
    """Count one try of ``subject``; raises TooMany above ``limit`` in the running window.

    Outside of any transaction: it counts also when what was tried is given up.
    """
    start = int(now.timestamp() // window.total_seconds())
    until = datetime.fromtimestamp((start + 1) * window.total_seconds(), now.tzinfo)
    with mongo.apart() as session:
        row = mongo.collection("throttles").find_one_and_update(
            {"_id": f"{subject}:{start}"},
            {"$inc": {"count": 1}, "$setOnInsert": {"until": until + window}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
            session=session,
        )
    if row["count"] > limit:  # type: ignore[index]
        raise TooMany(
            N_("Too many tries. Try again later; minutes to wait: %(minutes)s."),
            retry_after=max(1, int((until - now).total_seconds())),
            minutes=max(1, round((until - now).total_seconds() / 60)),
        )
