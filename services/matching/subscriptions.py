"""Which events matching acts on: briefs, approvals, the company's answers, teams, credentials; and its timers."""

from datetime import datetime

from services.matching.store import briefs
from services.matching.usecases import (
    answering,
    briefing,
    companions,
    consenting,
    contesting,
    erasing,
    holding,
    laying,
    proposing,
    round_waits,
    rounding,
    seating,
    standing,
    stating,
)
from shared import directory
from shared.config import Settings
from shared.erasing import AGAIN
from shared.events import accounts, portfolio, projects
from shared.events.base import classes
from shared.messaging.cloudevents import Delivery
from shared.messaging.consuming import Handlers
from shared.messaging.timers import Handlers as Timers
from shared.messaging.timers import Timer

ENDED = ("completed", "archived", "cancelled")


def _brief_published(delivery: Delivery, now: datetime) -> None:
    event = delivery.event
    values = {name: getattr(event, name) for name in classes(projects.BriefPublished) if name != "brief"}
    briefing.published(event.brief, delivery.n, values, now)


def _brief_closed(delivery: Delivery, now: datetime) -> None:
    briefing.closed(delivery.event.brief, delivery.n, delivery.event.reason, now)


def _brief_reopened(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    briefing.reopened(delivery.event.brief, delivery.n, delivery.event.bidding_until)


def _brief_cancelled(delivery: Delivery, now: datetime) -> None:
    briefing.cancelled(delivery.event.brief, delivery.n, delivery.event.taken_down, now)


def _approval_decided(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    event = delivery.event
    values = {"brief": event.brief, "school": event.school, "decision": event.decision}
    briefs.save_approval(event.approval, delivery.n, values)


def _confirmation_given(delivery: Delivery, now: datetime) -> None:
    event = delivery.event
    answering.company_answered(event.proposal, event.revision, event.accepted, event.by, now)


def _team_changed(delivery: Delivery, now: datetime) -> None:
    event = delivery.event
    if event.state in ENDED:
        answering.team_ended(event.proposal, now)
    else:
        answering.team_named(event.proposal, event.team)


def _member_left(delivery: Delivery, now: datetime) -> None:
    event = delivery.event
    answering.member_left(event.proposal, event.team, event.person, now)


def _credential_issued(delivery: Delivery, now: datetime) -> None:
    event = delivery.event
    results = event.about(event.person, "results", [])
    holding.evidence_came(event.credential, event.person, results, event.issued_at, now)


def _status_changed(delivery: Delivery, now: datetime) -> None:
    event = delivery.event
    holding.status_changed(event.credential, event.person, event.status, now)


def _organisation_changed(delivery: Delivery, now: datetime) -> None:
    directory.HANDLERS[accounts.OrganisationChanged](delivery, now)
    answering.company_changed(delivery.event.organisation, now)


def _consent_withdrawn(delivery: Delivery, now: datetime) -> None:
    event = delivery.event
    if event.purpose == consenting.GROUPS:
        stating.withdrawn(event.consent, event.person, now)
    elif event.purpose == consenting.CANDIDATE:
        standing.withdrawn(event.consent, event.person, now)


def _erased(delivery: Delivery, now: datetime) -> None:
    erasing.erase(delivery.event.person, now)


def handlers(settings: Settings) -> Handlers:  # noqa: ARG001
    return {
        accounts.OrganisationChanged: _organisation_changed,
        accounts.PersonErased: _erased,
        accounts.ConsentWithdrawn: _consent_withdrawn,
        projects.BriefPublished: _brief_published,
        projects.BriefClosed: _brief_closed,
        projects.BriefReopened: _brief_reopened,
        projects.BriefCancelled: _brief_cancelled,
        projects.ApprovalDecided: _approval_decided,
        projects.ConfirmationGiven: _confirmation_given,
        projects.TeamChanged: _team_changed,
        projects.MemberLeft: _member_left,
        portfolio.CredentialIssued: _credential_issued,
        portfolio.CredentialStatusChanged: _status_changed,
    }


def _silent(timer: Timer, now: datetime) -> None:
    answering.silent(timer.subject, now)


def _not_confirmed(timer: Timer, now: datetime) -> None:
    answering.not_confirmed(timer.subject, now)


def _round_closes(timer: Timer, now: datetime) -> None:
    rounding.closes(timer.subject, now)


def _publishing_is_late(timer: Timer, now: datetime) -> None:
    rounding.publishing_is_late(timer.subject, now)


def _contest_is_late(timer: Timer, now: datetime) -> None:
    contesting.late(timer.subject, now)


def _no_answer(timer: Timer, now: datetime) -> None:
    companions.silent(timer.subject, now)


def _refusal_is_late(timer: Timer, now: datetime) -> None:
    round_waits.refusal_is_late(timer.subject, now)


def _unplaced_is_late(timer: Timer, now: datetime) -> None:
    round_waits.unplaced_is_late(timer.subject, now)


def _step_is_late(timer: Timer, now: datetime) -> None:
    laying.late(timer.subject, now)


def _new_week(timer: Timer, now: datetime) -> None:
    laying.new_week(timer.subject, now)


TIMERS: Timers = {
    round_waits.CLOSE: _round_closes,
    f"{round_waits.BIDS}.due": _round_closes,
    f"{round_waits.PUBLISH}.due": _publishing_is_late,
    f"{round_waits.CONTEST}.due": _contest_is_late,
    f"{round_waits.REFUSED}.due": _refusal_is_late,
    f"{round_waits.UNPLACED}.due": _unplaced_is_late,
    f"{companions.KIND}.due": _no_answer,
    f"{seating.KIND}.due": _silent,
    proposing.END: _not_confirmed,
    laying.LATE: _step_is_late,
    laying.WEEK: _new_week,
    AGAIN: erasing.again,
}
