"""A proposed team as its student sees it: who, why me, why not my first bid, until when; accept or decline."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.matching import explain, permissions, schemas
from services.matching.domain.proposal import Proposal
from services.matching.pages import reading, reading_disciplines
from services.matching.store import audit, briefs, proposals, students
from services.matching.usecases import answering, contesting
from shared import clock, directory
from shared.web import forms
from shared.web.app import on_its_way
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("proposals", __name__, url_prefix="/matching")


@pages.get("/proposals")
@needs(permissions.STUDENT)
def mine() -> str:
    page = proposals.mine(g.viewer, request.args.get("after"))
    now = clock.now()
    rows = [reading.proposal(one, now) for one in page.items]
    following = f"/matching/proposals?after={page.next}" if page.next else None
    return render_template("matching/proposals.html", rows=rows, following=following)


@pages.get("/proposals/<proposal_id>")
@needs(permissions.STUDENT)
def show(proposal_id: str) -> ResponseReturnValue:
    if "after" in request.args and proposals.found(proposal_id) is None:
        return on_its_way()
    return render_template("matching/proposal.html", **_facts(proposal_id))


def _facts(proposal_id: str) -> dict[str, Any]:
    one = proposals.proposal(proposal_id, g.viewer)
    row = reading.proposal(one, clock.now())
    company = directory.organisation(one.organisation)
    seat = one.seat_of(g.viewer.person)
    return {
        "proposal": row,
        "company": company,
        "needs": [
            {"name": need["name"], "level": need["level"], "href": reading.place_of(need["skill"]),
             "cells": _cells(one, need["skill"]), "team": need["quality"]}
            for need in row["coverage"]
        ],
        "disciplines": _disciplines(one) if row["members"] else None,
        "schools": _schools(one) if row["members"] else {},
        "common": reading.times(row["common_slots"]),
        "zone": reading.zone_word(students.zone_of(seat.school)),
        "not_used": reading.said({"message": explain.NOT_USED}),
        "may_answer": seat.state == "asked" and not row["late"] and (one.live or one.state == "confirmed"),
        "may_withdraw": seat.state == "accepted" and one.live,
        "may_contest": bool(one.round) and seat.holds and one.live and (row["contest"] or {}).get("state") != "open",
        "history": audit.history(one.id) if seat.holds else [],
    }  # fmt: skip


def _disciplines(one: Proposal) -> dict[str, Any] | None:
    """What the team's disciplines bring, where it has several or the brief asks for them."""
    brief = briefs.found(one.brief)
    needs = [
        {**row, "name": reading.name_of(row["skill"]), "href": reading.place_of(row["skill"])}
        for row in one.coverage
    ]
    qualities = {seat.person: {row["skill"]: row["quality"] for row in seat.covers} for seat in one.holders}
    programmes = {seat.person: seat.programme for seat in one.holders}
    return reading_disciplines.shown(programmes, qualities, needs, brief.programmes_min if brief else 1)


def _schools(one: Proposal) -> dict[str, str]:
    """person → the name of their school, in a team across schools."""
    named = {
        school.id: school.name for school in directory.organisations({seat.school for seat in one.holders})
    }
    return {seat.person: named.get(seat.school, "") for seat in one.holders} if len(named) > 1 else {}


def _cells(one: Proposal, skill: str) -> list[float | None]:
    """How much of a need each member covers; None where that is not kept."""
    held = [{row["skill"]: row["quality"] for row in seat.covers} for seat in one.holders]
    return [member.get(skill) for member in held]


@pages.get("/proposals/<proposal_id>/accept")
@needs(permissions.STUDENT)
def ask_accept(proposal_id: str) -> str:
    return render_template("matching/accept.html", **_facts(proposal_id))


@pages.post("/proposals/<proposal_id>/accept")
@needs(permissions.STUDENT)
def accept(proposal_id: str) -> ResponseReturnValue:
    answering.accept(proposal_id, g.viewer, clock.now())
    return redirect(f"/matching/proposals/{proposal_id}", 303)


@pages.get("/proposals/<proposal_id>/decline")
@needs(permissions.STUDENT)
def ask_decline(proposal_id: str) -> str:
    return _decline(proposal_id, forms.Form())


def _decline(proposal_id: str, form: forms.Form) -> str:
    return render_template("matching/decline.html", form=form, **_facts(proposal_id))


@pages.post("/proposals/<proposal_id>/decline")
@needs(permissions.STUDENT)
def decline(proposal_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        answering.decline(proposal_id, data.get("reason", ""), g.viewer, clock.now())
        return f"/matching/proposals/{proposal_id}"

    return forms.submit(schemas.Reason(), work, lambda form: _decline(proposal_id, form))


@pages.post("/proposals/<proposal_id>/what-if")
@needs(permissions.STUDENT)
def what_would(proposal_id: str) -> ResponseReturnValue:
    """Solved again with small changes, beside everything else; the page shows what came of it."""
    contesting.ask_what_would(proposal_id, g.viewer, clock.now())
    return redirect(f"/matching/proposals/{proposal_id}", 303)


@pages.get("/proposals/<proposal_id>/contest")
@needs(permissions.STUDENT)
def ask_contest(proposal_id: str) -> str:
    return _contest(proposal_id, forms.Form())


def _contest(proposal_id: str, form: forms.Form) -> str:
    return render_template("matching/contest.html", form=form, **_facts(proposal_id))


@pages.post("/proposals/<proposal_id>/contest")
@needs(permissions.STUDENT)
@once
def contest(proposal_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        contesting.contest(proposal_id, data["text"], g.viewer, clock.now())
        return f"/matching/proposals/{proposal_id}"

    return forms.submit(schemas.Contest(), work, lambda form: _contest(proposal_id, form))
