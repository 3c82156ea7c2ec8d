"""Classes: made, described, joined by a code of their own, moved between, closed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.accounts import joincodes
from services.accounts.domain.organisation import BAD_CODE, CODE_LIFE, Invitation, Membership
from services.accounts.domain.school_class import SchoolClass
from services.accounts.store import audit, classes, organisations
from services.accounts.usecases import newcomers, programmes, publishing
from shared import mongo
from shared.errors import Forbidden, Invalid, NotFound
from shared.ids import digest, new_id
from shared.messages import N_
from shared.mongo import transactional
from shared.viewer import Viewer

KEEPERS = ("school_admin", "teacher")


@transactional
def create(school: str, facts: Mapping[str, Any], viewer: Viewer, now: datetime) -> SchoolClass:
    """A teacher who makes it and names nobody teaches it."""
    if school not in viewer.chosen_among(*KEEPERS):
        raise NotFound(N_("There is no such organisation."))
    made = SchoolClass(new_id(), school, "", "", "", now)
    made.describe(_with_code(facts, made))
    if not made.teachers and viewer.has("teacher", school):
        made.teachers = [viewer.person]
    _check_teachers(made)
    classes.add(made)
    audit.record(N_("Class made"), school, viewer.person, now)
    return made


@transactional
def change(
    class_id: str, facts: Mapping[str, Any], expected: int | None, viewer: Viewer, now: datetime
) -> SchoolClass:
    found = mine(class_id, viewer)
    mongo.expect_version(found, expected)
    found.describe(_with_code(facts, found))
    _check_teachers(found)
    classes.save(found)
    audit.record(N_("Class changed"), found.school, viewer.person, now)
    return found


@transactional
def make_code(class_id: str, seats: int, viewer: Viewer, now: datetime) -> tuple[SchoolClass, str]:
    """A join code whose students are pending in this class; it is shown once."""
    found = mine(class_id, viewer)
    found.check_open()
    code = joincodes.new_code()
    invitation = Invitation(
        id=new_id(), secret=digest(code), organisation=found.school, kind="code", by=viewer.person, created=now,
        expires=now + CODE_LIFE, seats=seats, roles=["student"], programme=found.programme, school_class=found.id,
    )  # fmt: skip
    organisations.add_invitation(invitation)
    audit.record(N_("Join code made"), found.school, viewer.person, now, roles=["student"])
    return found, code


def open_code(class_id: str, code: str, viewer: Viewer, now: datetime) -> tuple[SchoolClass, Invitation]:
    """What a code that its maker still has at hand opens, to be printed. Raises Invalid, as for a code that there is
    not, where it is another class's or over."""
    found = mine(class_id, viewer)
    invitation = organisations.invitation_by_code(joincodes.normal(code))
    if invitation is None or invitation.school_class != found.id or not invitation.open(now):
        raise Invalid({"code": BAD_CODE})
    return found, invitation


@transactional
def move(membership_id: str, class_id: str, viewer: Viewer, now: datetime) -> Membership:
    """Into another class of the same school; "" takes the student out of any. The programme becomes the class's."""
    membership = organisations.membership(membership_id, viewer)
    if membership.organisation not in viewer.organisations_as(*KEEPERS):
        raise NotFound(N_("There is no such membership."))
    if "student" not in membership.roles:
        raise Invalid({"school_class": N_("Only students belong to a class.")})
    target = classes.one(class_id, viewer) if class_id else None
    if target is not None:
        if target.school != membership.organisation:
            raise Invalid({"school_class": N_("This class belongs to another school.")})
        target.check_open()
        membership.programme = target.programme or membership.programme
    if membership.state == "pending":
        newcomers.changed(membership, viewer.person, now)
        newcomers.changed(replace(membership, school_class=class_id), viewer.person, now)
    membership.school_class = class_id
    organisations.save_membership(membership)
    publishing.membership(membership, now)
    act = N_("Moved to another class: %(member)s")
    audit.record(act, membership.organisation, viewer.person, now, to=membership.person)
    membership.version += 1
    return membership


@transactional
def close(class_id: str, viewer: Viewer, now: datetime) -> SchoolClass:
    """Nobody joins any more; its students keep their membership, their work and their evidence."""
    found = mine(class_id, viewer)
    found.close(now)
    classes.save(found)
    for code in classes.codes(found.id):
        if code.open(now):
            code.withdraw()
            organisations.save_invitation(code)
    audit.record(N_("Class closed"), found.school, viewer.person, now)
    return found


def mine(class_id: str, viewer: Viewer) -> SchoolClass:
    """One that the viewer may change."""
    found = classes.one(class_id, viewer)
    if not viewer.has("school_admin", found.school) and viewer.person not in found.teachers:
        raise Forbidden(N_("Its own teachers and the school's administrators change a class."))
    return found


def _with_code(facts: Mapping[str, Any], school_class: SchoolClass) -> dict[str, Any]:
    """The programme under the school's own name and code for it."""
    if "programme" not in facts:
        return dict(facts)
    name, code = programmes.chosen(school_class.school, facts["programme"], school_class.programme)
    return {**facts, "programme": name, "programme_code": code}


def _check_teachers(found: SchoolClass) -> None:
    if not set(found.teachers) <= set(organisations.holders("teacher", found.school)):
        raise Invalid({"teachers": N_("Choose among the teachers of the school.")})
