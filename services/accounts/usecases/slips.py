"""Accounts without a mail address: made from a school's list, opened by a printed slip, recovered by a new one."""

from dataclasses import dataclass
from datetime import datetime

from services.accounts import joincodes, passwords
from services.accounts.domain import quota
from services.accounts.domain.organisation import Membership, Organisation
from services.accounts.domain.person import Person, check_password
from services.accounts.domain.slip import (
    MOST_ROWS,
    SLIP_LIFE,
    Row,
    Slip,
    may_have_a_slip,
    other_name,
    student_number,
)
from services.accounts.store import audit, organisations, people
from services.accounts.store import slips as store
from services.accounts.usecases import programmes, sessions, throttling
from services.accounts.usecases.enrolling import language_of
from services.accounts.usecases.starting import SignedIn, add_member, new_person, open_session
from shared import merged
from shared.errors import Conflict, Forbidden, Invalid
from shared.ids import digest
from shared.messages import N_
from shared.mongo import transactional
from shared.viewer import Viewer

WRONG = N_("School, student number, and password or code do not fit together.")
BAD_SLIP = N_("This slip is not valid, or was used already. Ask your teacher for a new one.")
CHOOSE_FIRST = N_("This is the code of a slip: choose a password with it first.")


class ChooseFirst(Conflict):
    """The code of a slip was given in place of a password."""


@dataclass(frozen=True)
class Student:
    """A student with a number, as the school's teachers see them. ``state``: waiting (for the first sign-in), in, or
    mail (an address of their own)."""

    membership: str
    person: str
    name: str
    number: str
    programme: str
    state: str


@dataclass(frozen=True)
class Printed:
    """A slip as it is printed; of its code the digest alone is kept."""

    student: Student
    code: str


@transactional
def make_accounts(organisation_id: str, rows: list[Row], viewer: Viewer, now: datetime) -> int:
    """One account a row; rows that are there already, by number and name, are passed over. Returns how many are new."""
    school = store.school(organisation_id, viewer)
    held = organisations.count_members(school.id)
    made = sum(_make(school, row, now) for row in rows)
    if made:
        quota.check_room(school, held, made)
        audit.record(N_("Accounts of students made"), school.id, viewer.person, now, count=made)
    return made


def _make(school: Organisation, row: Row, now: datetime) -> bool:
    there = store.of_number(school.id, row.number)
    if there is not None:
        if people.person(there.person).name != row.name:
            raise Invalid({"list": other_name(row)})
        return False
    person = new_person(row.name, "", language_of(school), school.time_zone, now)
    programme, _ = programmes.named(school.id, row.programme)
    add_member(school, person.id, ["student"], now, programme=programme, number=row.number)
    return True


def students(
    organisation_id: str, viewer: Viewer, cursor: str | None = None, limit: int = 25
) -> tuple[list[Student], str | None]:
    """A page of them, by number, and the cursor of the next."""
    page = store.numbered(organisation_id, viewer, cursor, limit)
    known = {one.id: one for one in people.people([row.person for row in page.items])}
    return [_student(row, known[row.person]) for row in page.items if row.person in known], page.next


def _student(row: Membership, person: Person) -> Student:
    state = "mail" if person.mail_confirmed else "in" if person.password else "waiting"
    return Student(row.id, person.id, person.name, row.number, row.programme, state)


def to_print(organisation_id: str, membership_id: str | None, viewer: Viewer) -> list[Printed]:
    """New codes for one student, or for all who have not come in yet. Nothing is kept before ``keep``."""
    store.school(organisation_id, viewer)
    one = [_one(organisation_id, membership_id, viewer)] if membership_id else None
    chosen = one or _waiting(organisation_id, viewer)
    if not chosen:
        raise Conflict(N_("Everybody on the list has come in. Who lost the password needs a new slip alone."))
    return [Printed(student, joincodes.new_code()) for student in chosen]


def waiting_of(organisation_id: str, persons: list[str], everybody: bool) -> list[str]:
    """Those of them with a number who have not come in, by number; as a rule without those who have an address."""
    known = {one.id: one for one in people.people(persons)}
    rows = [row for row in store.numbered_people(organisation_id, persons) if row.person in known]
    waiting = [row.person for row in rows if _student(row, known[row.person]).state == "waiting"]
    return [one for one in waiting if everybody or not known[one].mail]


def of_people(organisation_id: str, persons: list[str], viewer: Viewer) -> list[Printed]:
    """New codes for those of them with a number, by number. Nothing is kept before ``keep``."""
    store.school(organisation_id, viewer)
    known = {one.id: one for one in people.people(persons)}
    rows = [row for row in store.numbered_people(organisation_id, persons) if row.person in known]
    return [Printed(_student(row, known[row.person]), joincodes.new_code()) for row in rows]


def _one(organisation_id: str, membership_id: str, viewer: Viewer) -> Student:
    membership = organisations.membership(membership_id, viewer)
    if membership.organisation != organisation_id or not membership.number:
        raise Conflict(N_("This student has no student number here."))
    person = people.person(membership.person)
    may_have_a_slip(person.mail_confirmed)
    return _student(membership, person)


def _waiting(organisation_id: str, viewer: Viewer) -> list[Student]:
    """The first of them, as many as one sheet takes."""
    found: list[Student] = []
    cursor: str | None = ""
    while cursor is not None and len(found) < MOST_ROWS:
        page, cursor = students(organisation_id, viewer, cursor, MOST_ROWS)
        found += [one for one in page if one.state == "waiting"]
    return found[:MOST_ROWS]


@transactional
def keep(organisation_id: str, printed: list[Printed], viewer: Viewer, now: datetime) -> None:
    """From now on these slips open the accounts, and no earlier ones."""
    store.school(organisation_id, viewer)
    store.use_up_slips([one.student.person for one in printed])
    for one in printed:
        may_have_a_slip(people.person(one.student.person).mail_confirmed)
        slip = Slip(
            digest(one.code), one.student.person, organisation_id, viewer.person, now, now + SLIP_LIFE
        )
        store.add_slip(slip)
        audit.record(N_("New slip printed"), one.student.person, viewer.person, now)
    audit.record(N_("Slips printed"), organisation_id, viewer.person, now, count=len(printed))


@dataclass(frozen=True)
class Opened:
    """What a slip says to whoever holds it."""

    school: str
    name: str
    number: str


def opened(code: str, now: datetime) -> Opened | None:
    """None for a slip that is not valid. Reading it uses nothing up: phones open links by themselves."""
    slip = _open_slip(code, now)
    if slip is None:
        return None
    school = organisations.organisations_by_id([slip.organisation])[0]
    membership = organisations.membership_in(slip.organisation, slip.person)
    number = membership.number if membership else ""
    return Opened(school.name, people.person(slip.person).name, number)


def _open_slip(code: str, now: datetime) -> Slip | None:
    slip = store.slip(joincodes.normal(code))
    if slip is None or not slip.open(now):
        return None
    person = people.person(slip.person)
    return None if person.suspended or person.mail_confirmed else slip


def use(code: str, password: str, address: str, *, agent: str, now: datetime) -> SignedIn:
    """The slip's code is changed for a password; every session of before ends."""
    throttling.entrance("slip", "", address, now)
    check_password(password, "")
    slip = _open_slip(code, now)
    if slip is None:
        raise Invalid({"code": BAD_SLIP}, BAD_SLIP)
    return _used(code, passwords.hashed(password), agent, now)


@transactional
def _used(code: str, password: str, agent: str, now: datetime) -> SignedIn:
    """An address that the school's list named is nobody's proof any more: otherwise whoever reads its mail could take
    the account over."""
    slip = _open_slip(code, now)
    if slip is None:
        raise Invalid({"code": BAD_SLIP}, BAD_SLIP)
    slip.used = True
    store.save_slip(slip)
    person = people.person(slip.person)
    person.password = password
    person.mail = ""
    people.save_person(person)
    people.use_up_links(person.id, "confirm")
    sessions.end_all(person.id, person.id, now, tokens=True)
    audit.record(N_("Password chosen with a slip"), person.id, person.id, now)
    return open_session(person, agent, now)


def sign_in(
    organisation_id: str, number: str, secret: str, address: str, *, agent: str, now: datetime
) -> SignedIn:
    """By school, number and password. Raises ChooseFirst for a slip's code, which is changed for a password first.

    The same answer and the same work for a number that nobody has.
    """
    number = student_number(number)
    throttling.entrance("sign-in", f"{organisation_id}:{number}", address, now)
    membership = store.of_number(merged.current(organisation_id), number)
    person = people.person(membership.person) if membership else None
    fits = passwords.matches(person.password if person else None, secret)
    slip = _open_slip(secret, now)
    if person is not None and slip is not None and slip.person == person.id:
        raise ChooseFirst(CHOOSE_FIRST)
    if not fits or person is None:
        raise Invalid({"password": WRONG}, WRONG)
    if person.suspended:
        raise Forbidden(sessions.SUSPENDED)
    return sessions.open_by_password(person.id, agent, now)
