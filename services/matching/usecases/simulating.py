"""Trying out a round: a plan is worked out beside everything else, and nobody is told of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from services.matching import book, solving
from services.matching.domain.plans import Plan
from services.matching.placing import Case, figures, newcomers
from services.matching.placing.case import Teams
from services.matching.placing.reporting import teams_of
from services.matching.solving import Refused, Tell
from services.matching.store import audit, plans, rounds
from services.matching.store.plans import Frozen
from services.matching.usecases import freezing
from shared.errors import Conflict
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import jobs
from shared.messaging.jobs import Job
from shared.mongo import transactional
from shared.viewer import Viewer

SIMULATE = "round.simulate"
SHORTEST, LONGEST = 1, 120
"""Seconds that a plan may take."""
AT_ONCE = 3
"""So many plans of a round are worked out or wait for it: teams of other rounds and briefs wait behind them."""

BUSY = N_("Three plans of this round are being worked out already. Wait for one, or stop one.")
NOBODY = N_("Nobody of the round can be placed now.")
NOTHING = N_("No brief of the round can be filled now.")
SECONDS = 20


@dataclass(frozen=True)
class Found:
    """What a simulation came to: a plan and its figures, or why there is none."""

    result: dict[str, Any]
    figures: dict[str, Any]
    why: dict[str, Any] | None = None


@transactional
def simulate(round_id: str, seconds: float, viewer: Viewer, now: datetime) -> Plan:
    """Ask for a plan; as often as wanted until one is published."""
    found = rounds.round_of(round_id, viewer)
    found.check_open()
    if not rounds.count_students([found.id]) or not found.briefs:
        raise Conflict(N_("A round needs students and briefs before a plan can be made."))
    if plans.count_working(found.id) >= AT_ONCE:
        raise Conflict(BUSY)
    plan = Plan(
        id=new_id(), round=found.id, school=found.school, number=plans.last_number(found.id) + 1, kind="simulated",
        by=viewer.person, made=now, seconds=min(max(seconds, SHORTEST), LONGEST),
    )  # fmt: skip
    plan.job = jobs.add(SIMULATE, plan.id, now)
    plans.add(plan)
    audit.record(N_("Plan asked for"), found.id, viewer.person, now, number=plan.number)
    return plan


@transactional
def stop(plan_id: str, viewer: Viewer, now: datetime) -> None:
    """Give the simulation up; the worker notices at its next step."""
    plan = plans.plan(plan_id, viewer)
    if plan.state != "working" or plan.job is None:
        raise Conflict(N_("This plan is worked out already."))
    jobs.cancel(plan.job)
    plan.fail({"message": N_("Somebody stopped it."), "params": {}})
    plans.save(plan)
    audit.record(N_("Plan stopped"), plan.round, viewer.person, now, number=plan.number)


@transactional
def freeze(plan_id: str, now: datetime, together: bool = True) -> Frozen | None:
    """The input of a plan; read once, so that whoever takes the job over begins with the same one. Without ``together``
    it is read anew, and nobody is kept together by a wish."""
    plan = plans.found(plan_id)
    found = rounds.found(plan.round) if plan else None
    if plan is None or found is None or plan.state != "working":
        return None
    if plan.frozen is None or not together:
        plan.frozen = plans.freeze(freezing.freeze(found, now, together=together), now)
        plans.save(plan)
    return plans.frozen(plan.frozen)


def work_out(job: Job, now: datetime) -> Found | None:
    """In no transaction. None when nobody waits for the plan any more."""
    frozen, plan = freeze(job.subject, now), plans.found(job.subject)
    if frozen is None or plan is None:
        return None
    if not frozen.document["students"] or not frozen.document["projects"]:
        return Found({}, {}, _said(NOTHING if frozen.document["students"] else NOBODY))
    parts = 2 if Case.of(frozen.document, book.graph()).newcomers_least else 1
    try:
        frozen, result = _solved(plan, frozen, part_of(job, 0, parts), now)
    except Refused as error:
        return Found({}, {}, why(error))
    cost = cost_of_share(frozen.document, result, teams_of(result), part_of(job, 1, parts))
    return Found(result, measured(frozen.document, result) | {"share": cost})


def _solved(plan: Plan, frozen: Frozen, tell: Tell, now: datetime) -> tuple[Frozen, dict[str, Any]]:
    """Where no plan keeps those together who asked for it, one without these wishes is made; they are told."""
    try:
        return frozen, solving.run(frozen.document, seconds=plan.seconds, progress=tell)
    except Refused:
        if all(row["why"] for row in frozen.wishes):
            raise
    loose = freeze(plan.id, now, together=False) or frozen
    return loose, solving.run(loose.document, seconds=plan.seconds, progress=tell)


def part_of(job: Job, number: int, parts: int) -> Tell:
    """How far the job is while it solves the ``number``-th time of ``parts``, counted from 0."""
    return lambda done, of: job.progress(number * of + min(done, of), parts * of)


def cost_of_share(
    document: Mapping[str, Any], result: Mapping[str, Any], teams: Teams, tell: Tell
) -> dict[str, Any] | None:
    """What the newcomers' share costs these teams: the round is solved once more without it, in the same steps. None
    where there is no such rule, or where so few steps find no plan."""
    case = Case.of(document, book.graph())
    if not case.newcomers_least:
        return None
    try:
        free = solving.run(newcomers.without_share(document), steps=result["steps"], progress=tell)
    except Refused:
        return None
    return newcomers.cost_of_share(case, teams, teams_of(free))


def measured(document: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of a plan, as they are kept and shown."""
    case = Case.of(document, book.graph())
    return kept(asdict(figures(case, teams_of(result))))


def kept(counted: Mapping[str, Any]) -> dict[str, Any]:
    """Figures as they are stored: the places of bids as text."""
    return dict(counted) | {"ranks": {str(rank): count for rank, count in counted["ranks"].items()}}


def why(error: Refused) -> dict[str, Any]:
    """As it is kept with a plan that failed."""
    rules = [{"rule": rule, "pairs": pairs} for rule, pairs in error.rules]
    return {"message": error.message, "params": error.params, "rules": rules}


def _said(sentence: str) -> dict[str, Any]:
    return {"message": sentence, "params": {}}


@transactional
def worked_out(plan_id: str, found: Found | None, now: datetime) -> None:  # noqa: ARG001
    plan = plans.found(plan_id)
    if plan is None or found is None or plan.state != "working":
        return
    if found.why is not None:
        plan.fail(found.why)
    else:
        plan.done(found.result, found.figures)
    plans.save(plan)
