"""The events that tell other services how a person, organisation or membership stands now."""

from datetime import datetime

from services.accounts.domain.minority import Minority
from services.accounts.domain.organisation import Membership, Organisation
from services.accounts.domain.person import Person
from services.accounts.domain.placement import Placement
from services.accounts.domain.second_factor import counted
from services.accounts.store import people
from shared import directory
from shared.events import accounts as events
from shared.messaging import outbox


def person(person: Person, now: datetime) -> str:
    personal = {person.id: {"name": person.name, "language": person.language}}
    return outbox.append(events.PersonChanged(person=person.id, personal=personal), now)


def organisation(organisation: Organisation, now: datetime) -> str:
    event = events.OrganisationChanged(
        organisation=organisation.id,
        name=organisation.name,
        kind=organisation.kind,
        region=organisation.region,
        time_zone=organisation.time_zone,
        trades=organisation.trades,
        checks=organisation.passed,
        suspended=organisation.suspended,
        demo=organisation.demo,
        most_briefs=organisation.limits.get("briefs"),
        most_megabytes=organisation.limits.get("megabytes"),
        staff=organisation.staff,
        contact=organisation.contact,
        website=organisation.website,
        legal=organisation.legal,
        logo=organisation.logo,
    )
    if organisation.kind == "operator":
        directory.platform_changed()
    return outbox.append(event, now)


def membership(membership: Membership, now: datetime) -> str:
    """With the roles that count now: those that need a second step are told once the person has one."""
    second_factor = people.has_second_factor(membership.person)
    said = {"programme": membership.programme, "school_class": membership.school_class}
    known = {name: text for name, text in said.items() if text}
    event = events.MembershipChanged(
        membership=membership.id,
        person=membership.person,
        organisation=membership.organisation,
        roles=counted(membership.roles, second_factor),
        state=membership.state,
        personal={membership.person: known} if known else {},
    )
    return outbox.append(event, now)


def minority(minority: Minority, now: datetime) -> str:
    limits = {purpose: until.isoformat() for purpose, until in minority.limits(now).items()}
    personal = {minority.id: {"limits": limits, "minor_until": minority.of_age.isoformat()}}
    return outbox.append(events.MinorityChanged(person=minority.id, personal=personal), now)


def placement(placement: Placement, now: datetime) -> str:
    """What the guardian says to it, or that there is none to ask."""
    return placement_answer(placement.id, placement.person, placement.state, now)


def placement_answer(consent: str, person: str, decision: str, now: datetime) -> str:
    answered = events.PlacementAnswered(
        consent=consent, person=person, personal={person: {"decision": decision}}
    )
    return outbox.append(answered, now)
