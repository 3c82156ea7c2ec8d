"""Schools and operators decide on briefs: the quality of each, and each school for its own students."""

from datetime import datetime

from services.projects.domain.approval import Approval
from services.projects.domain.brief import Brief
from services.projects.store import audit, briefs
from services.projects.usecases import counting, drafting, publishing, waits
from shared import clock, directory
from shared.errors import Conflict, Invalid, NotFound
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import timers
from shared.mongo import transactional
from shared.viewer import Viewer

BIDDING_DAYS = 7
MOST_BIDDING_DAYS = 60

NO_SCHOOL = N_(
    "No school of this region is here yet, so that nobody could bid. Open a school first; the brief stays as it is."
)

ACTS = {
    "for_credit": N_("Approved for credit"),
    "without_credit": N_("Approved without credit"),
    "refused": N_("Refused by the school"),
}


@transactional
def review(brief_id: str, decision: str, approval: str | None, reason: str, bidding_days: int, viewer: Viewer,
           now: datetime) -> str | None:  # fmt: skip
    """``decision``: publish, changes or refuse; ``approval``: the reviewing school's own, in the same press.

    Returns the id of the event when the brief was published.
    """
    brief = briefs.reviewed_by(brief_id, viewer)
    event = None
    if decision == "publish":
        event = _publish(brief, approval, reason, bidding_days, viewer, now)
    elif decision == "changes":
        brief.ask_changes(viewer.person, reason, now)
        briefs.save(brief, now)
        waits.open_case("brief_changes", waits.of_brief(brief, "/edit"), now, role="company_admin")
        audit.record(N_("Changes asked for"), brief.id, viewer.person, now, operator=viewer.operator)
    else:
        brief.refuse(viewer.person, reason, now)
        briefs.save(brief, now)
        counting.tell(brief.organisation, now)
        audit.record(N_("Brief refused"), brief.id, viewer.person, now, operator=viewer.operator)
    waits.close("brief_review", brief.id, now, by=viewer.person)
    return event


def _publish(
    brief: Brief, approval: str | None, reason: str, bidding_days: int, viewer: Viewer, now: datetime
) -> str:
    if approval and brief.reviewer is None:
        raise Invalid({"approval": N_("Operators publish; only schools approve for their students.")})
    if not brief.offered_to:
        brief.offer((), drafting.schools_for(brief))  # schools that came since it was handed in
    if not brief.offered_to:
        raise Conflict(NO_SCHOOL)
    if not 1 <= bidding_days <= MOST_BIDDING_DAYS:
        raise Invalid({"bidding_days": N_("Give the days for bidding, from 1 to 60.")})
    until = clock.due_in_days(bidding_days, now, waits.calendar_of_brief(brief))
    brief.publish(viewer.person, now, until)
    briefs.save(brief, now)
    event = publishing.edition(brief, now)
    timers.put(brief.id, "bidding.over", until)
    audit.record(
        N_("Published"),
        brief.id,
        viewer.person,
        now,
        operator=viewer.operator,
        edition=brief.published_version,
    )
    for school in brief.offered_to:
        _ask(brief, school, approval if school == brief.reviewer else None, reason, viewer, now)
    return event


def _ask(brief: Brief, school: str, decision: str | None, reason: str, viewer: Viewer, now: datetime) -> None:
    """Ask a school for its approval; the reviewing one may have decided in the same press."""
    asked = Approval(
        id=new_id(),
        brief=brief.id,
        school=school,
        brief_version=brief.published_version,
        state_since=now,
        due=waits.due("brief_approval", now, directory.calendar_of(school), school),
    )
    if decision:
        _decided(asked, decision, reason, viewer, now)
    briefs.add_approval(asked)
    if decision:
        publishing.approval(asked, now)
    else:
        waits.open_case("brief_approval", waits.of_approval(asked, brief), now, role="teacher")


def _decided(approval: Approval, decision: str, reason: str, viewer: Viewer, now: datetime) -> None:
    if decision == "refused":
        approval.refuse(viewer.person, reason, now)
    else:
        approval.approve(viewer.person, decision == "for_credit", now)
    audit.record(ACTS[decision], approval.brief, viewer.person, now, school=approval.school)


@transactional
def approve(
    brief_id: str, school: str | None, decision: str, reason: str, viewer: Viewer, now: datetime
) -> str:
    """A school's decision for its own students; returns the event's id. ``school`` is needed by who has several."""
    asked = _mine(brief_id, school, viewer)
    if briefs.brief(brief_id, viewer).state not in ("published", "closed"):
        raise Conflict(N_("The brief is not open any more; there is nothing to approve."))
    _decided(asked, decision, reason, viewer, now)
    briefs.save_approval(asked)
    waits.close("brief_approval", asked.id, now, by=viewer.person)
    return publishing.approval(asked, now)


def _mine(brief_id: str, school: str | None, viewer: Viewer) -> Approval:
    if school:
        return briefs.approval_of(brief_id, school, viewer)
    mine = briefs.my_approvals(brief_id, viewer)
    if not mine:
        raise NotFound(N_("The brief is not offered to your school."))
    return next((approval for approval in mine if approval.state == "asked"), mine[0])
