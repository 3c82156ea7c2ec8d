"""A plan changed by hand: what it costs is said before; each change is a new plan, so that nothing is lost."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from services.matching import book
from services.matching.domain.plans import Plan
from services.matching.placing import Case, Change, Cost, cost_of, figures, moved
from services.matching.store import audit, plans, rounds
from services.matching.store.plans import Frozen
from services.matching.usecases.simulating import kept
from shared.errors import Invalid
from shared.ids import new_id
from shared.messages import N_
from shared.mongo import transactional
from shared.viewer import Viewer

WHY = N_("This change breaks a rule of the round. Say why it is right all the same.")


def cost(plan: Plan, frozen: Frozen, change: Change) -> Cost:
    """What the change would do; nothing is changed."""
    plan.check_done()
    return cost_of(Case.of(frozen.document, book.graph()), plan.teams, change)


@transactional
def adjust(plan_id: str, change: Change, reason: str, viewer: Viewer, now: datetime) -> Plan:
    """Make the change in a new plan; where it breaks a rule, only with its reason."""
    plan = plans.plan(plan_id, viewer)
    one = rounds.round_of(plan.round, viewer)
    one.check_open()
    plan.check_done()
    frozen = plans.frozen(plan.frozen or "")
    if frozen is None:
        raise Invalid({"student": N_("There is no such student or brief in this plan.")})
    case = Case.of(frozen.document, book.graph())
    broken = cost_of(case, plan.teams, change).rules
    if broken and not reason:
        raise Invalid({"reason": WHY})
    made = Plan(
        id=new_id(), round=plan.round, school=plan.school, number=plans.last_number(plan.round) + 1,
        kind="adjusted", by=viewer.person, made=now, seconds=plan.seconds, frozen=plan.frozen, of=plan.id,
    )  # fmt: skip
    move = {
        "student": change.student,
        "to": change.to,
        "with": change.swap,
        "reason": reason,
        "broken": broken,
    }
    made.moves = [*plan.moves, move]
    made.done(*_changed(case, plan, change))
    plans.add(made)
    audit.record(N_("Plan changed by hand"), plan.round, viewer.person, now, number=made.number)
    return made


def _changed(case: Case, plan: Plan, change: Change) -> tuple[dict[str, Any], dict[str, Any]]:
    teams = moved(case, plan.teams, change)
    counted = figures(case, teams)
    placed = {one for members in teams.values() for one in members}
    reserve = {
        project: [one for one in waiting if one not in teams.get(project, ())]
        for project, waiting in plan.result.get("reserve", {}).items()
    }
    result = plan.result | {
        "teams": [{"project": project, "members": members} for project, members in sorted(teams.items())],
        "reserve": reserve, "unplaced": sorted(set(case.students) - placed), "objective": counted.objective,
        "gap": _gap(counted.objective, plan.result["bound"]),
    }  # fmt: skip
    return result, kept(asdict(counted))


def _gap(objective: float, bound: float) -> float:
    return max(0.0, (bound - objective) / bound) if bound > 0 else 0.0
