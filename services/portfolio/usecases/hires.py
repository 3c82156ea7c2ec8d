"""A person says who took them on, and takes it back whenever they like; the company may confirm what was said."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from services.portfolio.domain import hires as rules
from services.portfolio.domain.hires import Hire
from services.portfolio.store import audit, search
from services.portfolio.store import hires as store
from shared import directory
from shared.clock import day_in, due_in_days, moved_from
from shared.errors import Invalid, NotFound
from shared.ids import new_id
from shared.messages import N_
from shared.mongo import transactional
from shared.viewer import Viewer
from shared.waiting import Wait, close_items, open_item

KIND = "hire.confirm"
DUE = f"{KIND}.due"
REMIND_DAYS, DUE_DAYS = 14, 30
ASKS = N_("%(name)s says that your company took them on")
STAYS = N_("It stays what the person says of themselves, unconfirmed.")


@transactional
def state(data: Mapping[str, Any], viewer: Viewer, now: datetime) -> Hire:
    """By the person alone, of a company for which they worked here or that they let contact them."""
    viewer.check_acts_alone("data_consent", now)
    if data["organisation"] not in store.companies(viewer.person):
        raise Invalid({"organisation": N_("Choose a company that you worked for or let contact you.")})
    begins: date = data["begins"]
    rules.check_day(begins, day_in(now, search.calendar(viewer.person).zone))
    calendar = directory.calendar_of(data["organisation"])
    made = Hire(
        new_id(), viewer.person, data["organisation"], data["kind"], begins.isoformat(), now,
        due_in_days(DUE_DAYS, now, calendar),
    )  # fmt: skip
    store.add(made)
    open_item(
        Wait(
            made.id, KIND, ASKS, STAYS, f"/portfolio/hires/{made.id}", organisation=made.organisation,
            role="company_admin", due=made.due, moved_from=moved_from(DUE_DAYS, now, calendar),
            remind=due_in_days(REMIND_DAYS, now, calendar), people={"name": viewer.person},
            awaited_by=(viewer.person,), followed_at=f"/portfolio/hires/{made.id}",
        ),
        now,
    )  # fmt: skip
    audit.record(N_("Hire recorded"), made.id, viewer.person, now)
    return made


def hire(hire_id: str, viewer: Viewer, now: datetime) -> Hire:
    """The viewer's own; or what somebody said of their company, unless a guardian no longer lets it see them."""
    found = store.hire(hire_id, viewer)
    if found.person != viewer.person and directory.under_age([found.person], "data_consent", now):
        raise NotFound(store.NOTHING)
    return found


@transactional
def confirm(hire_id: str, viewer: Viewer, now: datetime) -> Hire:
    """By the company, in the time that it has."""
    found = store.confirmable(hire(hire_id, viewer, now).id, viewer)
    found.confirm(viewer.person, now)
    store.save(found)
    close_items(found.id, KIND, now, by=viewer.person)
    audit.record(N_("Hire confirmed"), found.id, viewer.person, now, to=found.person)
    return found


@transactional
def remove(hire_id: str, viewer: Viewer, now: datetime) -> Hire:
    """By the person, at any time, confirmed or not."""
    found = store.own(hire_id, viewer)
    store.delete(found.id)
    close_items(found.id, KIND, now, by=viewer.person, outcome="withdrawn")
    audit.record(N_("Hire removed"), found.id, viewer.person, now)
    return found


@transactional
def lapse(hire_id: str, now: datetime) -> None:
    """The company has not confirmed it in time."""
    if store.known(hire_id) is not None:
        close_items(hire_id, KIND, now, outcome="lapsed")


def forget(person: str, now: datetime) -> None:
    """In the erasing transaction."""
    for one in store.of_person(person):
        close_items(one.id, KIND, now, outcome="withdrawn")
    store.forget(person)
