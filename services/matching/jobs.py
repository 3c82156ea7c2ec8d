"""Work apart from events and requests: forming teams and filling seats."""

from datetime import datetime
from typing import Any

from services.matching.placing.flipping import Found
from services.matching.store import proposals
from services.matching.usecases import (
    bidding,
    contesting,
    forming,
    proposing,
    rearranging,
    reporting,
    round_forming,
    round_publishing,
    round_standing,
    round_waits,
    simulating,
    standing,
)
from services.matching.usecases.forming import Formed
from shared.messaging.jobs import Job, Kinds, Work


def _form(job: Job, now: datetime) -> list[Formed]:
    return forming.form(job.subject, now)


def _formed(job: Job, found: list[Formed], now: datetime) -> None:
    proposing.formed(job.subject, found, now)


def _fill(job: Job, now: datetime) -> Formed | None:
    proposal = proposals.found(job.subject)
    if proposal is not None and proposal.round is not None:
        return round_forming.fill(proposal, now)
    return forming.fill(job.subject, now)


def _filled(job: Job, found: Formed | None, now: datetime) -> None:
    proposing.filled(job.subject, found, now)


def _nothing(job: Job, now: datetime) -> None:
    """Counting is all done in its transaction."""


def _count(job: Job, found: None, now: datetime) -> None:  # noqa: ARG001
    bidding.count(job.subject, now)


def _weighed(job: Job, found: None, now: datetime) -> None:  # noqa: ARG001
    standing.weigh_all(job.subject, now)


def _worked_out(job: Job, found: simulating.Found | None, now: datetime) -> None:
    simulating.worked_out(job.subject, found, now)


def _invite(job: Job, now: datetime) -> None:
    """Some at a time: a whole year in one transaction would keep the next one waiting."""
    people = round_waits.to_invite(job.subject)
    for begin in range(0, len(people), round_waits.AT_ONCE):
        round_waits.invite(job.subject, people[begin : begin + round_waits.AT_ONCE], now)
        job.progress(min(begin + round_waits.AT_ONCE, len(people)), len(people))


def _done(job: Job, found: None, now: datetime) -> None:
    """What there was to do was done step by step."""


def _told(job: Job, found: None, now: datetime) -> None:  # noqa: ARG001
    round_publishing.told(job.subject, now)


def _repair(job: Job, now: datetime) -> round_standing.Repaired | None:
    return round_standing.repaired(job.subject, now, job.progress)


def _repaired(job: Job, found: round_standing.Repaired | None, now: datetime) -> None:
    round_publishing.repaired(job.subject, found, now)


def _rearranged(job: Job, found: rearranging.Worked, now: datetime) -> None:
    rearranging.worked_out(job.subject, found, now)


def _explained(job: Job, found: Found | None, now: datetime) -> None:
    contesting.explained(job.subject, found, now)


def _reported(job: Job, found: reporting.Worked | None, now: datetime) -> None:
    reporting.worked_out(job.subject, found, now)


def _repeated(job: Job, found: dict[str, Any] | None, now: datetime) -> None:  # noqa: ARG001
    reporting.repeated(job.subject, found)


def kinds() -> Kinds:
    return {
        simulating.SIMULATE: Work(simulating.work_out, _worked_out, slow=True),
        round_waits.INVITE: Work(_invite, _done),
        round_publishing.TELL: Work(round_publishing.tell, _told),
        proposing.REPAIR: Work(_repair, _repaired, slow=True),
        rearranging.REARRANGE: Work(rearranging.work_out, _rearranged, slow=True),
        contesting.WHAT_IF: Work(contesting.what_if, _explained, slow=True),
        reporting.REPORT: Work(reporting.work_out, _reported, slow=True),
        reporting.IN_A_ROW: Work(reporting.repeat, _repeated, slow=True),
        proposing.FORM: Work(_form, _formed),
        proposing.FILL: Work(_fill, _filled),
        bidding.COUNT: Work(_nothing, _count),
        standing.WEIGH: Work(_nothing, _weighed),
    }
