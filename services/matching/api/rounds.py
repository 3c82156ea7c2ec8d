"""Rounds of my school: set up, plans, publishing."""

from collections.abc import Mapping
from typing import Any

from flask import g

from services.matching import permissions, schemas
from services.matching.api.blueprint import blueprint
from services.matching.pages import costs
from services.matching.pages import round_reading as reading
from services.matching.placing import Change
from services.matching.store import contests, plans, rounds
from services.matching.usecases import (
    adjusting,
    contesting,
    rearranging,
    reporting,
    round_publishing,
    rounding,
    simulating,
)
from shared import clock
from shared.web.api import PageQuery

HOLD = permissions.HOLD_ROUNDS


@blueprint.operation("GET", "/rounds", HOLD, query=PageQuery, gives=schemas.Rounds)
def list_rounds(query: Mapping[str, Any]) -> dict[str, Any]:
    """The rounds of my schools, newest first"""
    page = rounds.mine(g.viewer, query["after"], query["limit"])
    return {"items": reading.lines(page.items), "next": page.next}


@blueprint.operation(
    "POST", "/rounds", HOLD, takes=schemas.NewRound, gives=schemas.Round, status=201, creates=True
)
def begin_round(data: Mapping[str, Any]) -> Any:
    """Begin a round; nobody is told"""
    made = rounding.create(data["name"], data["school"], g.viewer, clock.now())
    return reading.whole(made), 201, {"Location": f"/matching/api/v1/rounds/{made.id}"}


@blueprint.operation("GET", "/rounds/<round_id>", HOLD, gives=schemas.Round)
def show_round(round_id: str) -> dict[str, Any]:
    """One round with its numbers, rules and plans"""
    return reading.whole(rounds.round_of(round_id, g.viewer))


@blueprint.operation(
    "PATCH", "/rounds/<round_id>", HOLD, takes=schemas.RoundChange, gives=schemas.Round, edits=True
)
def change_round(data: Mapping[str, Any], round_id: str, expected_version: int) -> dict[str, Any]:
    """Change what is given: name, briefs, numbers, the last day of bidding"""
    return reading.whole(rounding.change(round_id, data, expected_version, g.viewer, clock.now()))


@blueprint.operation("POST", "/rounds/<round_id>/students", HOLD, takes=schemas.TakeIn, gives=schemas.TakenIn)
def take_students_in(data: Mapping[str, Any], round_id: str) -> dict[str, Any]:
    """Let students of the school take part, by programme, class or one by one"""
    one = rounds.round_of(round_id, g.viewer)
    chosen = [*reading.people_of(one, data["groups"]), *data["people"]]
    return {"new": rounding.take_in(round_id, chosen, g.viewer, clock.now())}


@blueprint.operation("POST", "/rounds/<round_id>/pairs", HOLD, takes=schemas.Pair, gives=schemas.Round)
def set_rule(data: Mapping[str, Any], round_id: str) -> dict[str, Any]:
    """Keep two students apart or together, or a student at a brief or away from it"""
    rounding.pair(round_id, data, g.viewer, clock.now())
    return reading.whole(rounds.round_of(round_id, g.viewer))


@blueprint.operation("POST", "/rounds/<round_id>/open", HOLD, gives=schemas.Round)
def open_bidding(round_id: str) -> dict[str, Any]:
    """Open the bidding: the students are asked for their bids"""
    return reading.whole(rounding.open_bidding(round_id, g.viewer, clock.now()))


@blueprint.operation("POST", "/rounds/<round_id>/close", HOLD, gives=schemas.Round)
def close_bidding(round_id: str) -> dict[str, Any]:
    """Close the bidding before its day"""
    rounding.close(round_id, g.viewer, clock.now())
    return reading.whole(rounds.round_of(round_id, g.viewer))


@blueprint.operation("POST", "/rounds/<round_id>/cancel", HOLD, gives=schemas.Round)
def cancel_round(round_id: str) -> dict[str, Any]:
    """End the round without teams"""
    rounding.cancel(round_id, g.viewer, clock.now())
    return reading.whole(rounds.round_of(round_id, g.viewer))


@blueprint.operation(
    "POST", "/rounds/<round_id>/plans", HOLD, takes=schemas.Seconds, gives=schemas.Plan, status=201
)
def make_plan(data: Mapping[str, Any], round_id: str) -> dict[str, Any]:
    """Have a plan worked out; nobody is told"""
    return reading.plan(simulating.simulate(round_id, data["seconds"], g.viewer, clock.now()))


@blueprint.operation("GET", "/rounds/<round_id>/plans/<int:number>", HOLD, gives=schemas.Plan)
def show_plan(round_id: str, number: int) -> dict[str, Any]:
    """One plan: its teams, its figures, the hash of its input"""
    return reading.plan(plans.of_number(round_id, number, g.viewer))


@blueprint.operation(
    "POST", "/rounds/<round_id>/plans/<int:number>/changes", HOLD, takes=schemas.ChangePlan,
    gives=schemas.Plan, status=201,
)  # fmt: skip
def change_plan(data: Mapping[str, Any], round_id: str, number: int) -> dict[str, Any]:
    """Move a student or swap two: a new plan; where it breaks a rule, with its reason"""
    plan = plans.of_number(round_id, number, g.viewer)
    change = Change(data["student"], data["to"], data["swap"])
    return reading.plan(adjusting.adjust(plan.id, change, data["reason"], g.viewer, clock.now()))


@blueprint.operation(
    "GET", "/rounds/<round_id>/plans/<int:number>/cost", HOLD, query=schemas.ChangeQuery,
    gives=schemas.ChangeCost, also=(409,),
)  # fmt: skip
def tell_cost(query: Mapping[str, Any], round_id: str, number: int) -> dict[str, Any]:
    """What it would cost to move a student or swap two; nothing is changed"""
    one, plan = rounds.round_of(round_id, g.viewer), plans.of_number(round_id, number, g.viewer)
    plan.check_done()
    change = Change(query["student"], query["to"], query["swap"])
    return costs.of_change(reading.Reader.of(one, plan), plan, change)


@blueprint.operation("POST", "/rounds/<round_id>/publish", HOLD, takes=schemas.Publish, gives=schemas.Round)
def publish_plan(data: Mapping[str, Any], round_id: str) -> dict[str, Any]:
    """Propose the teams of a plan to their students, once"""
    return reading.whole(round_publishing.publish(round_id, data["plan"], g.viewer, clock.now()))


@blueprint.operation("POST", "/rounds/<round_id>/repairs", HOLD, gives=schemas.Plan, status=201)
def work_out_repair(round_id: str) -> dict[str, Any]:
    """Have it worked out who of a published round would move so that others find a place; nobody is told"""
    return reading.plan(rearranging.ask(round_id, g.viewer, clock.now()))


@blueprint.operation("POST", "/rounds/<round_id>/plans/<int:number>/carry-out", HOLD, gives=schemas.Round)
def carry_out_repair(round_id: str, number: int) -> dict[str, Any]:
    """Carry a repair out, once: who moves and who comes in are asked for their seats"""
    return reading.whole(rearranging.carry_out(round_id, number, g.viewer, clock.now()))


@blueprint.operation(
    "GET", "/rounds/<round_id>/report", permissions.READ_REPORTS, gives=schemas.FairnessReport
)
def show_report(round_id: str) -> dict[str, Any]:
    """The fairness report of a published round, for everybody of its school"""
    return reporting.read(round_id, g.viewer)


@blueprint.operation("GET", "/rounds/<round_id>/contests", HOLD, gives=schemas.Contests)
def list_contests(round_id: str) -> dict[str, Any]:
    """Contested places, those to decide first"""
    return {"items": contests.of_round(rounds.round_of(round_id, g.viewer).id)}


@blueprint.operation(
    "POST", "/rounds/<round_id>/contests/<contest_id>", HOLD, takes=schemas.Decision, gives=schemas.Contests
)
def decide_contest(data: Mapping[str, Any], round_id: str, contest_id: str) -> dict[str, Any]:
    """Offer the student a seat in another team of the round, or let the place stand; with the reason"""
    contesting.decide(round_id, contest_id, data["to"] or None, data["reason"], g.viewer, clock.now())
    return {"items": contests.of_round(rounds.round_of(round_id, g.viewer).id)}
