"""What a reviewer's signature brings about: accepted milestones and contributions, and later their credentials."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.projects.domain.contribution import Contribution
from services.projects.domain.milestone import Milestone
from services.projects.domain.review import Review
from services.projects.domain.team import Team
from services.projects.store import audit, teams, work
from services.projects.usecases import placements, publishing, teaming, waits
from services.projects.usecases.delivering import judge
from shared import tokens
from shared.errors import Conflict
from shared.events import projects as events
from shared.keys import SigningKey
from shared.messages import N_
from shared.messaging import outbox
from shared.mongo import transactional


@transactional
def signed(event: Any, own: SigningKey, now: datetime) -> None:
    """The reviewer signed: milestone and contributions are accepted as they were decided.

    Raises Conflict, so that the event is parked, when somebody else signed or other records.
    """
    review = work.review(event.review)
    if review is None or review.request != event.request or review.reviewer.person != event.signer:
        raise Conflict("a signature answers no review that was asked for, or is by somebody else")
    if {row["contribution"] for row in review.records} != set(event.endorsements):
        raise Conflict("a signature covers other contributions than were asked for")
    milestone = teams.known_milestone(review.milestone)
    if review.state != "asked" or milestone.state != "delivered" or milestone.rounds != review.round:
        return
    team = teams.known(review.team)
    said = [work.contribution(row["contribution"]) for row in review.records]
    judge(review, milestone, team, said)
    review.state = "signed"
    work.save_review(review)
    teams.save_milestone(milestone)
    _accepted(team, milestone, review, said, event.endorsements, own, now)
    _go_on(team, milestone, review, now)


def _accepted(
    team: Team, milestone: Milestone, review: Review, said: Sequence[Contribution],
    endorsements: Mapping[str, Any], own: SigningKey, now: datetime,
) -> None:  # fmt: skip
    """Publish the milestone and each member's contribution with its record and endorsement."""
    outbox.append(
        events.MilestoneAccepted(
            milestone=milestone.id, team=team.id, brief=team.brief, number=milestone.number
        ),
        now,
    )
    rows = {row["contribution"]: row for row in review.records}
    schools = {member.person: member.school for member in team.members}
    for one in said:
        work.save(one)
        waits.close("statement_confirmation", one.id, now)
        row, by = rows[one.id], review.reviewer
        accepted = events.ContributionAccepted(
            contribution=one.id, person=one.person, team=team.id, brief=team.brief, milestone=milestone.id,
            company=team.organisation, school=schools[one.person], reviewer=by.person,
            reviewer_organisation=by.organisation, reviewer_role=by.role,
            members=[member.person for member in team.members], record_hash=row["hash"],
            endorsement=endorsements[one.id], accepted_at=review.at, personal={one.person: {"record": row["record"]}},
        )  # fmt: skip
        statement = tokens.sign(own, tokens.CONTRIBUTION, tokens.contribution_claims(accepted))
        outbox.append(replace(accepted, statement=statement), now)


def _go_on(team: Team, milestone: Milestone, review: Review, now: datetime) -> None:
    """After an accepted milestone comes the next, or the end of the work."""
    waits.close("milestone_review", milestone.id, now, by=review.reviewer.person)
    audit.record(N_("Milestone accepted"), milestone.id, review.reviewer.person, now)
    audit.record(N_("Milestone accepted"), team.id, review.reviewer.person, now, number=milestone.number)
    if milestone.last:
        team.accept(review.reviewer, now)
        team.complete(now)
        teams.save(team)
        placements.end(team, now)
        publishing.team(team, now)
    else:
        teaming.ask_for_next(team, now)


@transactional
def declined(event: Any, now: datetime) -> None:
    """The reviewer read it and did not sign: the milestone waits for a review as before."""
    review = work.review(event.review)
    if review is None or review.request != event.request or review.state != "asked":
        return
    review.state = "declined"
    work.save_review(review)
    audit.record(N_("The reviewer did not sign"), review.milestone, event.by, now)


@transactional
def evidenced(event: Any, now: datetime) -> None:
    """portfolio issued a credential for the contribution. Of two the later one counts, in whichever order that is
    told: ids follow the time."""
    contribution = work.find_contribution(event.contribution)
    if (
        contribution is not None
        and contribution.settled
        and event.credential > (contribution.credential or "")
    ):
        contribution.evidence(event.credential, now)
        work.save(contribution)
        audit.record(N_("Credential issued"), contribution.milestone, None, now, member=contribution.person)


@transactional
def status_changed(event: Any, now: datetime) -> None:
    """The credential was revoked, for good. One that another has replaced concerns nobody any more."""
    contribution = work.find_contribution(event.contribution)
    if contribution is None or event.credential != contribution.credential:
        return
    if event.status == "revoked" and contribution.state == "evidenced":
        contribution.withdraw(now)
        work.save(contribution)
        audit.record(
            N_("Credential withdrawn"), contribution.milestone, None, now, member=contribution.person
        )
