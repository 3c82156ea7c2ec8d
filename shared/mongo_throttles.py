"""The counters against too many tries, shared by all processes of a service."""

from datetime import datetime, timedelta

from pymongo import ReturnDocument

from shared import mongo
from shared.errors import TooMany
from shared.messages import N_


def throttle(subject: str, limit: int, window: timedelta, now: datetime) -> None:
    """Count one try of ``subject``; raises TooMany above ``limit`` in the running window.

    A try counts also when it fails, and the transaction around it with it.
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
    count = row["count"] if row else 1
    if count > limit:
        raise TooMany(
            N_("Too many tries. Try again later; minutes to wait: %(minutes)s."),
            retry_after=max(1, int((until - now).total_seconds())),
            minutes=max(1, round((until - now).total_seconds() / 60)),
        )
