"""Who asks, by the copies: the roles of a person, remembered for a moment."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from time import monotonic

from shared import merged, mongo
from shared.directory.running import forget_platforms
from shared.ids import new_id
from shared.viewer import Viewer

# a suspension holds within two seconds; most of them belong to the event on its way
REMEMBERED_SECONDS = 0.25
_MOST_REMEMBERED = 10_000
# service → when the state of its copies was read last, and that state
_states: dict[str, tuple[float, str]] = {}
# (service, person, sign-in) → the state of the copies, and the viewer that they gave
_remembered: dict[tuple[str, str, str], tuple[str, Viewer | None]] = {}


def rights_changed() -> None:
    """Somebody may do more or less than a moment ago: what any process remembers of viewers is old.

    In the transaction of the change, so that nobody reads the new state with the old rights.
    """
    mongo.collection("directory").update_one({"_id": "rights"}, {"$set": {"state": new_id()}}, upsert=True)
    _states.pop(mongo.current_service(), None)


def read_anew() -> None:
    """Forget what this process remembers: in tests another world has other rights."""
    _states.clear()
    _remembered.clear()
    forget_platforms()


def viewer(person: str, sign_in: str, now: Callable[[], datetime]) -> Viewer | None:
    """The person's roles; None when suspended or erased, or when that session or token (``sign_in``) has ended.

    What this process remembers is at most ``REMEMBERED_SECONDS`` older than the copies: one read for all its
    requests in that time says whether it still holds. Whom an operator may look at ends by the clock: read each time,
    and for nobody else is ``now`` asked.
    """
    state = _state(mongo.current_service())
    key = (mongo.current_service(), person, sign_in)
    before = _remembered.get(key)
    if before is None or before[0] != state or not state:
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        _remembered[key] = before = (state, _viewer(person, sign_in))
    who = before[1]
    return replace(who, looks_at=_looked_at(person, now())) if who is not None and who.operator else who


def _state(service: str) -> str:
    """Changes whenever anybody's rights do; "" while nothing was copied yet."""
    read_at, state = _states.get(service, (float("-inf"), ""))
    if monotonic() - read_at > REMEMBERED_SECONDS or not state:
        read_at = monotonic()
        found = mongo.collection("directory").find_one({"_id": "rights"})
        state = found["state"] if found else ""
        _states[service] = (read_at, state)
    return state


def _viewer(person: str, sign_in: str) -> Viewer | None:
    suspended = mongo.collection("standings").find_one({"_id": person, "suspended": True}, {"_id": 1})
    if suspended or mongo.collection("ended").find_one({"_id": {"$in": [sign_in, person]}}, {"_id": 1}):
        return None
    found = list(mongo.collection("memberships").find({"person": person, "state": "active"}))
    leads = merged.currents(membership["organisation"] for membership in found)
    closed = _suspended_organisations(sorted(set(leads.values())))
    held: dict[str, frozenset[str]] = {}
    for membership in found:
        name = leads[membership["organisation"]]
        if name not in closed:
            held[name] = held.get(name, frozenset()) | frozenset(membership["roles"])
    roles, former = merged.under_all_names(held)
    minority = mongo.collection("minorities").find_one({"_id": person})
    return Viewer(person, roles, minority["limits"] if minority else {}, former=former)


def under_age(people: Iterable[str], purpose: str, now: datetime) -> set[str]:
    """Those of the people for whom a guardian would have to consent to that purpose, and has not."""
    wanted = {"_id": {"$in": list(people)}, f"limits.{purpose}": {"$gt": now}}
    return {row["_id"] for row in mongo.collection("minorities").find(wanted, {"_id": 1})}


def minors(people: Iterable[str], now: datetime) -> set[str]:
    """Those of the people who are under age, whatever a guardian has consented to.

    Of whom it was told, before events said until when, that they were under age once: until one says otherwise.
    """
    wanted = {"_id": {"$in": list(people)}, "$or": [{"minor_until": None}, {"minor_until": {"$gt": now}}]}
    return {row["_id"] for row in mongo.collection("minorities").find(wanted, {"_id": 1})}


def _looked_at(operator: str, now: datetime) -> frozenset[str]:
    wanted = {"operator": operator, "until": {"$gt": now}}
    return frozenset(row["person"] for row in mongo.collection("accesses").find(wanted, {"person": 1}))


def _suspended_organisations(ids: list[str]) -> set[str]:
    found = mongo.collection("organisations").find({"_id": {"$in": ids}, "suspended": True}, {"_id": 1})
    return {document["_id"] for document in found}
