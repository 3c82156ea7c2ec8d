"""A published round repaired: who would move and what it costs, before anybody is told; then carried out, once."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.matching import permissions
from services.matching.domain.plans import Plan
from services.matching.domain.rounds import Round
from services.matching.pages.round_reading import SHOWN, Reader
from services.matching.usecases import rearranging
from shared import clock
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("repairs", __name__, url_prefix="/matching/rounds/<round_id>")


@pages.post("/repairs")
@needs(permissions.HOLD_ROUNDS)
@once
def ask(round_id: str) -> ResponseReturnValue:
    plan = rearranging.ask(round_id, g.viewer, clock.now())
    return redirect(f"/matching/rounds/{round_id}/plans/{plan.number}", 303)


@pages.post("/plans/<int:number>/carry-out")
@needs(permissions.HOLD_ROUNDS)
def carry_out(round_id: str, number: int) -> ResponseReturnValue:
    rearranging.carry_out(round_id, number, g.viewer, clock.now())
    return redirect(f"/matching/rounds/{round_id}", 303)


def page(one: Round, plan: Plan) -> str:
    reader, found = Reader.of(one, plan), plan.result
    return render_template(
        "matching/plan_repair.html",
        round=one,
        plan=plan,
        moved=_part("moved", [_move(reader, row) for row in found["moved"]]),
        joins=_part("joins", [_join(reader, row) for row in found["joins"]]),
        left=_part("left", [{"name": reader.student(name)} for name in found["unplaced"]]),
    )


def _move(reader: Reader, row: dict[str, str]) -> dict[str, Any]:
    return _join(reader, row) | {"left": reader.title(row["from"])}


def _join(reader: Reader, row: dict[str, str]) -> dict[str, Any]:
    new = row["to"] in reader.plan.result["opens"]
    return {"name": reader.student(row["student"]), "to": reader.title(row["to"]), "new": new}


def _part(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One page of a list, and the ways to the next and to the one before."""
    begin = max(request.args.get(name, 0, type=int), 0)
    return {
        "rows": rows[begin : begin + SHOWN],
        "count": len(rows),
        "next": f"?{name}={begin + SHOWN}#{name}" if len(rows) > begin + SHOWN else None,
        "previous": f"?{name}={max(begin - SHOWN, 0)}#{name}" if begin else None,
    }
