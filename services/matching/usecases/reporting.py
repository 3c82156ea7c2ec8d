"""The fairness report of a published round: worked out beside everything else, kept with what recomputes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from services.matching import book, solving
from services.matching.domain.plans import Plan
from services.matching.domain.rounds import SMALL
from services.matching.domain.stated import kinds_of
from services.matching.placing import Case, newcomers, repeating
from services.matching.placing.case import Teams
from services.matching.placing.fairness import fairness
from services.matching.placing.reporting import FORMAT, VERSIONS, teams_of
from services.matching.placing.sensitivity import sensitivity
from services.matching.placing.stated import stated_groups
from services.matching.scoring import CONSTANTS
from services.matching.solving import Tell
from services.matching.store import plans, reports, rounds, stated
from services.matching.store.plans import Frozen
from services.matching.usecases import stating
from services.matching.usecases.simulating import cost_of_share, part_of
from shared.errors import DomainError, NotFound
from shared.messages import N_
from shared.messaging import jobs
from shared.messaging.jobs import Job
from shared.mongo import transactional
from shared.viewer import Viewer

REPORT, IN_A_ROW = "round.report", "round.in_a_row"

NONE = N_("There is no report of this round yet.")
FEW = N_("Fewer than five students took part, so that the report is for those alone who hold the round.")


@dataclass(frozen=True)
class Worked:
    """The report's values, and what the groups that students stated are counted with once it is kept."""

    values: Mapping[str, Any]
    case: Case
    teams: Teams
    people: Mapping[str, str | None]


def work_out(job: Job, now: datetime) -> Worked | None:  # noqa: ARG001
    """In no transaction: with each weight a little larger the round is solved again."""
    one = rounds.found(job.subject)
    plan = plans.found(one.plan) if one and one.plan else None
    frozen = plans.frozen(plan.frozen) if plan and plan.frozen else None
    if plan is None or frozen is None:
        return None
    case = Case.of(frozen.document, book.graph())
    cost = cost_of_share(frozen.document, plan.result, plan.teams, job.progress)
    again = _again(plan, lambda: job.progress)
    values = {
        **_made_by(plan, frozen),
        "figures": fairness(case, plan.teams, frozen.labels),
        "sensitivity": sensitivity(frozen.document, plan.teams, book.graph(), again),
        "newcomers": newcomers.for_everybody(cost, len(case.students)) if cost else None,
        "in_a_row": None,
    }
    return Worked(values, case, plan.teams, frozen.people)


def _made_by(plan: Plan, frozen: Frozen) -> dict[str, Any]:
    """What it takes to work the report out again, beside the input itself."""
    settings, versions = frozen.document["settings"], {name: plan.result.get(name) for name in VERSIONS}
    return {
        "plan": plan.id, "sha256": frozen.sha256, "cut": frozen.cut, "weights": settings["weights"],
        "seed": settings["seed"], "steps": plan.result["steps"], **versions,
    }  # fmt: skip


def _again(plan: Plan, tell: Callable[[], Tell]) -> Callable[[Mapping[str, Any]], Teams | None]:
    """Solves other rounds in the steps of the plan. ``tell`` is asked anew for each of them."""

    def solve(document: Mapping[str, Any]) -> Teams | None:
        try:
            return teams_of(solving.run(document, steps=plan.result["steps"], progress=tell()))
        except DomainError:
            return None

    return solve


@transactional
def worked_out(round_id: str, found: Worked | None, now: datetime) -> None:
    """What students stated is counted and deleted in the transaction that publishes the report: what was taken back
    until then is in no figure."""
    one = rounds.found(round_id)
    if one is None:
        return
    if found is not None:
        job = jobs.add(IN_A_ROW, one.id, now)
        told = _of_stated(found, one.region, stated.of_round(one.id))
        reports.keep(one.id, one.school, {**found.values, "stated": told, "job": job}, now)
    stating.over(one, now)


def _of_stated(found: Worked, region: str, said: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """By the names of the input, of those who are in it."""
    named = {name: said[person] for name, person in found.people.items() if person and person in said}
    return stated_groups(found.case, found.teams, named, [kind.key for kind in kinds_of(region)])


def repeat(job: Job, now: datetime) -> dict[str, Any] | None:  # noqa: ARG001
    """In no transaction: rounds in a row from the frozen input, with and without a share for newcomers."""
    one = rounds.found(job.subject)
    plan = plans.found(one.plan) if one and one.plan else None
    frozen = plans.frozen(plan.frozen) if plan and plan.frozen else None
    if plan is None or frozen is None:
        return None
    if not repeating.shown(frozen.labels):
        return {"hidden": True, "runs": [], "without": frozen.cut}
    shares = repeating.shares(frozen.document, frozen.labels, sum(map(len, plan.teams.values())))
    graph, done, parts = book.graph(), count(), len(shares) * CONSTANTS["rounds_in_a_row"]
    solve = _again(plan, lambda: part_of(job, next(done), parts))
    runs = [repeating.in_a_row(frozen.document, frozen.labels, graph, solve, share) for share in shares]
    return {"hidden": False, "runs": runs, "without": frozen.cut}


@transactional
def repeated(round_id: str, found: Mapping[str, Any] | None) -> None:
    if found is not None:
        reports.add_rounds_in_a_row(round_id, found)


def read(round_id: str, viewer: Viewer) -> dict[str, Any]:
    """For everybody of the school; that of very few people, which would tell of each, for those who hold the round."""
    found = reports.of_round(round_id, viewer)
    if found is None:
        raise NotFound(NONE)
    few = found["figures"]["whole"]["students"] < SMALL
    if few and found["school"] not in viewer.organisations_as(*rounds.STAFF):
        raise NotFound(FEW)
    return found


def as_file(round_id: str, viewer: Viewer) -> dict[str, Any] | None:
    """Everything that it takes to work the report out again; students by their names in the input."""
    rounds.round_of(round_id, viewer)
    report = reports.of_round(round_id, viewer)
    plan = plans.found(report["plan"]) if report else None
    frozen = plans.frozen(plan.frozen or "") if plan else None
    if report is None or plan is None or frozen is None:
        return None
    return {
        "format": FORMAT, "sha256": frozen.sha256, "cut": frozen.cut, "without": report.get("cut", 0),
        "input_graph": frozen.graph, "round": frozen.document,
        "labels": {name: dict(said) for name, said in frozen.labels.items()}, "plan": plan.result,
        "moves": [{key: move[key] for key in ("student", "to", "with", "broken")} for move in plan.moves],
        "figures": report["figures"], "sensitivity": report["sensitivity"],
        "newcomers": report.get("newcomers"), "in_a_row": report.get("in_a_row"),
    }  # fmt: skip
