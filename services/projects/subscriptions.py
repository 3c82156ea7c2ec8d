"""Which events projects acts on: teams that matching proposes and confirms, signatures, credentials."""

from datetime import datetime

from services.projects.store import briefs
from services.projects.usecases import bidding, counting, erasing, guardians, signing, teaming
from shared import directory, tokens
from shared.config import Settings
from shared.events import accounts, matching, portfolio
from shared.messaging.cloudevents import Delivery
from shared.messaging.consuming import Handlers


def _bids_counted(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    told = delivery.event
    briefs.save_bids(told.brief, delivery.n, count=told.bids, asked=told.asked, accepted=told.accepted)


def _proposed(delivery: Delivery, now: datetime) -> None:
    bidding.proposed(delivery.event, delivery.n, now)


def _confirmed(delivery: Delivery, now: datetime) -> None:
    teaming.confirmed(delivery.event, delivery.n, now)


def _ended(delivery: Delivery, now: datetime) -> None:
    bidding.ended(delivery.event, delivery.n, now)


def _refilled(delivery: Delivery, now: datetime) -> None:
    teaming.refilled(delivery.event, now)


def _declined(delivery: Delivery, now: datetime) -> None:
    signing.declined(delivery.event, now)


def _issued(delivery: Delivery, now: datetime) -> None:
    signing.evidenced(delivery.event, now)


def _status_changed(delivery: Delivery, now: datetime) -> None:
    signing.status_changed(delivery.event, now)


def _taken_down(delivery: Delivery, now: datetime) -> None:
    event = delivery.event
    if event.kind == "brief":
        bidding.take_down(event.report, event.object, event.by, now)


def _organisation_changed(delivery: Delivery, now: datetime) -> None:
    """Other limits may hold for a company from now on."""
    directory.HANDLERS[accounts.OrganisationChanged](delivery, now)
    if delivery.event.kind == "company":
        counting.tell(delivery.event.organisation, now)


def _organisation_merged(delivery: Delivery, now: datetime) -> None:
    """The one that stays holds what both held."""
    directory.HANDLERS[accounts.OrganisationMerged](delivery, now)
    counting.tell(delivery.event.into, now)


def _minority_changed(delivery: Delivery, now: datetime) -> None:
    directory.HANDLERS[accounts.MinorityChanged](delivery, now)
    guardians.minority_told(delivery.event.person, now)


def _placement_answered(delivery: Delivery, now: datetime) -> None:
    guardians.answered(delivery.event, delivery.n, now)


def _erased(delivery: Delivery, now: datetime) -> None:
    erasing.erase(delivery.event.person, now)


def handlers(settings: Settings) -> Handlers:
    def signed(delivery: Delivery, now: datetime) -> None:
        signing.signed(delivery.event, tokens.service_key(settings), now)

    return {
        matching.BidsCounted: _bids_counted,
        matching.TeamProposed: _proposed,
        matching.TeamConfirmed: _confirmed,
        matching.ProposalEnded: _ended,
        matching.SeatRefilled: _refilled,
        accounts.PersonErased: _erased,
        accounts.MinorityChanged: _minority_changed,
        accounts.PlacementAnswered: _placement_answered,
        accounts.OrganisationChanged: _organisation_changed,
        accounts.OrganisationMerged: _organisation_merged,
        accounts.TextTakenDown: _taken_down,
        accounts.EndorsementSigned: signed,
        accounts.EndorsementDeclined: _declined,
        portfolio.CredentialIssued: _issued,
        portfolio.CredentialStatusChanged: _status_changed,
    }
