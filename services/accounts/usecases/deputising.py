"""Naming a deputy for dates, ending it before its time; when the time is over it ends by itself."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from services.accounts.domain import deputy as rules
from services.accounts.domain.deputy import Deputy
from services.accounts.domain.organisation import Membership
from services.accounts.store import audit, deputies, organisations
from shared.clock import end_of_day
from shared.errors import Conflict, Invalid, NotFound
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import jobs, timers
from shared.messaging.timers import Timer
from shared.mongo import transactional
from shared.viewer import Viewer

ENDS = "deputy.ends"
MAIL = "deputy_mail"


def colleagues(organisation: str, viewer: Viewer) -> list[Membership]:
    """Those of the organisation who have every role that the viewer has there."""
    mine = viewer.roles.get(organisation, frozenset())
    if not mine or mine <= {"student"}:
        return []
    return [one for one in organisations.with_roles(organisation, mine) if one.person != viewer.person]


@transactional
def name(
    organisation: str, deputy: str, begins: date, ends: date, viewer: Viewer, now: datetime
) -> Deputy:  # fmt: skip
    """The days are those of the organisation's zone, the last one included."""
    mine = viewer.roles.get(organisation)
    if not mine:
        raise NotFound(N_("There is no such organisation."))
    if deputy == viewer.person:
        raise Invalid({"deputy": N_("Choose somebody else.")})
    rules.check_rights(mine, deputies.roles_of(organisation, deputy))
    zone = organisations.organisation(organisation, viewer).time_zone
    first = datetime.combine(begins, time(), ZoneInfo(zone))
    made = Deputy(new_id(), viewer.person, deputy, organisation, first, end_of_day(ends, zone), now)
    rules.check_dates(made.begins, made.ends, now)
    if deputies.overlapping(viewer.person, organisation, made.begins, made.ends):
        raise Conflict(N_("You have a deputy on some of these days already. End that first."))
    deputies.add(made)
    timers.put(made.id, ENDS, made.ends)
    jobs.add(MAIL, made.id, now)
    audit.record(
        N_("Named %(member)s as deputy, from %(begins)s to %(ends)s"), organisation, viewer.person, now, to=deputy,
        begins=begins.isoformat(), ends=ends.isoformat(),
    )  # fmt: skip
    return deputies.own(made.id, viewer)


@transactional
def end(deputy_id: str, viewer: Viewer, now: datetime) -> Deputy:
    """By either of the two, at once."""
    found = deputies.own(deputy_id, viewer)
    found.end(now)
    deputies.save(found)
    timers.cancel(found.id, ENDS)
    audit.record(
        N_("%(member)s is no longer deputy"), found.organisation, viewer.person, now, to=found.deputy
    )
    return deputies.own(deputy_id, viewer)


def lapse(timer: Timer, now: datetime) -> None:
    """The last day is over: what was taken by the one is again theirs alone, by the dates; the history says so."""
    found = deputies.known(timer.subject)
    if found is not None and found.ended is None:
        act = N_("%(member)s is no longer deputy: the last day is over")
        audit.record(act, found.organisation, None, now, to=found.deputy)
