"""A company that found somebody asks for contact; the student answers, and either side takes it back at any time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from services.portfolio.domain import contacts as rules
from services.portfolio.domain.contacts import Contact
from services.portfolio.store import audit, hires, search
from services.portfolio.store import contacts as store
from services.portfolio.usecases import consenting, finding
from shared import directory
from shared.clock import due_in_days, moved_from
from shared.errors import Invalid, NotFound
from shared.ids import new_id
from shared.messages import N_
from shared.mongo import transactional
from shared.viewer import Viewer
from shared.waiting import Wait, close_items, open_item

KIND, TOLD = "contact.request", "contact.accepted"
DUE = f"{KIND}.due"
REMIND_DAYS, DUE_DAYS = 10, 14
MOST_ASKED, WINDOW = 20, timedelta(days=1)
ASKS = N_("%(name)s of %(company)s asks to contact you")
LAPSES = N_("It lapses. The company learns no more than that you did not accept.")
CLOSES = N_("It lapses, and you learn no more than that there was no acceptance.")
ACCEPTED = N_("Somebody whom you asked agreed to be contacted")
STAYS = N_("It stays here until you have read it.")


def ask(person: str, data: Mapping[str, Any], viewer: Viewer, now: datetime) -> Contact:
    """Somebody whose portfolio the viewer may see. Each try counts against the organisation's limit.

    Whoever worked for the company was in a team that a school let come about: that stands for a look at the company.
    """
    if not viewer.confirmed or data["purpose"] != rules.TOUCH:
        finding.check_known(viewer)
    organisation = _asks_for(data["organisation"], viewer)
    audit.throttle(f"contact:{organisation}", MOST_ASKED, WINDOW, now)
    return _ask(person, data, organisation, viewer, now)


def _asks_for(chosen: str, viewer: Viewer) -> str:
    """The organisation for which the viewer asks: the chosen one, or the only one."""
    mine = viewer.chosen_among(*store.SEARCHERS)
    if chosen and chosen not in mine:
        raise Invalid({"organisation": N_("Choose among your own organisations.")})
    return chosen or mine[0]


@transactional
def _ask(
    person: str, data: Mapping[str, Any], organisation: str, viewer: Viewer, now: datetime
) -> Contact:  # fmt: skip
    asks = directory.organisation(organisation)
    near = asks is not None and not asks.suspended and asks.region == search.region(person)
    if data["purpose"] == rules.TOUCH:
        met = person in former([organisation], now)
    else:
        met = finding.may_see(person, viewer, now) and asks is not None and directory.looked_at(asks.checks)
    if person == viewer.person or not near or not met:
        raise NotFound(N_("There is nothing here, or you may not see it."))
    rules.check_again(store.last([organisation], person), now)
    calendar = search.calendar(person)
    made = Contact(
        new_id(), person, organisation, viewer.person, data["purpose"], data["text"], rules.day_of(now), now,
        due_in_days(DUE_DAYS, now, calendar),
    )  # fmt: skip
    store.add(made)
    open_item(
        Wait(
            made.id, KIND, ASKS, LAPSES, f"/portfolio/contacts/{made.id}", person=person, due=made.due,
            moved_from=moved_from(DUE_DAYS, now, calendar), remind=due_in_days(REMIND_DAYS, now, calendar),
            params={"company": company(made)}, people={"name": viewer.person},
        ),
        now,
    )  # fmt: skip
    audit.record(N_("Contact asked for"), made.id, viewer.person, now, to=person)
    return made


def former(organisations: list[str], now: datetime) -> dict[str, str]:
    """Name by person id of those with evidence of work for one of the companies; not of minors, nor of the erased."""
    people = hires.worked_for(organisations)
    hidden = directory.under_age(people, "data_consent", now)
    names = directory.names(people)
    return {one: names[one] for one in people if one not in hidden and one in names}


@transactional
def answer(contact_id: str, accepted: bool, means: str, viewer: Viewer, now: datetime) -> Contact:
    """Accepting shows the means, and the name, to the company; of a refusal it is told nothing."""
    found = store.own(contact_id, viewer)
    if accepted:
        viewer.check_acts_alone("data_consent", now)
    found.answer(accepted, means, now)
    store.save(found)
    close_items(found.id, KIND, now, by=viewer.person)
    act = N_("Contact accepted") if accepted else N_("Contact refused")
    audit.record(act, found.id, viewer.person, now)
    if accepted:
        consenting.tell_contact(found.id, found.person, company(found), True, now)
        _tell(found, now)
    return found


def _tell(contact: Contact, now: datetime) -> None:
    """An item of whoever asked, which stays until it was read; its mail goes out at once, and names nobody."""
    place = f"/portfolio/contacts/{contact.id}"
    open_item(
        Wait(contact.id, TOLD, ACCEPTED, STAYS, place, person=contact.by, remind=now),
        now,
    )


@transactional
def has_read(contact_id: str, viewer: Viewer, now: datetime) -> None:
    found = store.sent(contact_id, viewer)
    close_items(found.id, TOLD, now, by=viewer.person, person=viewer.person)


@transactional
def withdraw(contact_id: str, viewer: Viewer, now: datetime) -> Contact:
    """By whoever asked at any time; by the student, who had accepted."""
    found = store.contact(contact_id, viewer)
    if found.person == viewer.person:
        _end(found, viewer.person, now)
        consenting.tell_contact(found.id, found.person, "", False, now)
    else:
        agreed = found.state == "accepted"
        found.withdraw(now)
        _over(found, N_("Request withdrawn"), viewer.person, now)
        if agreed:
            consenting.tell_contact(found.id, found.person, "", False, now)
    return found


@transactional
def consent_withdrawn(contact_id: str, person: str, now: datetime) -> None:
    """Taken back on the page of their data; accounts knows it already."""
    found = store.known(contact_id)
    if found is not None and found.person == person and found.state == "accepted":
        _end(found, person, now)


def _end(contact: Contact, by: str, now: datetime) -> None:
    contact.end()
    _over(contact, N_("Contact ended"), by, now)


def _over(contact: Contact, act: str, by: str | None, now: datetime) -> None:
    """Nothing waits any more, neither the student's answer nor the word of it."""
    store.save(contact)
    close_items(contact.id, KIND, now, by=by, outcome="withdrawn")
    close_items(contact.id, TOLD, now, by=by, outcome="withdrawn")
    audit.record(act, contact.id, by, now)


@transactional
def lapse(contact_id: str, now: datetime) -> None:
    """Nobody has answered in time."""
    found = store.known(contact_id)
    if found is None or found.state != "asked":
        return
    found.lapse()
    store.save(found)
    close_items(found.id, KIND, now, outcome="lapsed")
    audit.record(N_("No answer in time"), found.id, None, now)


def forget(person: str, now: datetime) -> None:
    """In the erasing transaction: what was asked of them goes, what they asked ends, without their words."""
    for one in store.of_person(person):
        close_items(one.id, KIND, now, outcome="withdrawn")
        close_items(one.id, TOLD, now, outcome="withdrawn")
        store.delete(one.id)
    for one in store.worded_by(person):
        if one.as_told(now) == "asked":
            one.withdraw(now)
            close_items(one.id, KIND, now, outcome="withdrawn")
        one.text = ""
        store.save(one)


def company(contact: Contact) -> str:
    found = directory.organisation(contact.organisation)
    return found.name if found else ""


def shown_to_asker(contact: Contact, now: datetime) -> dict[str, Any]:
    """What the company reads: neither a refusal, nor when something was answered that it was not told of.

    Of a minor whose guardian has not consented, or no longer, it reads neither name nor means, whatever was accepted.
    """
    minor = bool(directory.under_age([contact.person], "data_consent", now))
    state = contact.as_told(now)
    agreed = not minor and (state == "accepted" or contact.purpose == rules.TOUCH)
    name = directory.names([contact.person]).get(contact.person, "") if agreed else ""
    names = ("id", "person", "organisation", "by", "purpose", "text", "created", "due")
    told = {
        "state": "ended" if minor and state == "accepted" else state,
        "name": name,
        "means": "" if minor else contact.means,
    }
    return {one: getattr(contact, one) for one in names} | told
