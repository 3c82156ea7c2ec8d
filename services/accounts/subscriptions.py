"""Which events accounts acts on: what waits for people in every service, and what projects asks to have signed."""

from datetime import datetime

from services.accounts.domain.consent import edition_in_force
from services.accounts.store import acts as trail
from services.accounts.store import audiences, figures, troubles
from services.accounts.usecases import (
    addressing,
    channels,
    consenting,
    deputising,
    erasing,
    exporting,
    guardians,
    items,
    mails,
    merging,
    newcomers,
    placements,
    reporting,
    signing,
)
from shared import tokens
from shared.config import Settings
from shared.events import acts, faults, matching, portfolio, projects, taking_down, waiting
from shared.events import erasing as erasures
from shared.events import exporting as exports
from shared.messaging import timers
from shared.messaging.cloudevents import Delivery
from shared.messaging.consuming import Handlers

PRODUCERS = (projects, matching, portfolio)


def _opened(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    items.opened(delivery.event, delivery.time)


def _closed(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    items.closed(delivery.event, delivery.time)


def _counted(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    figures.save(delivery.event, delivery.n, delivery.time)


def _brief_published(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    audiences.save_brief(delivery.event, delivery.n)


def _brief_cancelled(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    audiences.take_down(delivery.event, delivery.n)


def _team_changed(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    audiences.save_team(delivery.event, delivery.n)


def _proposed(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    audiences.save_proposal(delivery.event, delivery.n)


def _proposal_over(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    audiences.end_proposal(delivery.event, delivery.n)


def _placement_asked(delivery: Delivery, now: datetime) -> None:
    placements.asked(delivery.event, now)


def _placement_ended(delivery: Delivery, now: datetime) -> None:
    placements.ended(delivery.event, now)


def _removed(delivery: Delivery, now: datetime) -> None:
    reporting.removed(delivery.event, now)


def _part(delivery: Delivery, now: datetime) -> None:
    exporting.part(delivery.event, now)


def _erased(delivery: Delivery, now: datetime) -> None:
    erasing.done(delivery.event, delivery.time, now)


def _set_aside(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    troubles.set_aside(delivery.event, delivery.n)


def _acted(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
    trail.keep(delivery.event)


def _cleared(delivery: Delivery, now: datetime) -> None:
    troubles.cleared(delivery.event, delivery.n, now)


TIMERS: timers.Handlers = {
    items.REMIND: items.remind,
    mails.MORNING: mails.morning,
    channels.MORNING: channels.morning,
    signing.EXPIRES: signing.lapse,
    guardians.OF_AGE: guardians.come_of_age,
    f"{guardians.KIND}.due": guardians.silent,
    f"{placements.KIND}.escalate": placements.tell_admins,
    f"{placements.KIND}.due": placements.silent,
    f"{newcomers.KIND}.due": items.passed,
    f"{reporting.KIND}.due": items.passed,
    addressing.LAPSES: addressing.lapse,
    deputising.ENDS: deputising.lapse,
    merging.AGAIN: merging.again,
    **erasing.TIMERS,
    **exporting.TIMERS,
}


def handlers(settings: Settings) -> Handlers:
    def signing_requested(delivery: Delivery, now: datetime) -> None:  # noqa: ARG001
        claims = tokens.verify(settings, "projects", signing.STATEMENT, delivery.event.token)
        signing.take_in(delivery.event, claims)

    def consent_changed(delivery: Delivery, now: datetime) -> None:
        edition = edition_in_force(settings.terms_version, now.date())
        consenting.noted(delivery.event, edition, delivery.time)

    found: dict = {projects.SigningRequested: signing_requested}
    found |= {portfolio.ConsentChanged: consent_changed, matching.ConsentChanged: consent_changed}
    found |= {projects.OrganisationCounted: _counted}
    found |= {projects.PlacementAsked: _placement_asked, projects.PlacementEnded: _placement_ended}
    found |= {projects.BriefPublished: _brief_published, projects.BriefCancelled: _brief_cancelled}
    found |= {projects.TeamChanged: _team_changed, matching.TeamProposed: _proposed}
    found |= dict.fromkeys((matching.TeamConfirmed, matching.ProposalEnded), _proposal_over)
    found |= dict.fromkeys(waiting.OPENED.values(), _opened)
    found |= dict.fromkeys(waiting.CLOSED.values(), _closed)
    found |= dict.fromkeys(exports.PART.values(), _part)
    found |= {erasures.DONE[name]: _erased for name in ("projects", "matching", "portfolio")}
    found |= dict.fromkeys(taking_down.DONE.values(), _removed)
    found |= dict.fromkeys(faults.SET_ASIDE.values(), _set_aside)
    found |= dict.fromkeys(faults.CLEARED.values(), _cleared)
    found |= dict.fromkeys(acts.ACTED.values(), _acted)
    return found
