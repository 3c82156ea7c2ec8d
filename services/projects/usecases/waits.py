"""Opens and closes what waits for somebody, by the table of services/projects/waiting.py.

The timers of a wait: ``<key>.due`` notes that the day passed, ``<key>.escalate`` tells the next role,
``<key>.ends`` does the default. Acting takes them all away.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from services.projects.domain.approval import Approval
from services.projects.domain.brief import Brief
from services.projects.domain.contribution import Contribution
from services.projects.domain.milestone import Milestone
from services.projects.domain.review import Dispute
from services.projects.domain.team import Team
from services.projects.store import briefs, deadlines
from services.projects.store.proposals import Proposal
from services.projects.waiting import AWAITED, OF_A_SCHOOL, WAITING, Waiting, with_days
from shared import clock, directory, waiting
from shared.messages import N_
from shared.messaging import timers
from shared.waiting import Wait

MESSAGES = {
    "brief_review": N_("Review the brief “%(brief)s”"),
    "brief_approval": N_("Approve the brief “%(brief)s” for your students"),
    "brief_changes": N_("Change the brief “%(brief)s” as asked"),
    "team_confirmation": N_("Confirm the team for “%(brief)s”"),
    "no_bids": N_("Nobody bid for “%(brief)s”, twice: open it again, change it in a copy, or archive it"),
    "team_start": N_("Start the team for “%(brief)s”"),
    "signature": N_("Sign the papers for “%(brief)s”"),
    "milestone_work": N_("Deliver the milestone “%(milestone)s”"),
    "statement_confirmation": N_("Confirm or dispute what %(member)s states"),
    "milestone_review": N_("Review the milestone “%(milestone)s”"),
    "dispute_decision": N_("Decide the dispute about “%(milestone)s”"),
}


@dataclass(frozen=True)
class Case:
    """What waits: ``staff`` {role: organisations, None for the operators'}, ``persons`` who are asked by name.

    Of a school's teachers those are asked who have a duty in the classes of ``students``, where somebody has.

    Who may wait for it: the ``company``, the ``school``, the ``members``; they follow it on the page ``followed_at``.
    ``days_of``: the school that sets the days.
    """

    subject: str
    url: str
    calendar: clock.Calendar
    params: Mapping[str, Any]
    people: Mapping[str, str] = field(default_factory=dict)
    staff: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    persons: tuple[str, ...] = ()
    company: str | None = None
    school: str | None = None
    members: tuple[str, ...] = ()
    students: tuple[str, ...] = ()
    followed_at: str = ""
    days_of: str | None = None


def calendar_of_team(team: Team) -> clock.Calendar:
    """A team works for its company by the calendar of its members' schools."""
    return directory.calendar_of(
        team.organisation, [member.school for member in team.members if member.school]
    )


def calendar_of_brief(brief: Brief) -> clock.Calendar:
    """What is done about a brief is done by the school that reviews it and by its company."""
    return directory.calendar_of(brief.organisation, [brief.reviewer] if brief.reviewer else [])


def school_of_team(team: Team) -> str | None:
    """Whose days hold for a team of several schools: the first one's."""
    return next((member.school for member in team.members if member.school), None)


def row(key: str, school: str | None) -> Waiting:
    """With the days of the school, where it set its own."""
    own = deadlines.of(school).days.get(key) if school and key in OF_A_SCHOOL else None
    return with_days(key, own) if own else WAITING[key]


def due(key: str, begin: datetime, calendar: clock.Calendar, school: str | None = None) -> datetime:
    return clock.due_in_days(row(key, school).due, begin, calendar)


def open_case(key: str, case: Case, now: datetime, *, role: str | None = None, begin: datetime | None = None,
              ends: datetime | None = None) -> None:  # fmt: skip
    """Ask ``case.persons``, or who has ``role``; days count from ``begin`` (as a rule now).

    ``ends``: when another service has set the end of it, which then is the due time too.
    """
    start, last = begin or now, row(key, case.days_of).ends
    for person in case.persons:
        waiting.open_item(_wait(key, case, start, ends, person=person), now)
    for whose in _asked(case, role, now):
        waiting.open_item(_wait(key, case, start, ends, **whose), now)
    _next_escalation(key, case, 0, start)
    if ends is None and last is not None:
        ends = clock.due_in_days(last, start, case.calendar)
    if ends is not None:
        timers.put(case.subject, f"{key}.ends", ends)


def ask_also(key: str, case: Case, role: str, begin: datetime, now: datetime) -> None:
    """Open the same wait for one more role."""
    for whose in _asked(case, role, now):
        waiting.open_item(_wait(key, case, begin, None, **whose), now)


def _asked(case: Case, role: str | None, now: datetime) -> list[dict[str, Any]]:
    """Whoever has the role in each of the case's organisations; of teachers, those of the students' classes."""
    found: list[dict[str, Any]] = []
    today = clock.day_in(now, case.calendar.zone).isoformat()
    for organisation in case.staff.get(role or "", ()):
        named = (
            role == "teacher" and organisation and directory.supervisors(case.students, organisation, today)
        )
        found += [{"person": one} for one in named or ()] or [{"role": role, "organisation": organisation}]
    return found


def escalate(key: str, case: Case, step: int, begin: datetime, now: datetime) -> None:
    """Tell the role of that step, and set the timer of the next."""
    ask_also(key, case, WAITING[key].escalation[step][1], begin, now)
    _next_escalation(key, case, step + 1, begin)


def close(key: str, subject: str, now: datetime, *, by: str | None = None, person: str | None = None,
          outcome: str = "done") -> None:  # fmt: skip
    waiting.close_items(subject, key, now, by=by, person=person, outcome=outcome)
    if person is None:
        timers.cancel(subject, f"{key}.ends")


def _next_escalation(key: str, case: Case, step: int, begin: datetime) -> None:
    steps = row(key, case.days_of).escalation
    if step < len(steps):
        at = clock.due_in_days(steps[step][0], begin, case.calendar)
        timers.put(case.subject, f"{key}.escalate", at, step=step, begin=begin)


def _wait(
    key: str, case: Case, begin: datetime, ends: datetime | None, *, person: str | None = None,
    role: str | None = None, organisation: str | None = None,
) -> Wait:  # fmt: skip
    days, whose = row(key, case.days_of), AWAITED.get(key)
    by_table = clock.due_in_days(days.due, begin, case.calendar)
    reminder = clock.due_in_days(days.reminder, begin, case.calendar)
    return Wait(
        subject=case.subject,
        kind=key,
        message=MESSAGES[key],
        default=days.default_text,
        url=case.url,
        person=person,
        role=role,
        organisation=organisation,
        due=ends or by_table,
        moved_from=clock.moved_from(days.due, begin, case.calendar) if ends is None else None,
        remind=reminder if ends is None or reminder < ends else None,
        params=case.params,
        people=case.people,
        awaited_by=case.members if whose == "members" else (),
        awaited_in={"company": case.company, "school": case.school}.get(whose or ""),
        followed_at=case.followed_at or case.url,
    )


def of_brief(brief: Brief, page: str = "") -> Case:
    """The case of a brief: its reviewing school, and its company."""
    staff: dict[str, tuple[str | None, ...]] = {"operator": (None,), "company_admin": (brief.organisation,)}
    if brief.reviewer:
        staff |= {"teacher": (brief.reviewer,), "school_admin": (brief.reviewer,)}
    return Case(
        brief.id, f"/projects/briefs/{brief.id}{page}", calendar_of_brief(brief), {"brief": brief.title},
        staff=staff, company=brief.organisation, school=brief.reviewer, followed_at=f"/projects/briefs/{brief.id}",
        days_of=brief.reviewer,
    )  # fmt: skip


def of_approval(approval: Approval, brief: Brief) -> Case:
    staff = {"teacher": (approval.school,), "school_admin": (approval.school,)}
    return Case(
        approval.id, f"/projects/briefs/{brief.id}/review", directory.calendar_of(approval.school),
        {"brief": brief.title},
        staff=staff, company=brief.organisation, followed_at=f"/projects/briefs/{brief.id}", days_of=approval.school,
    )  # fmt: skip


def of_proposal(proposal: Proposal, brief: Brief) -> Case:
    staff = {"company_admin": (brief.organisation,), "mentor": (brief.organisation,)}
    return Case(
        proposal.id, f"/projects/briefs/{brief.id}", calendar_of_brief(brief), {"brief": brief.title},
        staff=staff, members=tuple(proposal.members), followed_at=f"/matching/proposals/{proposal.id}",
    )  # fmt: skip


def of_team(team: Team, persons: tuple[str, ...] = ()) -> Case:
    title = briefs.titles([team.brief]).get(team.brief, "")
    return _in_team(team, team.id, f"/projects/teams/{team.id}", {"brief": title}, persons)


def of_milestone(team: Team, milestone: Milestone, page: str = "", persons: tuple[str, ...] = ()) -> Case:
    where = f"/projects/teams/{team.id}/milestones/{milestone.number}"
    case = _in_team(team, milestone.id, where, {"milestone": milestone.title}, persons)
    return replace(case, url=where + page)


def of_contribution(team: Team, milestone: Milestone, contribution: Contribution) -> Case:
    where = f"/projects/teams/{team.id}/milestones/{milestone.number}#c-{contribution.id}"
    waits = tuple(person for person, answer in contribution.peers.items() if answer == "waiting")
    case = _in_team(team, contribution.id, where, {}, waits)
    return replace(case, people={"member": contribution.person}, members=(contribution.person,))


def of_dispute(team: Team, milestone: Milestone, dispute: Dispute) -> Case:
    where = f"/projects/teams/{team.id}/milestones/{milestone.number}"
    case = _in_team(team, dispute.id, where, {"milestone": milestone.title}, ())
    return replace(case, members=(dispute.by,))


def _in_team(team: Team, subject: str, url: str, params: Mapping[str, Any], persons: tuple[str, ...]) -> Case:
    schools = tuple(dict.fromkeys(member.school for member in team.members if member.school))
    staff: dict[str, tuple[str | None, ...]] = {
        "mentor": (team.organisation,),
        "company_admin": (team.organisation,),
        "teacher": schools,
        "school_admin": schools,
        "operator": (None,),
    }
    return Case(
        subject, url, calendar_of_team(team), params, staff=staff, persons=persons,
        company=team.organisation, members=tuple(team.present), students=tuple(team.present), followed_at=url,
        days_of=school_of_team(team),
    )  # fmt: skip
