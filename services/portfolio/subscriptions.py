"""Which events portfolio acts on: accepted contributions, and the facts by which their endorsements are checked."""

from datetime import datetime
from typing import Any

from services.portfolio.store import copies, search
from services.portfolio.usecases import (
    accepting,
    consenting,
    contacts,
    erasing,
    receiving,
    standing,
    taking_down,
)
from shared import directory, merged, tokens
from shared.config import Settings
from shared.errors import Conflict
from shared.events import accounts, projects
from shared.messaging.cloudevents import Delivery
from shared.messaging.consuming import Handlers


def _check_statement(settings: Settings, service: str, kind: str, event: Any, said: dict[str, Any]) -> None:
    """Raises Conflict, so that the event is parked, unless the service itself has signed what the event says."""
    if tokens.verify(settings, service, kind, event.statement) != said:
        raise Conflict(f"{event.TYPE} does not bear {service}' own statement of what it says")


def _key_declared(delivery: Delivery, now: datetime) -> None:
    event = delivery.event
    names = ("person", "public_key", "valid_from", "valid_until", "compromised_at")
    copies.save_key(event.key, delivery.n, {name: getattr(event, name) for name in names})
    if event.compromised_at is not None:
        standing.doubt(event.public_key, event.compromised_at, now)
    accepting.try_again(now, key=event.public_key)


def _membership_changed(delivery: Delivery, now: datetime) -> None:
    """Beside the copy of how it stands now, what it was at each time: a signature is judged by its own day."""
    event = delivery.event
    directory.HANDLERS[accounts.MembershipChanged](delivery, now)
    values = {
        "person": event.person, "organisation": event.organisation, "roles": event.roles, "state": event.state,
        "at": delivery.time,
    }  # fmt: skip
    copies.add_moment(event.membership, delivery.n, values)
    _try_again_for(event.organisation, now)
    search.place(event.person)


def _organisation_changed(delivery: Delivery, now: datetime) -> None:
    directory.HANDLERS[accounts.OrganisationChanged](delivery, now)
    search.place_members(delivery.event.organisation)


def _organisation_merged(delivery: Delivery, now: datetime) -> None:
    """Whoever reviews for the one that stays reviews for the other too."""
    directory.HANDLERS[accounts.OrganisationMerged](delivery, now)
    _try_again_for(delivery.event.into, now)


def _try_again_for(organisation: str, now: datetime) -> None:
    for name in merged.same([organisation]):
        accepting.try_again(now, reviewer_organisation=name)


def _team_changed(delivery: Delivery, now: datetime) -> None:
    event = delivery.event
    copies.save_team(event.team, delivery.n, event.organisation, event.members)
    accepting.try_again(now, team=event.team)


def _approval_decided(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    event = delivery.event
    values = {"brief": event.brief, "school": event.school, "decision": event.decision}
    copies.save_approval(event.approval, delivery.n, values)


def _brief_published(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    copies.save_brief(delivery.event.brief, delivery.n, delivery.event.nda)


def _taken_down(delivery: Delivery, now: datetime) -> None:
    event = delivery.event
    taking_down.take_down(event.report, event.kind, event.object, event.by, now)


def _consent_withdrawn(delivery: Delivery, now: datetime) -> None:
    event = delivery.event
    if event.purpose == "contact":
        contacts.consent_withdrawn(event.consent, event.person, now)
    else:
        consenting.withdrawn(event, now)


def _consent_addressed(delivery: Delivery, now: datetime) -> None:
    receiving.address(delivery.event, now)


def handlers(settings: Settings) -> Handlers:
    def contribution_accepted(delivery: Delivery, now: datetime) -> None:
        event = delivery.event
        _check_statement(settings, "projects", tokens.CONTRIBUTION, event, tokens.contribution_claims(event))
        accepting.accept(event, now)

    def key_declared(delivery: Delivery, now: datetime) -> None:
        event = delivery.event
        _check_statement(settings, "accounts", tokens.REVIEWER_KEY, event, tokens.key_claims(event))
        _key_declared(delivery, now)

    def erased(delivery: Delivery, now: datetime) -> None:
        erasing.erase(delivery.event.person, settings.credit_terms, now)

    return {
        projects.ContributionAccepted: contribution_accepted,
        projects.TeamChanged: _team_changed,
        projects.BriefPublished: _brief_published,
        accounts.PersonErased: erased,
        accounts.ConsentWithdrawn: _consent_withdrawn,
        accounts.ConsentAddressed: _consent_addressed,
        accounts.TextTakenDown: _taken_down,
        projects.ApprovalDecided: _approval_decided,
        accounts.KeyDeclared: key_declared,
        accounts.MembershipChanged: _membership_changed,
        accounts.OrganisationChanged: _organisation_changed,
        accounts.OrganisationMerged: _organisation_merged,
    }
