"""Anybody reports a text; the operators are asked to decide, once for each thing, and say why."""

from datetime import datetime, timedelta

from services.accounts.domain import report as rules
from services.accounts.domain.report import Report
from services.accounts.store import audit, reports
from shared.ids import new_id
from shared.messages import N_
from shared.mongo import transactional
from shared.viewer import Viewer
from shared.waiting import Wait, close_items, open_item

KIND = "report.decide"
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
    close_items(chosen.object, KIND, now, by=viewer.person)
    act = N_("Report upheld: %(reason)s") if decision == "upheld" else N_("Report rejected: %(reason)s")
    audit.record(
        act, chosen.object, viewer.person, now, operator=True, said={"reason": reason}, kind=chosen.kind
    )
