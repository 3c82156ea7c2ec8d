"""A duplicate is merged into the organisation that stays. Its id leads there from then on, here at once and in every
service by the event; what names it stays as it was. Its people are carried over by a job, some at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.accounts.domain import merging as rules
from services.accounts.domain.organisation import Membership, Organisation
from services.accounts.store import audit, figures, organisations
from services.accounts.store import merging as store
from services.accounts.usecases import newcomers, publishing
from shared import merged
from shared.errors import Conflict, Invalid, NotFound
from shared.events import accounts as events
from shared.messages import N_
from shared.messaging import jobs, outbox, timers
from shared.messaging.timers import Timer
from shared.mongo import transactional
from shared.viewer import Viewer

CARRY, MAIL = "organisation_carry_over", "organisation_merged_mail"
AGAIN, AGAIN_AFTER = "organisation.carry_again", timedelta(minutes=2)
AT_ONCE = 50
NO_SUCH = N_("There is no such organisation.")


@dataclass(frozen=True)
class Preview:
    """What would move. ``briefs`` and ``teams`` as projects counted them last; None for schools and before."""

    duplicate: Organisation
    survivor: Organisation
    members: int
    in_both: int
    invitations: int
    classes: int
    briefs: int | None
    teams: int | None
    checks: list[str]
    told: int


def preview(duplicate_id: str, survivor_id: str, viewer: Viewer) -> Preview:
    """Raises as the merging itself would, but for the name."""
    duplicate, survivor = _two(duplicate_id, survivor_id, viewer)
    rules.check(duplicate, survivor, duplicate.name)
    _check_numbers(duplicate, survivor)
    counted, held = store.counted(duplicate.id), figures.of(duplicate.id)
    return Preview(
        duplicate, survivor, **counted, in_both=store.in_both(duplicate.id, survivor.id),
        briefs=held["briefs"] if held else None, teams=held["teams"] if held else None,
        checks=rules.checks_that_pass_over(duplicate, survivor), told=len(_administrators(duplicate, survivor)),
    )  # fmt: skip


def _two(duplicate_id: str, survivor_id: str, viewer: Viewer) -> tuple[Organisation, Organisation]:
    duplicate, survivor = store.organisation(duplicate_id), store.organisation(survivor_id)
    if duplicate is None:
        raise NotFound(NO_SUCH)
    if survivor is None:
        raise Invalid({"into": N_("There is no organisation with this id.")})
    for one in (duplicate, survivor):
        if organisations.membership_in(one.id, viewer.person) is not None:  # suspended or not
            raise Conflict(N_("Nobody merges their own organisation."))
    return duplicate, survivor


def _administrators(duplicate: Organisation, survivor: Organisation) -> list[str]:
    found = {*organisations.administrators(duplicate.id), *organisations.administrators(survivor.id)}
    return sorted(found)


def _check_numbers(duplicate: Organisation, survivor: Organisation) -> None:
    clashes = store.same_numbers(duplicate.id, survivor.id)
    if clashes:
        raise Conflict(
            N_(
                "Student numbers that mean another person in the other school: %(number)s. They have to differ first."
            ),
            number=clashes,
        )


@transactional
def merge(duplicate_id: str, facts: Mapping[str, str], viewer: Viewer, now: datetime) -> Organisation:
    """Final. ``facts``: into, the id of the one that stays and is returned; typed_name, of the other; reason."""
    duplicate, survivor = _two(duplicate_id, facts["into"], viewer)
    rules.check(duplicate, survivor, facts["typed_name"])
    _check_numbers(duplicate, survivor)
    told = _administrators(duplicate, survivor)
    rules.merge(duplicate, survivor)
    # both are written: of two that merge them into each other at once, the second looks again
    organisations.save_organisation(duplicate)
    organisations.save_organisation(survivor)
    store.move_belongings(duplicate.id, survivor.id)
    merged.remember(duplicate.id, survivor.id)
    outbox.append(events.OrganisationMerged(organisation=duplicate.id, into=survivor.id), now)
    publishing.organisation(survivor, now)
    _note(duplicate, survivor, facts["reason"], viewer, now)
    jobs.add(CARRY, duplicate.id, now, into=survivor.id)
    timers.put(duplicate.id, AGAIN, now + AGAIN_AFTER, into=survivor.id)
    for person in told:
        jobs.add(MAIL, person, now, organisation=duplicate.id, into=survivor.id)
    survivor.version += 1
    return survivor


def _note(
    duplicate: Organisation, survivor: Organisation, reason: str, viewer: Viewer, now: datetime
) -> None:
    said = {"reason": reason}
    audit.record(
        N_("Merged into %(name)s: %(reason)s"), duplicate.id, viewer.person, now, operator=True, said=said,
        name=survivor.name, into=survivor.id,
    )  # fmt: skip
    audit.record(
        N_("Took in %(name)s, a duplicate: %(reason)s"), survivor.id, viewer.person, now, operator=True, said=said,
        name=duplicate.name, organisation=duplicate.id,
    )  # fmt: skip


@transactional
def carry_over(duplicate_id: str, survivor_id: str, now: datetime) -> int:
    """Some memberships; returns how many. Done again it finds none."""
    survivor = store.organisation(merged.current(survivor_id))
    if survivor is None:
        raise NotFound(NO_SUCH)
    found = store.left_behind(duplicate_id, AT_ONCE)
    for membership in found:
        _carry(membership, survivor, now)
    return len(found)


def _carry(membership: Membership, survivor: Organisation, now: datetime) -> None:
    there = None if membership.state == "ended" else _other(membership, survivor)
    _look_again(membership, now)
    if there is not None:
        _look_again(there, now)
        rules.unite(membership, there, survivor.kind)
        membership.end()
    membership.organisation = survivor.id
    organisations.save_membership(membership)
    publishing.membership(membership, now)
    _look_again(membership, now)
    if there is not None:
        organisations.save_membership(there)
        publishing.membership(there, now)


def _other(membership: Membership, survivor: Organisation) -> Membership | None:
    """What the person was in the organisation that stays."""
    found = organisations.memberships_of(membership.person, ("active", "pending"))
    return next((one for one in found if one.organisation == survivor.id), None)


def _look_again(membership: Membership, now: datetime) -> None:
    """Who waits to be confirmed waits in another place."""
    if membership.state == "pending":
        newcomers.changed(membership, None, now)


def again(timer: Timer, now: datetime) -> None:
    """Whoever came in by a transaction that was running while the two were merged."""
    if carry_over(timer.subject, timer.params["into"], now):
        timers.put(timer.subject, AGAIN, now, into=timer.params["into"])
