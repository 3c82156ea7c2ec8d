"""A school's rounds: set up, open the bidding, see the plans; nobody is told but by a page that asks once."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.matching import permissions, schemas
from services.matching.domain.rounds import PAIRS, Round
from services.matching.pages import round_reading as reading
from services.matching.store import audit, contests, plans, proposals, rounds, students
from services.matching.usecases import round_forming, rounding, simulating
from shared import alphabet, clock, directory
from shared.searching import fold
from shared.web import forms, sorting
from shared.web.i18n import language
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("rounds", __name__, url_prefix="/matching/rounds")

MOST_SHOWN = 25


@pages.get("")
@needs(permissions.HOLD_ROUNDS)
def mine() -> str:
    return _list(forms.Form())


def _list(form: forms.Form) -> str:
    page = rounds.mine(g.viewer, request.args.get("after"))
    schools = directory.organisations(g.viewer.chosen_among(*rounds.STAFF))
    return render_template(
        "matching/rounds.html",
        rows=reading.lines(page.items),
        following=f"/matching/rounds?after={page.next}" if page.next else None,
        schools=[(one.id, one.name) for one in schools],
        form=form,
    )


@pages.post("")
@needs(permissions.HOLD_ROUNDS)
@once
def create() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        made = rounding.create(data["name"], data["school"], g.viewer, clock.now())
        return f"/matching/rounds/{made.id}/students"

    return forms.submit(schemas.NewRound(), work, _list)


@pages.get("/<round_id>")
@needs(permissions.HOLD_ROUNDS)
def show(round_id: str) -> str:
    one, sort = rounds.round_of(round_id, g.viewer), sorting.chosen(("title", "wished"), "-wished")
    asked = [] if one.open else proposals.of_round(one.id)
    seats = Counter(seat.state for row in asked for seat in row.seats)
    known, disputed = plans.of_round(one.id), contests.of_round(one.id)
    return render_template(
        "matching/round.html",
        round=reading.line(one, rounds.count_students([one.id])),
        tabs=tabs(one, "overview"),
        plans=known,
        done=[plan for plan in known if plan.state == "done" and plan.kind != "repair"],
        published=plans.found(one.plan) if one.plan else None,
        briefs=_in_order([row for row in reading.offered(one) if row["chosen"]], sort),
        sort=sort,
        left_out=reading.left_out(one, clock.now()) if one.open else [],
        spare=len(round_forming.spare(one, clock.now())) if one.state == "published" and asked else 0,
        proposals=asked,
        asked={state: seats[state] for state in ("asked", "accepted", "declined", "expired")},
        refusals=rounds.refusals(one.id),
        contests=disputed,
        contested=any(row["state"] == "open" for row in disputed),
        history=audit.history(one.id),
    )  # fmt: skip


def _in_order(briefs: list[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    """By title as it is sorted in the reader's language, or by how many bids there are."""
    column = sort.removeprefix("-")
    order = alphabet.places((row["title"] for row in briefs), language()) if column == "title" else {}
    return sorted(
        briefs,
        key=lambda row: (order.get(row["title"], row["wished"]), row["id"]),
        reverse=sort.startswith("-"),
    )


def tabs(one: Round, current: str) -> list[dict[str, Any]]:
    here = f"/matching/rounds/{one.id}"
    return [
        {"key": "overview", "href": here, "current": current == "overview"},
        {"key": "students", "href": f"{here}/students", "current": current == "students"},
        {"key": "rules", "href": f"{here}/rules", "current": current == "rules"},
    ]


@pages.get("/<round_id>/students")
@needs(permissions.HOLD_ROUNDS)
def people(round_id: str) -> str:
    """Who takes part, and who of the school could: both by pages of 25, narrowed by a name."""
    one = rounds.round_of(round_id, g.viewer)
    wanted, inside = request.args.get("q", "").strip(), rounds.students(one.id)
    others = [place.person for place in students.of_school(one.school) if place.person not in set(inside)]
    there, rest = (_named(ids, wanted) for ids in (inside, others))
    begin = max(request.args.get("from", 0, type=int), 0)
    return render_template(
        "matching/round_students.html",
        round=reading.line(one, {one.id: len(inside)}),
        tabs=tabs(one, "students"),
        groups=reading.groups(one) if one.open or one.state == "published" else [],
        rows=there[begin : begin + MOST_SHOWN],
        others=rest[:MOST_SHOWN],
        more=len(rest) - MOST_SHOWN,
        following=begin + MOST_SHOWN if len(there) > begin + MOST_SHOWN else None,
        before=max(begin - MOST_SHOWN, 0) if begin else None,
        q=wanted,
        form=forms.Form(),
    )


def _named(ids: list[str], wanted: str) -> list[tuple[str, str]]:
    names = directory.names(ids)
    rows = [(person, names.get(person, "")) for person in ids]
    return sorted((row for row in rows if fold(wanted) in fold(row[1])), key=lambda row: (row[1], row[0]))


@pages.post("/<round_id>/students")
@needs(permissions.HOLD_ROUNDS)
def take_in(round_id: str) -> ResponseReturnValue:
    one = rounds.round_of(round_id, g.viewer)
    chosen = reading.people_of(one, request.form.getlist("groups")) + request.form.getlist("people")
    rounding.take_in(one.id, chosen, g.viewer, clock.now())
    return redirect(f"/matching/rounds/{one.id}/students", 303)


@pages.post("/<round_id>/students/<person>/remove")
@needs(permissions.HOLD_ROUNDS)
def take_out(round_id: str, person: str) -> ResponseReturnValue:
    rounding.take_out(round_id, person, g.viewer, clock.now())
    return redirect(f"/matching/rounds/{round_id}/students", 303)


@pages.get("/<round_id>/rules")
@needs(permissions.HOLD_ROUNDS)
def rules(round_id: str) -> str:
    one = rounds.round_of(round_id, g.viewer)
    zone_day = one.closes and clock.day_in(one.closes, students.zone_of(one.school)).isoformat()
    values = {**one.numbers(), "name": one.name, "closes": zone_day or "", "briefs": one.briefs}
    return _rules(one, forms.filled({name: "" if value is None else value for name, value in values.items()}))


def _rules(one: Round, form: forms.Form, pair: forms.Form | None = None) -> str:
    names = directory.names(rounds.students(one.id))
    titles = {row["id"]: row["title"] for row in reading.offered(one)}
    known = [(brief, titles.get(brief, brief)) for brief in one.briefs]
    return render_template(
        "matching/round_rules.html",
        round=reading.line(one, rounds.count_students([one.id])),
        tabs=tabs(one, "rules"),
        form=form,
        pair=pair or forms.Form(),
        choices=[(row["id"], row["title"]) for row in reading.offered(one)],
        kinds=[(kind, reading.PAIRS[kind]) for kind in PAIRS],
        people=sorted(names.items(), key=lambda row: (row[1], row[0])),
        known=known,
        pairs=[
            {**row, "word": reading.PAIRS[row["kind"]], "one_name": names.get(row["one"], ""),
             "other_name": names.get(row["other"], "") or titles.get(row["other"], "")}
            for row in one.pairs
        ],
    )  # fmt: skip


@pages.post("/<round_id>/rules")
@needs(permissions.HOLD_ROUNDS)
def change(round_id: str) -> ResponseReturnValue:
    one = rounds.round_of(round_id, g.viewer)

    def work(data: Mapping[str, Any]) -> str:
        rounding.change(one.id, data, data["version"], g.viewer, clock.now())
        return f"/matching/rounds/{one.id}"

    return forms.submit(schemas.RoundForm(), work, lambda form: _rules(one, form))


@pages.post("/<round_id>/pairs")
@needs(permissions.HOLD_ROUNDS)
def pair(round_id: str) -> ResponseReturnValue:
    one = rounds.round_of(round_id, g.viewer)

    def work(data: Mapping[str, Any]) -> str:
        rounding.pair(one.id, data, g.viewer, clock.now())
        return f"/matching/rounds/{one.id}/rules#pairs"

    return forms.submit(schemas.Pair(), work, lambda form: _rules(one, _as_it_is(one), form))


def _as_it_is(one: Round) -> forms.Form:
    values = {**one.numbers(), "name": one.name, "briefs": one.briefs}
    return forms.filled({name: "" if value is None else value for name, value in values.items()})


@pages.post("/<round_id>/pairs/remove")
@needs(permissions.HOLD_ROUNDS)
def drop_pair(round_id: str) -> ResponseReturnValue:
    one, other = request.form.get("one", ""), request.form.get("other", "")
    rounding.drop_pair(round_id, one, other, g.viewer, clock.now())
    return redirect(f"/matching/rounds/{round_id}/rules#pairs", 303)


@pages.get("/<round_id>/<any(open, close, cancel):verb>")
@needs(permissions.HOLD_ROUNDS)
def ask(round_id: str, verb: str) -> str:
    """The page that asks once; a look changes nothing."""
    one = rounds.round_of(round_id, g.viewer)
    return render_template(
        "matching/round_ask.html", round=reading.line(one, rounds.count_students([one.id])), verb=verb
    )


@pages.post("/<round_id>/<any(open, close, cancel):verb>")
@needs(permissions.HOLD_ROUNDS)
def act(round_id: str, verb: str) -> ResponseReturnValue:
    acts = {"open": rounding.open_bidding, "close": rounding.close, "cancel": rounding.cancel}
    acts[verb](round_id, g.viewer, clock.now())
    return redirect(f"/matching/rounds/{round_id}", 303)


@pages.post("/<round_id>/plans")
@needs(permissions.HOLD_ROUNDS)
@once
def simulate(round_id: str) -> ResponseReturnValue:
    seconds = request.form.get("seconds", simulating.SECONDS, type=int)
    plan = simulating.simulate(round_id, seconds, g.viewer, clock.now())
    return redirect(f"/matching/rounds/{round_id}/plans/{plan.number}", 303)
