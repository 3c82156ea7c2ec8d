"""A school connects its own web domain as a second signer: asked for, looked at, published, seen, signed with, ended.

Looking is a job, since it asks a foreign server; a timer repeats it. While a key is not seen at its domain nothing is
signed with it, and nothing waits for it: credentials go out with the platform's proof alone.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from services.portfolio import looking
from services.portfolio.domain.schoolkeys import (
    DAILY,
    DAYS_TO_PUBLISH,
    LOOKED_AT,
    WEEKLY,
    SchoolKey,
    checked_domain,
)
from services.portfolio.looking import Problem
from services.portfolio.store import audit
from services.portfolio.store import schoolkeys as store
from shared import directory, merged
from shared.clock import due_in_days
from shared.errors import Conflict, Forbidden, Invalid
from shared.ids import new_id
from shared.keys import Keeper
from shared.messages import N_
from shared.messaging import jobs, timers
from shared.messaging.jobs import BACKOFF_SECONDS, Job, Work
from shared.mongo import transactional
from shared.multikey import from_multikey, multikey
from shared.viewer import Viewer
from shared.waiting import Wait, close_items, open_item

LOOK = "schoolkey.look"
DECIDE, PUBLISH, FAILING = "schoolkey.decide", "schoolkey.publish", "schoolkey.failing"
LAPSES = f"{PUBLISH}.due"
BEFORE_ALL = date(2000, 1, 1)
"""An earlier day says the same; of the year 1 no zone can reckon."""
ALONE = N_("Credentials go out with the platform’s own signature alone.")
LAPSED = N_("Then the connection ends; it can be asked for again.")
ASKS = N_("%(school)s wants to sign with a key of its domain %(domain)s")
WAITS = N_("Publish the key document at %(domain)s")
FAILS = N_("The key of the school was not found at %(domain)s")
TAKEN = N_("Another school is connected with this domain.")


class LookAgain(Exception):
    """It may be there a little later: the job is tried again."""


@transactional
def ask(data: Mapping[str, Any], keeper: Keeper, public_url: str, viewer: Viewer, now: datetime) -> SchoolKey:
    """Make a key for the school's domain. One that takes another's place at the same domain needs no operator."""
    school = _school(data.get("school"), viewer)
    domain = checked_domain(data["domain"], urlsplit(public_url).hostname or "")
    if store.coming(school) is not None:
        raise Conflict(N_("A key of the school is being connected already. Finish that, or take it back."))
    if store.living_elsewhere(domain, school):
        raise Invalid({"domain": TAKEN})
    before = store.in_force(school)
    made, sealed = keeper.new_key(new_id())
    key = SchoolKey(made.key_id, school, domain, multikey(made.public), viewer.person, now, sealed)
    if before is not None and before.domain == domain:
        key.state, key.approved_by, key.approved = "waiting", before.approved_by, before.approved
    store.add(key)
    _record(N_("Key made for %(domain)s"), key, viewer.person, now)
    if key.state == "waiting":
        _publish(key, now)
    else:
        open_item(_asks(key), now)
    return key


def _asks(key: SchoolKey) -> Wait:
    found = directory.organisation(key.school)
    params = {"school": found.name if found else "", "domain": key.domain}
    return Wait(
        key.id, DECIDE, ASKS, ALONE, _page(key), role="operator", params=params, awaited_by=(key.asked_by,),
        followed_at=_page(key),
    )  # fmt: skip


@transactional
def decide(key_id: str, approved: bool, viewer: Viewer, now: datetime) -> SchoolKey:
    """By an operator, who has looked whether the domain is the school's; none decides for a school of their own."""
    key = store.decidable(key_id, viewer)
    if viewer.has(store.KEEPER, merged.current(key.school)):
        raise Forbidden(N_("Nobody decides for a school that they administer."))
    if approved and store.living_elsewhere(key.domain, key.school):
        raise Conflict(TAKEN)
    (key.approve if approved else key.refuse)(viewer.person, now)
    store.save(key)
    close_items(key.id, DECIDE, now, by=viewer.person)
    act = N_("Domain confirmed: %(domain)s") if approved else N_("Domain not confirmed: %(domain)s")
    _record(act, key, viewer.person, now, operator=True)
    if approved:
        _publish(key, now)
    key.version += 1
    return key


def _publish(key: SchoolKey, now: datetime) -> None:
    until = due_in_days(DAYS_TO_PUBLISH, now, directory.calendar_of(key.school))
    open_item(_to_the_school(key, PUBLISH, WAITS, LAPSED, until), now)
    timers.put(key.id, LOOK, now + DAILY)


def _to_the_school(
    key: SchoolKey, kind: str, message: str, default: str, due: datetime | None = None
) -> Wait:
    return Wait(
        key.id, kind, message, default, _page(key), organisation=key.school, role=store.KEEPER, due=due,
        params={"domain": key.domain},
    )  # fmt: skip


@transactional
def look_now(key_id: str, viewer: Viewer, now: datetime) -> SchoolKey:
    key = store.own(key_id, viewer)
    key.check_may_look(now)
    timers.put(key.id, LOOK, now, pressed=True)
    return key


def due(key_id: str, pressed: bool, now: datetime) -> None:
    """The timer: a job for this look, and the next one in any case."""
    key = store.known(key_id)
    if key is not None and key.state in LOOKED_AT:
        jobs.add(LOOK, key.id, now, pressed=pressed)
        timers.put(key.id, LOOK, now + DAILY)


def _look(job: Job, now: datetime) -> Problem | None:  # noqa: ARG001 -- how the domain answers now
    key = store.known(job.subject)
    if key is None or key.state not in LOOKED_AT:
        return None
    problem = looking.look(key.domain, key.method, from_multikey(key.public))
    if (
        problem is not None
        and problem.passing
        and not job.params["pressed"]
        and job.attempt <= len(BACKOFF_SECONDS)
    ):
        raise LookAgain(key.domain)
    return problem


def _looked(job: Job, problem: Problem | None, now: datetime) -> None:
    key = store.known(job.subject)
    if key is None or key.state not in LOOKED_AT:
        return  # it ended meanwhile
    if problem is None:
        _was_seen(key, now)
    elif key.was_missed(problem.message, problem.params, now):
        open_item(_to_the_school(key, FAILING, FAILS, ALONE), now)
        _record(N_("Not found at %(domain)s: signs nothing"), key, None, now)
    store.save(key)


def _was_seen(key: SchoolKey, now: datetime) -> None:
    """The one before it ends at the same moment."""
    before = store.in_force(key.school)
    if key.was_seen(now):
        if before is not None and before.id != key.id:
            _end(before, "replaced", None, now)
        _record(N_("Found at %(domain)s: signs from now on"), key, None, now)
        for kind in (PUBLISH, FAILING):
            close_items(key.id, kind, now)
    timers.put(key.id, LOOK, now + WEEKLY)


@transactional
def take_back(key_id: str, viewer: Viewer, now: datetime) -> SchoolKey:
    """From now on it signs nothing; what it signed stays good."""
    key = store.own(key_id, viewer)
    _end(key, "withdrawn", viewer.person, now)
    _record(N_("Connection taken back: %(domain)s"), key, viewer.person, now)
    key.version += 1
    return key


@transactional
def declare_compromised(key_id: str, since: date, viewer: Viewer, now: datetime) -> SchoolKey:
    """Signatures from the first moment of that day at the school do not count."""
    key = store.own(key_id, viewer)
    zone = ZoneInfo(directory.calendar_of(key.school).zone)
    key.compromise(datetime.combine(max(since, BEFORE_ALL), time(), zone).astimezone(UTC), viewer.person, now)
    store.save(key)
    _stop(key, viewer.person, now)
    _record(N_("Key declared compromised from %(day)s on"), key, viewer.person, now, day=since.isoformat())
    key.version += 1
    return key


@transactional
def lapse(key_id: str, now: datetime) -> None:
    """It was not published in time."""
    key = store.known(key_id)
    if key is not None and key.state == "waiting":
        _end(key, "lapsed", None, now)
        _record(N_("Not published in time: %(domain)s"), key, None, now)


def _end(key: SchoolKey, why: str, by: str | None, now: datetime) -> None:
    key.end(why, by, now)
    store.save(key)
    _stop(key, by, now)


def _stop(key: SchoolKey, by: str | None, now: datetime) -> None:
    timers.cancel(key.id, LOOK)
    for kind in (DECIDE, PUBLISH, FAILING):
        close_items(key.id, kind, now, by=by, outcome="withdrawn")


def _record(
    act: str, key: SchoolKey, by: str | None, now: datetime, *, operator: bool = False, day: str = ""
) -> None:
    audit.record(act, key.id, by, now, operator=operator, domain=key.domain, day=day)


def _school(named: str | None, viewer: Viewer) -> str:
    mine = viewer.chosen_among(store.KEEPER)
    if named and merged.current(named) in mine:
        return merged.current(named)
    if named or len(mine) != 1:
        raise Invalid({"school": N_("Name the school whose key it is.")})
    return mine[0]


def _page(key: SchoolKey) -> str:
    return f"/portfolio/school-keys/{key.id}"


KINDS: jobs.Kinds = {LOOK: Work(_look, _looked)}
