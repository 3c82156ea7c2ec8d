"""The events of projects, each made from what it is about."""

from datetime import datetime

from services.projects.domain.approval import Approval
from services.projects.domain.brief import Brief
from services.projects.domain.team import Team
from services.projects.store import briefs
from shared.events import projects as events
from shared.messaging import outbox


def edition(brief: Brief, now: datetime) -> str:
    """The brief as it is published now; its words are kept. Returns the event's id."""
    briefs.add_edition(brief, now)
    same = (
        "organisation", "region", "title", "trade", "kind", "place", "weeks", "hours_per_week", "paid", "pay",
        "risk", "problem", "deliverables", "criteria", "languages", "ip", "team_min", "team_max", "teams",
        "programmes_min", "bidding_until", "nda_text", "data_access", "supervision_hours", "costs", "vulnerable",
    )  # fmt: skip
    skills = [
        {"uri": row.uri, "label": row.label, "level": row.level, "weight": row.weight} for row in brief.skills
    ]
    published = events.BriefPublished(
        brief=brief.id, edition=brief.published_version, language=brief.lang, remote=brief.place == "remote",
        nda=bool(brief.nda), skills=skills, schools=brief.offered_to,
        milestones=[{"title": row.title, "week": row.week} for row in brief.milestones],
        **{name: getattr(brief, name) for name in same},
    )  # fmt: skip
    return outbox.append(published, now)


def approval(approval: Approval, now: datetime) -> str:
    decided = events.ApprovalDecided(
        approval=approval.id, brief=approval.brief, school=approval.school, decision=approval.state
    )
    return outbox.append(decided, now)


def team(team: Team, now: datetime) -> str:
    changed = events.TeamChanged(
        team=team.id, brief=team.brief, organisation=team.organisation, proposal=team.proposal,
        members=team.present, captain=team.captain, state=team.state,
    )  # fmt: skip
    return outbox.append(changed, now)
