"""Writing a brief: from a template, an old brief or nothing, until it is handed in; and its later editions."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from services.projects import kinds
from services.projects.domain.brief import Brief
from services.projects.domain.terms import Terms, checked
from services.projects.quality import assess
from services.projects.store import audit, briefs
from services.projects.usecases import counting, publishing, waits
from shared import directory, merged, mongo
from shared.errors import Conflict, Invalid, NotFound, Unavailable
from shared.ids import new_id
from shared.messages import N_
from shared.mongo import transactional
from shared.viewer import Viewer

NOT_CONFIRMED = N_(
    "Confirm your mail address before you submit: the link is in your mail, and Home sends it again. "
    "The draft is kept."
)


@transactional
def create(
    terms: Mapping[str, Any], organisation: str | None, copy_of: str | None, viewer: Viewer, now: datetime
) -> Brief:
    """A draft with these terms, over those of ``copy_of`` when it is given."""
    mine = viewer.chosen_among(*briefs.OWNERS)
    owner = merged.current(organisation) if organisation else mine[0]
    if owner not in mine:
        raise NotFound(N_("There is no such organisation."))
    company = directory.organisation(owner)
    if company is None:
        raise Unavailable(N_("Your organisation is being set up. Try again in a moment."), retry_after=1)
    counting.room_for_a_brief(owner)
    brief = Brief(
        id=new_id(), organisation=owner, region=company.region, created_by=viewer.person, created_at=now
    )
    old = _terms_of(briefs.own(copy_of, viewer)) if copy_of else {}
    brief.edit(old | dict(terms), now)
    _check_kind(brief)
    briefs.add(brief, now)
    counting.tell(owner, now)
    audit.record(N_("Brief begun"), brief.id, viewer.person, now)
    return brief


def _terms_of(brief: Brief) -> dict[str, Any]:
    """What an old brief gives to a new one: all but the schools that it was offered to."""
    return {field.name: getattr(brief, field.name) for field in fields(Terms) if field.name != "offered_to"}


def _check_kind(brief: Brief) -> None:
    kinds.profile(brief.kind, brief.region)


@transactional
def edit(
    brief_id: str, changes: Mapping[str, Any], expected_version: int | None, viewer: Viewer, now: datetime
) -> Brief:
    """Change a draft in place, a published brief by a new edition that each school approves anew."""
    brief = briefs.own(brief_id, viewer)
    mongo.expect_version(brief, expected_version)
    if brief.state == "published":
        _revise(brief, changes, viewer, now)
        return brief
    brief.edit(changes, now)
    _check_kind(brief)
    briefs.save(brief, now)
    return brief


def _revise(brief: Brief, changes: Mapping[str, Any], viewer: Viewer, now: datetime) -> None:
    then = replace(brief, **checked(brief, changes))
    _check_kind(then)
    brief.revise(changes, assess(then, brief.region).open, now)
    briefs.save(brief, now)
    publishing.edition(brief, now)
    audit.record(N_("New edition published"), brief.id, viewer.person, now, edition=brief.published_version)
    for approval in briefs.approvals(brief.id):
        if approval.visible:
            calendar = directory.calendar_of(approval.school)
            due = waits.due("brief_approval", now, calendar, approval.school)
            approval.ask_again(brief.published_version, now, due)
            briefs.save_approval(approval)
            publishing.approval(approval, now)
            waits.open_case("brief_approval", waits.of_approval(approval, brief), now, role="teacher")


def schools_for(brief: Brief) -> list[str]:
    """Whom a brief is offered to that names no school: those that teach its trade, else all of its region."""
    schools = directory.schools(brief.region)
    return [one.id for one in schools if brief.trade in one.trades] or [one.id for one in schools]


@transactional
def submit(
    brief_id: str, schools: Sequence[str], expected_version: int | None, viewer: Viewer, now: datetime
) -> Brief:
    """Hand in for review. ``schools``: whom it is offered to, the first reviews it; none named: the operator.

    Reviewers read what people with an address of their own sent: raises Conflict while theirs is not confirmed.
    """
    brief = briefs.own(brief_id, viewer)
    if not viewer.confirmed:
        raise Conflict(NOT_CONFIRMED)
    mongo.expect_version(brief, expected_version)
    company = directory.organisation(brief.organisation)
    brief.region = company.region if company else brief.region
    known = {school.id for school in directory.schools(brief.region)}
    if not known.issuperset(schools):
        raise Invalid({"schools": N_("Choose schools of your organisation's region.")})
    brief.offer(list(dict.fromkeys(schools)), schools_for(brief))
    _check_kind(brief)
    due = waits.due("brief_review", now, waits.calendar_of_brief(brief), brief.reviewer)
    brief.submit(viewer.person, now, assess(brief, brief.region).open, due)
    briefs.save(brief, now)
    waits.close("brief_changes", brief.id, now, by=viewer.person)
    role = "teacher" if brief.reviewer else "operator"
    waits.open_case("brief_review", waits.of_brief(brief, "/review"), now, role=role)
    audit.record(N_("Submitted for review"), brief.id, viewer.person, now, reviewer=brief.reviewer)
    return brief
