"""A plan of a round: what it comes to, changed by hand with its cost shown before, compared, published."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from services.matching import permissions, schemas
from services.matching.domain.plans import Plan
from services.matching.domain.rounds import Round
from services.matching.domain.week import PARTS
from services.matching.pages import repairs, words
from services.matching.pages import round_reading as reading
from services.matching.pages.round_reading import SHOWN, Reader
from services.matching.placing import Change
from services.matching.store import jobs as work_rows
from services.matching.store import plans, rounds
from services.matching.usecases import adjusting, round_publishing, simulating
from shared import clock
from shared.errors import DomainError
from shared.web import forms, sorting
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("plans", __name__, url_prefix="/matching/rounds/<round_id>")


def _found(round_id: str, number: int) -> tuple[Round, Plan]:
    return rounds.round_of(round_id, g.viewer), plans.of_number(round_id, number, g.viewer)


@pages.get("/plans/<int:number>")
@needs(permissions.HOLD_ROUNDS)
def show(round_id: str, number: int) -> str:
    one, plan = _found(round_id, number)
    facts: dict[str, Any] = {"round": one, "plan": plan, "progress": None, "why": None}
    if plan.state != "done":
        facts |= {"progress": work_rows.progress(plan.job), "why": reading.plan(plan)["why"]}
        return render_template("matching/plan.html", **facts)
    if plan.kind == "repair":
        return repairs.page(one, plan)
    reader = Reader.of(one, plan)
    begin, left = (max(request.args.get(name, 0, type=int), 0) for name in ("from", "left"))
    sort = sorting.chosen(("title", "coverage"), "title")
    places = reader.in_order(sort)
    return render_template(
        "matching/plan.html",
        **facts,
        reader=reader,
        teams=[reader.team(place, members) for place, members in places[begin : begin + SHOWN]],
        following=begin + SHOWN if len(places) > begin + SHOWN else None,
        before=max(begin - SHOWN, 0) if begin else None,
        begin=begin,
        left=left,
        sort=sort,
        ranks=reading.rank_rows(plan.figures),
        top3=[(reading.group_word(group), share) for group, share in plan.figures["top3"].items()],
        since=_since(one, reader),
        week=week_of(reader),
        needs=range(1, max((len(one.needs) for one in reader.case.projects.values()), default=0) + 1),
        parts=[gettext(words.PARTS[part]) for part in PARTS],
        unplaced=reader.unplaced(left),
        count=len(plan.result["unplaced"]),
        shown=SHOWN,
        moves=[_move(reader, move) for move in plan.moves],
    )


def _since(one: Round, reader: Reader) -> list[str]:
    """What changed after the input was frozen, in words; only while it still matters."""
    if not one.open:
        return []
    found = round_publishing.since(one, reader.frozen, clock.now())
    return reading.changes(found)


def _move(reader: Reader, move: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **move, "name": reader.student(move["student"]), "title": reader.title(move["to"]) if move["to"] else "",
        "with_name": reader.student(move["with"]) if move["with"] else "",
        "broken": reading.rules(move["broken"]),
    }  # fmt: skip


def week_of(reader: Reader) -> list[dict[str, Any]]:
    """In which share of the teams all members have an hour in common, by parts of the week and whole days."""
    common = [reader.case.common(members) for members in reader.plan.teams.values()]
    given = [hours for hours in common if hours is not None]
    if not given:
        return []
    columns = (*PARTS.values(), range(24))
    return [
        {"name": gettext(words.DAYS[day]), "cells": [_share(given, day, hours) for hours in columns]}
        for day in range(7)
    ]


def _share(given: Sequence[frozenset[int]], day: int, hours: range) -> float:
    return sum(any(day * 24 + hour in free for hour in hours) for free in given) / len(given)


@pages.post("/plans/<int:number>/stop")
@needs(permissions.HOLD_ROUNDS)
def stop(round_id: str, number: int) -> ResponseReturnValue:
    simulating.stop(_found(round_id, number)[1].id, g.viewer, clock.now())
    return redirect(f"/matching/rounds/{round_id}/plans/{number}", 303)


@pages.get("/plans/<int:number>/change")
@needs(permissions.HOLD_ROUNDS)
def ask_change(round_id: str, number: int) -> str:
    return _change(*_found(round_id, number), forms.Form())


def _change(one: Round, plan: Plan, form: forms.Form) -> str:
    """Choose where to; with a place chosen, what it would cost."""
    reader, given = Reader.of(one, plan), {**request.args, **request.form}
    student, to = given.get("student", ""), given.get("to", "")
    change = Change(student, to, given.get("swap") or None)
    cost, wrong = None, ""
    if "to" in given:
        try:
            cost = adjusting.cost(plan, reader.frozen, change)
        except DomainError as error:
            wrong = str(error)
    return render_template(
        "matching/plan_change.html",
        round=one,
        plan=plan,
        change=change,
        name=reader.student(student),
        to=reader.title(to) if to else "",
        places=[(place, reader.title(place)) for place in reader.case.projects],
        members=[(name, reader.student(name)) for name in plan.teams.get(to, ()) if name != student],
        swap=reader.student(change.swap) if change.swap else "",
        chosen="to" in given,
        cost=cost,
        broken=reading.rules(cost.rules) if cost else [],
        wrong=wrong,
        form=form,
    )  # fmt: skip


@pages.post("/plans/<int:number>/change")
@needs(permissions.HOLD_ROUNDS)
@once
def change(round_id: str, number: int) -> ResponseReturnValue:
    one, plan = _found(round_id, number)

    def work(data: Mapping[str, Any]) -> str:
        made = adjusting.adjust(
            plan.id, Change(data["student"], data["to"], data["swap"]), data["reason"], g.viewer, clock.now()
        )
        return f"/matching/rounds/{one.id}/plans/{made.number}"

    return forms.submit(schemas.ChangePlan(), work, lambda form: _change(one, plan, form))


@pages.get("/compare")
@needs(permissions.HOLD_ROUNDS)
def compare(round_id: str) -> str:
    """Two plans side by side."""
    one = rounds.round_of(round_id, g.viewer)
    every = plans.of_round(one.id)
    known = [plan for plan in every if plan.state == "done" and plan.kind != "repair"]
    chosen = [request.args.get(name, 0, type=int) for name in ("a", "b")]
    both = [next((plan for plan in known if plan.number == number), None) for number in chosen]
    return render_template(
        "matching/plan_compare.html",
        round=one,
        known=[(plan.number, plan.number) for plan in known],
        both=both if all(both) else [],
        ranks=reading.both_ranks([plan.figures for plan in both if plan]) if all(both) else [],
        groups=reading.both_groups([plan.figures for plan in both if plan]) if all(both) else [],
        form=forms.Form(values={"a": chosen[0], "b": chosen[1]}),
    )


@pages.get("/plans/<int:number>/publish")
@needs(permissions.HOLD_ROUNDS)
def ask_publish(round_id: str, number: int) -> str:
    one, plan = _found(round_id, number)
    plan.check_done()
    reader = Reader.of(one, plan)
    found = round_publishing.since(one, reader.frozen, clock.now())
    told = round_publishing.to_be_told(plan, reader.frozen, found)
    return render_template(
        "matching/plan_publish.html",
        round=one,
        plan=plan,
        told=[reader.names.get(person, "") for person in told],
        since=reading.changes(found),
    )


@pages.post("/plans/<int:number>/publish")
@needs(permissions.HOLD_ROUNDS)
def publish(round_id: str, number: int) -> ResponseReturnValue:
    round_publishing.publish(round_id, number, g.viewer, clock.now())
    return redirect(f"/matching/rounds/{round_id}", 303)
