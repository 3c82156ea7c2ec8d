"""A student applies for credit with accepted contributions, each usable once; the registrar decides."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from services.portfolio.credits.calculation import Calculation, Standing, calculate
from services.portfolio.credits.conditions import Line, Result
from services.portfolio.credits.rules import RuleSet
from services.portfolio.credits.uses import Use
from services.portfolio.domain.applying import Application
from services.portfolio.domain.evidence import Credential
from services.portfolio.store import audit, copies, crediting, evidence
from services.portfolio.usecases.ruling import day_at
from shared import directory, merged
from shared.clock import due_in_days, moved_from
from shared.errors import Conflict, Invalid, NotFound
from shared.events import portfolio as events
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import outbox
from shared.mongo import expect_version, transactional
from shared.viewer import Viewer
from shared.waiting import Wait, close_items, open_item

KIND = "credit.application"
REMIND_DAYS, DUE_DAYS, LAST_DAYS = 7, 10, 20
WAITS = N_("%(name)s applies for credit")
OVERDUE = N_("An application for credit is undecided for too long")
KEPT = N_("It is never approved by itself: the results stay reserved until somebody decides.")


def simulate(data: Mapping[str, Any], viewer: Viewer) -> Calculation:
    """What would come out; nothing is reserved."""
    rule = _rule(data["rule"], viewer)
    return _calculate(rule, _credentials(data["credentials"], viewer), data["course"], viewer.person)


@transactional
def apply(data: Mapping[str, Any], viewer: Viewer, now: datetime) -> Application:
    """Reserve the results that count and ask the registrar. Raises Invalid when nothing would be earned."""
    rule = _rule(data["rule"], viewer)
    credentials = _credentials(data["credentials"], viewer)
    found = _calculate(rule, credentials, data["course"], viewer.person)
    application = Application(
        id=new_id(), person=viewer.person, school=rule.school, rule=rule.id, rule_number=rule.number,
        rule_title=rule.title, credentials=[one.id for one in credentials], results=found.keys,
        lines=[_plain(line) for line in found.lines], total=found.total, course=data["course"], created=now,
        due=_days(rule.school, DUE_DAYS, now),
    )  # fmt: skip
    _reserve(application, viewer)
    if not found.keys:
        raise Invalid({"credentials": N_("By this rule these results earn no credit; see the calculation.")})
    crediting.add_application(application)
    open_item(_wait(application, "registrar", now), now)
    audit.record(
        N_("Credit applied for"), application.id, viewer.person, now, said={"credits": str(found.total)}
    )
    return application


@transactional
def decide(
    application_id: str,
    approved: bool,
    reason: str,
    viewer: Viewer,
    now: datetime,
    expected: int | None = None,
) -> Application:
    """Approving uses the results up, refusing sets them free."""
    application = crediting.decidable(application_id, viewer)
    expect_version(application, expected)
    application.decide(approved, reason, viewer.person, now)
    if approved:
        _check_still(application, viewer)
        crediting.touch_others(application)
    for use in crediting.uses(application.results).values():
        (use.consume if approved else use.release)(application.id)
        crediting.save_use(use)
    _closed(application, viewer, now)
    audit.record(
        N_("Credit granted") if approved else N_("Credit refused"), application.id, viewer.person, now
    )
    personal = {application.person: {"credits": application.total}} if approved else {}
    event = events.CreditDecided(
        application=application.id, person=application.person, school=application.school,
        decision=application.state, personal=personal,
    )  # fmt: skip
    outbox.append(event, now)
    return application


@transactional
def withdraw(application_id: str, viewer: Viewer, now: datetime) -> Application:
    """The student takes it back; the results are free again."""
    application = crediting.application(application_id, viewer)
    if application.person != viewer.person:
        raise NotFound(N_("There is no such application."))
    application.withdraw(viewer.person, now)
    for use in crediting.uses(application.results).values():
        use.release(application.id)
        crediting.save_use(use)
    _closed(application, viewer, now)
    audit.record(N_("Application withdrawn"), application.id, viewer.person, now)
    return application


def _closed(application: Application, viewer: Viewer, now: datetime) -> None:
    crediting.save_application(application)
    close_items(application.id, KIND, now, by=viewer.person)


@transactional
def escalate(application_id: str, role: str, now: datetime) -> None:
    """Nobody has decided until the day it was due: the school's admin is told, in the end the operators."""
    application = crediting.kept_application(application_id)
    if application is None or application.state != "applied":
        return
    open_item(_wait(application, role, now), now)
    audit.record(N_("Still undecided: passed on"), application.id, None, now)


def _wait(application: Application, role: str, now: datetime) -> Wait:
    if role == "operator":  # who is led to the school, not to the person
        return Wait(application.id, KIND, OVERDUE, KEPT, "/accounts/admin/late?of=credits", role=role)
    first, passed_on = role == "registrar", role == "school_admin"
    return Wait(
        application.id, KIND, WAITS, KEPT, f"/portfolio/credits/applications/{application.id}",
        organisation=application.school, role=role,
        due=application.due if first else None,
        moved_from=moved_from(DUE_DAYS, now, directory.calendar_of(application.school)) if first else None,
        escalate=_days(application.school, LAST_DAYS - DUE_DAYS, now) if passed_on else None,
        remind=_days(application.school, REMIND_DAYS, now) if first else None,
        people={"name": application.person}, awaited_by=(application.person,),
    )  # fmt: skip


def _days(school: str, days: int, now: datetime) -> datetime:
    return due_in_days(days, now, directory.calendar_of(school))


def _rule(rule_id: str, viewer: Viewer) -> RuleSet:
    """A published rule of a school that the student belongs to."""
    rule = crediting.rule(rule_id, viewer)
    if not viewer.has("student", rule.school):
        raise NotFound(N_("There is no such rule."))
    if rule.state == "draft":
        raise Conflict(N_("This version is not published yet."))
    return rule


def _credentials(ids: Sequence[str], viewer: Viewer) -> list[Credential]:
    wanted = list(dict.fromkeys(ids))
    found = {one.id: one for one in evidence.credentials_of(viewer.person, wanted)}
    if set(wanted) - set(found):
        raise Invalid({"credentials": N_("Choose among your own credentials.")})
    return [found[name] for name in wanted]


def _calculate(
    rule: RuleSet, credentials: list[Credential], course: str, person: str, *, again: bool = False
) -> Calculation:
    """Results that the school does not count at all are refused first, the others calculated by the rule.

    ``again``: for the decision, of which these results are reserved, and beside what was granted alone.
    """
    uses = {} if again else crediting.uses([one.contribution for one in credentials])
    refused = {one.contribution: line for one in credentials if (line := _not_for_credit(rule, one))}
    results = [
        _result(one, course, uses.get(one.contribution), rule)
        for one in credentials
        if one.contribution not in refused
    ]
    waiting = {} if again else crediting.granted(person, rule.school, "applied")
    found = calculate(rule, results, Standing(crediting.granted(person, rule.school), pending=waiting))
    return Calculation(found.total, [*refused.values(), *found.lines], found.keys, [*refused, *found.refused])


def _not_for_credit(rule: RuleSet, credential: Credential) -> Line | None:
    elsewhere = merged.current(credential.school) != merged.current(rule.school)
    reasons = (
        (credential.status != "valid", N_("“%(title)s”: its credential is no longer valid.")),
        (elsewhere, N_("“%(title)s” was done as a student of another school.")),
        (
            copies.approval(credential.brief, credential.school) in ("without_credit", "refused"),
            N_("“%(title)s”: the school approved this project without credit."),
        ),
    )
    for holds, message in reasons:
        if holds:
            return Line("refused", message, {"title": credential.title}, result=credential.contribution)
    return None


def _result(credential: Credential, course: str, use: Use | None, rule: RuleSet) -> Result:
    return Result(
        key=credential.contribution,
        title=credential.title,
        kind=crediting.PROJECT,
        day=day_at(rule.school, credential.accepted_at),
        hours=credential.record["hours"] or "0",
        course=course,
        evidence={"assessment": len(credential.results), "report": len(credential.record["artefacts"])},
        use=use.state if use else "free",
    )


def _plain(line: Line) -> dict[str, Any]:
    return {name: value for name, value in asdict(line).items() if value is not None}


def _reserve(application: Application, viewer: Viewer) -> None:
    held = crediting.uses(application.results)
    for contribution in application.results:
        use = held.get(contribution) or Use(id=contribution, person=viewer.person)
        use.reserve(application.id)
        crediting.save_use(use)


def _check_still(application: Application, viewer: Viewer) -> None:
    """Raises Conflict when what was applied for is no longer valid, or more than the school's limits leave by now."""
    if not _still_valid(application):
        raise Conflict(
            N_("A credential of this application is no longer valid. Refuse it, so that it is made anew.")
        )
    rule = crediting.rule(application.rule, viewer)
    held = evidence.credentials_of(application.person, application.credentials)
    counted = [one for one in held if one.contribution in set(application.results)]
    fits = _calculate(rule, counted, application.course, application.person, again=True).total
    if Decimal(fits) < Decimal(application.total):
        message = N_(
            "Beside what was granted since, the rule leaves credits: %(credits)s. Refuse it, so that it is made anew."
        )
        raise Conflict(message, credits=fits)


def _still_valid(application: Application) -> bool:
    counted = set(application.results)
    credentials = evidence.credentials_of(application.person, application.credentials)
    valid = {one.contribution for one in credentials if one.status == "valid"}
    return counted <= valid
