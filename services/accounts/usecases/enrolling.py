"""Students become members of their school from its list: made, confirmed, moved, completed."""

from dataclasses import replace
from datetime import datetime

from services.accounts import regions
from services.accounts.domain.class_list import Member, Planned, class_key
from services.accounts.domain.organisation import Membership, Organisation
from services.accounts.domain.school_class import SchoolClass
from services.accounts.store import audit, classes, organisations, people
from services.accounts.usecases import newcomers, programmes, publishing
from services.accounts.usecases.starting import add_member, new_person
from shared.ids import new_id
from shared.messages import N_
from shared.viewer import Viewer

LANGUAGES = {"zh_Hans_CN": "zh-Hans", "zh_Hant_TW": "zh-Hant"}


def language_of(school: Organisation) -> str:
    """Of a student whom nobody has asked yet."""
    return LANGUAGES.get(regions.region(school.region).language, "en")


def enrol(school_id: str, planned: list[Planned], viewer: Viewer, now: datetime) -> list[str]:
    """Do what each row would do; returns the people whom the rows are about. In the transaction of the rows."""
    school = organisations.organisations_by_id([school_id])[0]
    made: dict[str, str] = {}
    persons = []
    for one in planned:
        if one.outcome == "bad":
            continue
        row = replace(one.row, programme=programmes.named(school_id, one.row.programme)[0])
        one = replace(one, row=row)
        if one.new_class:
            key = class_key(one.row.school_class)
            made[key] = made.get(key) or _make_class(one, school_id, viewer, now)
            one = replace(one, school_class=made[key])
        persons.append(_do(one, school, viewer, now))
    new = sum(1 for one in planned if one.outcome == "new")
    if new:
        audit.record(N_("Accounts of students made"), school_id, viewer.person, now, count=new)
    return persons


def _do(one: Planned, school: Organisation, viewer: Viewer, now: datetime) -> str:
    return _settle(one, one.member, viewer, now) if one.member else _make(one, school, viewer, now)


def _make_class(one: Planned, school: str, viewer: Viewer, now: datetime) -> str:
    """Whoever sends the list teaches it, if they teach; the rest of it is described on its page."""
    teachers = [viewer.person] if viewer.has("teacher", school) else []
    found = SchoolClass(new_id(), school, one.row.school_class, one.row.programme, "", now, teachers=teachers)
    found.programme_code = programmes.named(school, one.row.programme)[1]
    classes.add(found)
    audit.record(N_("Class made"), school, viewer.person, now)
    return found.id


def _make(one: Planned, school: Organisation, viewer: Viewer, now: datetime) -> str:
    """An account that nobody has entered: by a slip, or by a mail that is sent when somebody asks for it."""
    row = one.row
    person = new_person(row.name, row.mail, language_of(school), school.time_zone, now)
    add_member(
        school, person.id, ["student"], now, programme=_programme(one), number=row.number, by=viewer.person,
        school_class=one.school_class,
    )  # fmt: skip
    return person.id


def _programme(one: Planned) -> str:
    if one.row.programme or not one.school_class:
        return one.row.programme
    return classes.of_list(one.school_class).programme


def _settle(one: Planned, member: Member, viewer: Viewer, now: datetime) -> str:
    """Whom the school has already: confirmed, in the class that the list names, with number and address."""
    membership = organisations.membership(member.membership, viewer)
    before = replace(membership)
    if membership.state == "pending":
        newcomers.changed(membership, viewer.person, now)
        membership.confirm()
        audit.record(
            N_("Confirmed: %(member)s"), membership.organisation, viewer.person, now, to=member.person
        )
    if one.school_class and one.school_class != membership.school_class:
        membership.school_class = one.school_class
        act = N_("Moved to another class: %(member)s")
        audit.record(act, membership.organisation, viewer.person, now, to=member.person)
    membership.number = membership.number or one.row.number
    membership.programme = _programme(one) or membership.programme
    if membership != before:
        _changed(membership, now)
    _complete_address(one, member)
    return member.person


def _changed(membership: Membership, now: datetime) -> None:
    organisations.save_membership(membership)
    publishing.membership(membership, now)


def _complete_address(one: Planned, member: Member) -> None:
    """Of an account that nobody has entered; later it is its owner's to say."""
    if one.row.mail and not member.entered and member.mail != one.row.mail:
        person = people.person(member.person)
        person.mail = one.row.mail
        people.save_person(person)
        people.use_up_links(person.id, "confirm")
