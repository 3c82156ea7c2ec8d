"""Events that projects publishes: briefs, the schools' approvals, teams at work, accepted contributions."""

from dataclasses import field
from datetime import datetime
from typing import Any

from shared.events import acts, erasing, exporting, faults, taking_down, waiting
from shared.events.base import Event, Fact, Id, Ids, OptionalId

erasing.declare("projects")
exporting.declare("projects")
waiting.declare("projects")
faults.declare("projects")
acts.declare("projects")
taking_down.declare("projects")


class BriefPublished(Event, type="projects.brief.published.v1", topic="projects.brief", key="brief"):
    """The whole brief as students read it. ``skills``: [{uri, level, weight}], ``milestones``: [{title, week}]. A later
    ``edition`` replaces it."""

    brief: Id
    edition: Fact[int]
    organisation: Id
    region: Fact[str]
    title: Fact[str]
    language: Fact[str]
    trade: Fact[str]
    kind: Fact[str]
    remote: Fact[bool]
    place: Fact[str]
    weeks: Fact[int]
    hours_per_week: Fact[int]
    pay: Fact[str]
    risk: Fact[str]
    problem: Fact[str]
    deliverables: Fact[list[str]]
    criteria: Fact[list[str]]
    skills: Fact[list[dict[str, Any]]]
    languages: Fact[list[str]]
    ip: Fact[str]
    nda: Fact[bool]
    team_min: Fact[int]
    team_max: Fact[int]
    teams: Fact[int]
    programmes_min: Fact[int]
    bidding_until: Fact[datetime]
    schools: Ids
    paid: Fact[bool] = False
    milestones: Fact[list[dict[str, Any]]] = field(default_factory=list)
    nda_text: Fact[str] = ""
    data_access: Fact[str] = ""
    supervision_hours: Fact[int] = 0
    costs: Fact[str] = ""
    vulnerable: Fact[bool] = False


class BriefClosed(Event, type="projects.brief.closed.v1", topic="projects.brief", key="brief"):
    """Bidding is over: ``reason`` is bidding_over, by_company or seats_taken."""

    brief: Id
    reason: Fact[str]


class BriefReopened(Event, type="projects.brief.reopened.v1", topic="projects.brief", key="brief"):
    """A proposal expired: bidding is open again until then."""

    brief: Id
    bidding_until: Fact[datetime]


class BriefCancelled(Event, type="projects.brief.cancelled.v1", topic="projects.brief", key="brief"):
    """``taken_down``: by an operator, so that nobody but its company reads it any more."""

    brief: Id
    by: OptionalId = None
    taken_down: Fact[bool] = False


class ApprovalDecided(Event, type="projects.approval.decided.v1", topic="projects.approval", key="approval"):
    """One school's decision for its own students: for_credit, without_credit or refused."""

    approval: Id
    brief: Id
    school: Id
    decision: Fact[str]


class ConfirmationGiven(
    Event, type="projects.confirmation.given.v1", topic="projects.confirmation", key="proposal"
):
    """The company took the proposed team in that revision, or (``accepted`` false) let it pass."""

    proposal: Id
    brief: Id
    revision: Fact[int]
    accepted: Fact[bool]
    by: OptionalId = None


class TeamChanged(Event, type="projects.team.changed.v1", topic="projects.team", key="team"):
    """A team as it stands now; ``state`` as in the table of states."""

    team: Id
    brief: Id
    organisation: Id
    proposal: Id
    members: Ids
    captain: OptionalId = None
    state: Fact[str]


class OrganisationCounted(
    Event, type="projects.organisation.counted.v1", topic="projects.organisation", key="organisation"
):
    """What a company holds, and the limits that hold for it now. ``bytes``: of the files of all its teams."""

    organisation: Id
    open_briefs: Fact[int]
    most_briefs: Fact[int]
    briefs: Fact[int]
    teams: Fact[int]
    bytes: Fact[int]
    most_megabytes: Fact[int]


class MemberLeft(Event, type="projects.team.left.v1", topic="projects.team", key="team"):
    """A member left the team; the seat is to be refilled from the proposal's reserve."""

    team: Id
    brief: Id
    proposal: Id
    person: Id


class PlacementAsked(Event, type="projects.placement.asked.v1", topic="projects.placement", key="consent"):
    """``person``, whom projects takes for a minor, has a seat in a placement: their guardian is asked about this one.
    ``pay`` is what the company wrote."""

    consent: Id
    person: Id
    organisation: Id
    mentor: OptionalId = None
    title: Fact[str]
    language: Fact[str]
    place: Fact[str]
    weeks: Fact[int]
    hours_per_week: Fact[int]
    paid: Fact[bool]
    pay: Fact[str]
    risk: Fact[str]


class PlacementEnded(Event, type="projects.placement.ended.v1", topic="projects.placement", key="consent"):
    """The person has left the placement, or it is over: nobody is asked any longer."""

    consent: Id
    person: Id


class SigningRequested(
    Event,
    type="projects.signing.requested.v1",
    topic="projects.signing",
    key="request",
    personal=("records",),
):
    """What a reviewer is asked to sign: each member's records in ``personal``, their hashes in the signed ``token``.

    ``hashes`` maps contribution id → RFC 8785 SHA-256 of its record; ``owners`` contribution id → person id.
    """

    request: Id
    review: Id
    team: Id
    reviewer: Id
    organisation: Id
    role: Fact[str]
    brief_title: Fact[str]
    milestone_title: Fact[str]
    contributions: Ids
    owners: Fact[dict[str, str]]
    hashes: Fact[dict[str, str]]
    expires: Fact[datetime]
    token: Fact[str]


class MilestoneAccepted(
    Event, type="projects.milestone.accepted.v1", topic="projects.milestone", key="milestone"
):
    milestone: Id
    team: Id
    brief: Id
    number: Fact[int]


class ContributionAccepted(
    Event, type="projects.contribution.accepted.v1", topic="projects.contribution", key="contribution",
    personal=("record",),
):  # fmt: skip
    """An accepted contribution: its record in ``personal[person]``, and the reviewer's endorsement of that record.

    ``statement``: whose contribution and which record, signed by projects itself.
    """

    contribution: Id
    person: Id
    team: Id
    brief: Id
    milestone: Id
    company: Id
    school: Id
    reviewer: Id
    reviewer_organisation: Id
    reviewer_role: Fact[str]
    members: Ids
    record_hash: Fact[str]
    endorsement: Fact[dict[str, Any]]
    accepted_at: Fact[datetime]
    statement: Fact[str] = ""
