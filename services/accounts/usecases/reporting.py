"""Anybody reports a text; the operators are asked to decide, once for each thing, and say why: it is taken down by the
service that holds it, or nothing is done. Reporters are told, and those whose text is gone."""

from datetime import datetime, timedelta
from typing import Any

from services.accounts.domain import report as rules
from services.accounts.domain.report import Report
from services.accounts.store import audit, organisations, people, reports
from services.accounts.usecases import organising
from shared.events import accounts as events
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import outbox
from shared.mongo import transactional
from shared.viewer import Viewer
from shared.waiting import Wait, close_items, open_item

KIND, TOLD = "report.decide", "report.told"
REPORTED = N_("The operators decided about your report. Read what and why.")
GONE = N_("The operators took down a text of yours. Read why.")
SUSPENDED = N_("The operators suspended your organisation. Read why.")
NOTHING = N_("Nothing is asked of you.")
WINDOW = timedelta(minutes=15)
PER_PERSON, PER_RANGE, EVERYBODY = 10, 30, 2000


def report(
    about: str, category: str, text: str, viewer: Viewer | None, address: str, now: datetime
) -> Report:  # fmt: skip
    """Raises Invalid for an address that is no text of the platform, TooMany above the limits."""
    kind, object_id = rules.place(about)
    if viewer is not None:
        audit.throttle(f"report:{viewer.person}", PER_PERSON, WINDOW, now)
    audit.throttle(f"report:{address}", PER_RANGE, WINDOW, now)
    audit.throttle("report", EVERYBODY, WINDOW, now)
    made = Report(
        id=new_id(), kind=kind, object=object_id, place=about, category=category, text=text, at=now,
        by=viewer.person if viewer else None,
    )  # fmt: skip
    return _made(made, now)


@transactional
def _made(made: Report, now: datetime) -> Report:
    first = not reports.open_about(made.object)
    reports.add(made)
    if first:
        open_item(
            Wait(
                made.object, KIND, N_("Decide what was reported"), N_("Until then it stays as it is."),
                f"/accounts/admin/reports/{made.id}", role="operator", due=now + rules.DUE, remind=now + rules.REMIND,
            ),
            now,
        )  # fmt: skip
    return made


@transactional
def decide(report_id: str, decision: str, reason: str, viewer: Viewer, now: datetime) -> None:
    """All reports about the same thing are decided together."""
    chosen = reports.report(report_id, viewer)
    for one in reports.open_about(chosen.object) or [chosen]:
        one.decide(decision, viewer.person, reason, now)
        reports.save(one)
        if one.by:
            _tell(one.id, one.by, REPORTED, now)
    close_items(chosen.object, KIND, now, by=viewer.person)
    act = N_("Report upheld: %(reason)s") if decision == "upheld" else N_("Report rejected: %(reason)s")
    audit.record(
        act, chosen.object, viewer.person, now, operator=True, said={"reason": reason}, kind=chosen.kind
    )
    if decision == "upheld":
        _take_down(chosen, reason, viewer, now)


def _take_down(report: Report, reason: str, viewer: Viewer, now: datetime) -> None:
    """An organisation is accounts' own and is suspended; what the others hold, they take down and say whose it was."""
    if report.kind != "organisation":
        asked = events.TextTakenDown(
            report=report.id, kind=report.kind, object=report.object, by=viewer.person
        )
        outbox.append(asked, now)
        return
    organising.suspend(report.object, True, reason, viewer, now)
    _tell_owners(report.id, organisations.administrators(report.object), SUSPENDED, now, by_mail=False)


@transactional
def removed(event: Any, now: datetime) -> None:
    """The service that holds the text has taken it down."""
    owners = [event.person] if event.person else organisations.administrators(event.organisation)
    _tell_owners(event.report, owners, GONE, now)


def _tell_owners(
    report_id: str, owners: list[str], message: str, now: datetime, by_mail: bool = True
) -> None:
    report = reports.known(report_id)
    if report is None:
        return
    there = [one for one in owners if people.exists(one) and one not in report.told]
    report.told += there
    reports.save(report)
    for one in there:
        _tell(report.id, one, message, now, by_mail)


def _tell(report_id: str, person: str, message: str, now: datetime, by_mail: bool = True) -> None:
    """An item, which stays until it was read; its mail goes out at once, where no other tells of it."""
    place, remind = f"/accounts/reports/{report_id}", now if by_mail else None
    open_item(Wait(report_id, TOLD, message, NOTHING, place, person=person, remind=remind), now)


@transactional
def has_read(report_id: str, viewer: Viewer, now: datetime) -> None:
    reports.outcome(report_id, viewer)
    close_items(report_id, TOLD, now, by=viewer.person, person=viewer.person)
