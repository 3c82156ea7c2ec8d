"""What happens by itself: the timers of every wait, the end of bidding, the sweeping of what nobody refers to."""

from collections.abc import Callable
from datetime import datetime

from services.projects.store import audit, briefs, proposals, teams, work
from services.projects.usecases import bidding, counting, delivering, erasing, filing, teaming, waits, working
from services.projects.usecases.waits import Case
from services.projects.waiting import WAITING
from shared.config import Settings
from shared.erasing import AGAIN
from shared.files import Files
from shared.messages import N_
from shared.messaging.timers import Handlers, Timer


def _brief(subject: str) -> Case:
    return waits.of_brief(briefs.known(subject), "/review")


def _approval(subject: str) -> Case:
    approval = briefs.known_approval(subject)
    return waits.of_approval(approval, briefs.known(approval.brief))


def _proposal(subject: str) -> Case:
    proposal = proposals.known(subject)
    return waits.of_proposal(proposal, briefs.known(proposal.brief))


def _team(subject: str) -> Case:
    return waits.of_team(teams.known(subject))


def _milestone(subject: str) -> Case:
    milestone = teams.known_milestone(subject)
    page = "/review" if milestone.state == "delivered" else ""
    return waits.of_milestone(teams.known(milestone.team), milestone, page)


def _dispute(subject: str) -> Case:
    dispute = work.dispute(subject)
    milestone = teams.known_milestone(work.contribution(dispute.contribution).milestone)
    return waits.of_dispute(teams.known(dispute.team), milestone, dispute)


CASES: dict[str, Callable[[str], Case]] = {
    "brief_review": _brief,
    "brief_approval": _approval,
    "brief_changes": _brief,
    "no_bids": _brief,
    "team_confirmation": _proposal,
    "team_start": _team,
    "signature": _team,
    "milestone_work": _milestone,
    "milestone_review": _milestone,
    "dispute_decision": _dispute,
}

DEFAULTS: dict[str, Callable[[str, datetime], None]] = {
    "team_confirmation": bidding.let_pass,
    "no_bids": bidding.archive_unanswered,
    "signature": teaming.unsigned,
    "statement_confirmation": working.hearing_over,
    "milestone_review": delivering.open_to_teacher,
}
"""By the table's column "default"; the other waits have no end by themselves."""


def _escalate(key: str) -> Callable[[Timer, datetime], None]:
    def run(timer: Timer, now: datetime) -> None:
        waits.escalate(key, CASES[key](timer.subject), timer.params["step"], timer.params["begin"], now)

    return run


def _end(key: str) -> Callable[[Timer, datetime], None]:
    def run(timer: Timer, now: datetime) -> None:
        DEFAULTS[key](timer.subject, now)

    return run


def _late(timer: Timer, now: datetime) -> None:
    audit.record(N_("The day has passed without an answer"), timer.subject, None, now)


def handlers(settings: Settings) -> Handlers:
    files = Files.of(settings)

    def sweep_upload(timer: Timer, now: datetime) -> None:  # noqa: ARG001
        filing.sweep(timer.subject, files)

    def sweep_file(timer: Timer, now: datetime) -> None:  # noqa: ARG001
        filing.sweep_content(timer.subject, files)

    def bidding_over(timer: Timer, now: datetime) -> None:
        bidding.bidding_over(timer.subject, now)

    found: Handlers = {f"{key}.due": _late for key, row in WAITING.items() if row.service == "projects"}
    found["team_confirmation.due"] = _late
    found |= {f"{key}.escalate": _escalate(key) for key in CASES if WAITING[key].escalation}
    found |= {f"{key}.ends": _end(key) for key in DEFAULTS}
    found |= {"bidding.over": bidding_over, "upload.sweep": sweep_upload, "file.sweep": sweep_file}
    return found | {AGAIN: erasing.again, counting.COUNTED: counting.counted}
