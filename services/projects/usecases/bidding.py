"""From published to a team: closing and opening the bidding, the company's answer to a proposed team, the ends."""

from datetime import datetime
from typing import Any

from services.projects.domain.brief import EMPTY_ROUNDS, Brief
from services.projects.store import audit, briefs, proposals, teams
from services.projects.store.proposals import Proposal
from services.projects.usecases import counting, waits
from services.projects.usecases.reviewing import BIDDING_DAYS
from shared import clock, mongo
from shared.errors import Conflict, Stale
from shared.events import projects as events
from shared.events.taking_down import DONE
from shared.messages import N_
from shared.messaging import outbox, timers
from shared.mongo import transactional
from shared.viewer import Viewer

ENDED = ("cancelled", "completed", "archived")


@transactional
def close(brief_id: str, expected_version: int | None, viewer: Viewer, now: datetime) -> str:
    """The company ends the bidding before its time; returns the event's id."""
    brief = briefs.own(brief_id, viewer)
    mongo.expect_version(brief, expected_version)
    event = _closed(brief, "by_company", now)
    audit.record(N_("Bidding closed by the company"), brief.id, viewer.person, now)
    return event


@transactional
def bidding_over(brief_id: str, now: datetime) -> None:
    brief = briefs.known(brief_id)
    if brief.state == "published":
        _closed(brief, "bidding_over", now)
        audit.record(N_("Bidding is over"), brief.id, None, now)


def seats_taken(brief: Brief, now: datetime) -> None:
    """Every seat has its team: nobody bids any more."""
    if brief.state == "published" and _teams_of(brief) >= brief.teams:
        _closed(brief, "seats_taken", now)
        audit.record(N_("All seats are taken"), brief.id, None, now)


def _closed(brief: Brief, reason: str, now: datetime) -> str:
    brief.close(now)
    briefs.save(brief, now)
    counting.tell(brief.organisation, now)
    timers.cancel(brief.id, "bidding.over")
    return outbox.append(events.BriefClosed(brief=brief.id, reason=reason), now)


def _teams_of(brief: Brief) -> int:
    return sum(team.state != "cancelled" for team in teams.of_brief(brief.id))


@transactional
def cancel(brief_id: str, reason: str, expected_version: int | None, viewer: Viewer, now: datetime) -> str:
    """The company withdraws the brief; not while a team is at work on it."""
    brief = briefs.own(brief_id, viewer)
    mongo.expect_version(brief, expected_version)
    if any(team.state not in ENDED for team in teams.of_brief(brief.id)):
        raise Conflict(N_("A team is at work on this brief. End its work first."))
    brief.cancel(viewer.person, reason, now)
    audit.record(N_("Brief cancelled"), brief.id, viewer.person, now)
    return _ended(brief, viewer.person, now)


def _ended(brief: Brief, by: str, now: datetime) -> str:
    """Nothing waits for it any more, and matching hears of it; returns the event's id."""
    briefs.save(brief, now)
    counting.tell(brief.organisation, now)
    timers.cancel(brief.id)
    for kind in ("brief_review", "brief_changes", "no_bids"):
        waits.close(kind, brief.id, now, by=by, outcome="withdrawn")
    for approval in briefs.approvals(brief.id):
        waits.close("brief_approval", approval.id, now, by=by, outcome="withdrawn")
    for proposal in proposals.of_brief(brief.id):
        waits.close("team_confirmation", proposal.id, now, by=by, outcome="withdrawn")
    told = events.BriefCancelled(brief=brief.id, by=by, taken_down=brief.taken_down)
    return outbox.append(told, now)


@transactional
def take_down(report: str, brief_id: str, by: str, now: datetime) -> None:
    """An operator decided on a report. A team that is at work goes on: ending its work is the schools' decision."""
    brief = briefs.found(brief_id)
    if brief is None or brief.taken_down:
        return
    brief.take_down(by, now)
    audit.record(N_("Taken down by the operators of the platform"), brief.id, by, now)
    _ended(brief, by, now)
    outbox.append(DONE["projects"](report=report, organisation=brief.organisation), now)


@transactional
def archive(brief_id: str, expected_version: int | None, viewer: Viewer, now: datetime) -> Brief:
    brief = briefs.own(brief_id, viewer)
    mongo.expect_version(brief, expected_version)
    if any(team.state not in ENDED for team in teams.of_brief(brief.id)):
        raise Conflict(N_("A team is at work on this brief. End its work first."))
    brief.archive(now)
    briefs.save(brief, now)
    waits.close("no_bids", brief.id, now, by=viewer.person)
    audit.record(N_("Brief archived"), brief.id, viewer.person, now)
    return brief


@transactional
def answer_team(
    brief_id: str, proposal_id: str, revision: int, accepted: bool, viewer: Viewer, now: datetime
) -> str:
    """The company takes the proposed team, or not; returns the event's id. Matching has the last word."""
    brief = briefs.own(brief_id, viewer)
    proposal = proposals.of_own_brief(proposal_id, brief.id)
    if proposal.revision != revision:
        raise Stale(N_("The proposed team has changed meanwhile. Look at it again."))
    if proposal.state != "proposed" or (proposal.confirm_until and proposal.confirm_until <= now):
        raise Conflict(N_("This proposal does not wait for an answer any more."))
    act = N_("Team confirmed by the company") if accepted else N_("Team not taken by the company")
    audit.record(act, brief.id, viewer.person, now, proposal=proposal.id, revision=revision)
    return _answered(proposal, accepted, viewer.person, now)


def _answered(proposal: Proposal, accepted: bool, by: str | None, now: datetime) -> str:
    proposals.change(proposal.id, state="answered")
    waits.close("team_confirmation", proposal.id, now, by=by, outcome="done" if by else "lapsed")
    given = events.ConfirmationGiven(
        proposal=proposal.id, brief=proposal.brief, revision=proposal.revision, accepted=accepted, by=by
    )
    return outbox.append(given, now)


@transactional
def let_pass(proposal_id: str, now: datetime) -> None:
    """The company was silent until the end: the proposal expires and the students are free again."""
    proposal = proposals.find(proposal_id)
    if proposal is not None and proposal.state == "proposed":
        audit.record(
            N_("The company did not answer in time"), proposal.brief, None, now, proposal=proposal.id
        )
        _answered(proposal, False, None, now)


@transactional
def proposed(event: Any, n: int, now: datetime) -> None:
    """Matching proposes a team, or the same proposal in a later revision."""
    proposal = Proposal(
        id=event.proposal, n=n, brief=event.brief, revision=event.revision, members=event.members,
        captain=event.captain, confirm_until=event.confirm_until, about=event.personal,
        coverage=[{"uri": uri, "covered": part} for uri, part in sorted(event.coverage.items())],
    )  # fmt: skip
    if not proposals.save(proposal):
        return
    brief = briefs.known(event.brief)
    waits.close("team_confirmation", proposal.id, now, outcome="withdrawn")
    case = waits.of_proposal(proposal, brief)
    waits.open_case("team_confirmation", case, now, role="company_admin", ends=event.confirm_until)
    audit.record(N_("A team is proposed"), brief.id, None, now, revision=event.revision)


@transactional
def ended(event: Any, n: int, now: datetime) -> None:
    """A proposal expired or was withdrawn: bidding opens again while a seat is free."""
    held = proposals.find(event.proposal) or Proposal(
        id=event.proposal, n=n, brief=event.brief, revision=0, members=[]
    )
    held.n, held.state, held.reason = n, "ended", event.reason
    if not proposals.save(held):
        return
    waits.close("team_confirmation", event.proposal, now, outcome="lapsed")
    brief = briefs.known(event.brief)
    if brief.state != "closed" or _teams_of(brief) >= brief.teams:
        return
    if brief.without_team(briefs.bids(brief.id)):
        _reopened(brief, None, now)
    else:
        briefs.save(brief, now)
        waits.open_case("no_bids", waits.of_brief(brief), now, role="company_admin")
        audit.record(N_("Nobody has bid twice; the company is asked"), brief.id, None, now)


def _reopened(brief: Brief, by: str | None, now: datetime) -> str:
    until = clock.due_in_days(BIDDING_DAYS, now, waits.calendar_of_brief(brief))
    brief.reopen(now, until)
    briefs.save(brief, now)
    counting.tell(brief.organisation, now)
    timers.put(brief.id, "bidding.over", until)
    audit.record(N_("Bidding is open again"), brief.id, by, now)
    return outbox.append(events.BriefReopened(brief=brief.id, bidding_until=until), now)


@transactional
def reopen(brief_id: str, expected_version: int | None, viewer: Viewer, now: datetime) -> str:
    """The company opens the bidding once more, after rounds in which nobody bid; returns the event's id."""
    brief = briefs.own(brief_id, viewer)
    mongo.expect_version(brief, expected_version)
    if brief.empty_rounds < EMPTY_ROUNDS:
        raise Conflict(N_("The bidding opens again by itself, or a team is being formed."))
    waits.close("no_bids", brief.id, now, by=viewer.person)
    brief.empty_rounds = 0
    return _reopened(brief, viewer.person, now)


@transactional
def archive_unanswered(brief_id: str, now: datetime) -> None:
    """Nobody bid, and the company did not say what should become of the brief."""
    brief = briefs.known(brief_id)
    if brief.state == "closed" and brief.empty_rounds >= EMPTY_ROUNDS:
        waits.close("no_bids", brief.id, now, outcome="lapsed")
        brief.archive(now)
        briefs.save(brief, now)
        audit.record(N_("Archived: the company did not answer"), brief.id, None, now)
