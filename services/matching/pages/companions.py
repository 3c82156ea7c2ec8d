"""Going together: teams that students form, whom they name, and whether teams may ask them."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.matching import permissions, schemas
from services.matching.domain.companions import Companions
from services.matching.pages import reading, reading_companions, reading_disciplines
from services.matching.store import audit, briefs, companions, students
from services.matching.usecases import companions as use
from services.matching.usecases import wishing
from shared import clock
from shared.errors import Invalid
from shared.web import forms, shown
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("companions", __name__, url_prefix="/matching")


@pages.get("/companions")
@needs(permissions.STUDENT)
def mine() -> str:
    return _mine(forms.Form())


def _mine(form: forms.Form) -> str:
    teams, asks = companions.mine(g.viewer), companions.asks_of_mine(g.viewer)
    given = companions.wishes(g.viewer.person)
    both = {
        person for pair in companions.pairs([given.id, *given.named]) if given.id in pair for person in pair
    }
    known = briefs.some({*(one.brief for one in teams), *(one.brief for one in asks)}, g.viewer)
    return render_template(
        "matching/companions.html", form=form, given=given, both=both, titles=known, now=clock.now(),
        teams=[one for one in teams if one.brief in known], asks=[one for one in asks if one.brief in known],
    )  # fmt: skip


@pages.post("/companions/named")
@needs(permissions.STUDENT)
def name() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        wishing.name(data["name"], g.viewer)
        return "/matching/companions#named"

    return forms.submit(schemas.Named(), work, _mine)


@pages.post("/companions/named/<person>/remove")
@needs(permissions.STUDENT)
def drop(person: str) -> ResponseReturnValue:
    wishing.drop(person, g.viewer)
    return redirect("/matching/companions#named", 303)


@pages.post("/companions/willing")
@needs(permissions.STUDENT)
def let_ask() -> ResponseReturnValue:
    use.let_ask(request.form.get("willing") == "1", g.viewer, clock.now())
    return redirect("/matching/companions#willing", 303)


@pages.post("/briefs/<brief_id>/companions")
@needs(permissions.STUDENT)
@once
def form(brief_id: str) -> ResponseReturnValue:
    made = use.form(brief_id, g.viewer, clock.now())
    return redirect(f"/matching/companions/{made.id}", 303)


@pages.get("/companions/join")
@needs(permissions.STUDENT)
def ask_join() -> ResponseReturnValue:
    """With a good code it shows what one would join."""
    code = request.args.get("code", "")[:64].strip()
    form = forms.Form(values={"code": code})
    if not code:
        return _join(form)
    try:
        found, brief = use.invited(code, g.viewer, clock.now())
    except Invalid as error:
        return _join(form.wrong(error)), 422
    return render_template("matching/companions_joining.html", found=found, brief=brief, code=code)


def _join(form: forms.Form) -> str:
    return render_template("matching/companions_join.html", form=form)


@pages.post("/companions/join")
@needs(permissions.STUDENT)
def join() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        return f"/matching/companions/{use.join(data['code'], g.viewer, clock.now()).id}"

    return forms.submit(schemas.JoinCode(), work, _join)


@pages.get("/companions/<companions_id>")
@needs(permissions.STUDENT)
def show(companions_id: str) -> str:
    found, now = companions.one_of_mine(companions_id, g.viewer), clock.now()
    row = reading_companions.companions_row(found, briefs.brief(found.brief, g.viewer), now)
    needs = [
        {"name": need["name"], "level": need["level"], "href": reading.place_of(need["skill"]),
         "skill": need["skill"], "cells": need["members"], "team": need["quality"]}
        for need in row["needs"]
    ]  # fmt: skip
    return render_template(
        "matching/companions_one.html", team=row, code=shown.taken().get("code"),
        public_url=current_app.config["SETTINGS"].public_url,
        history=audit.history(found.id),
        needs=needs,
        disciplines=_disciplines(found, row["least_programmes"], needs),
    )  # fmt: skip


def _disciplines(found: Companions, least: int, needs: list[dict[str, Any]]) -> dict[str, Any] | None:
    programmes = students.programmes_of(found.members)
    qualities = {
        person: {need["skill"]: need["cells"][place] for need in needs}
        for place, person in enumerate(found.members)
    }
    return reading_disciplines.shown(programmes, qualities, needs, least)


@pages.post("/companions/<companions_id>/code")
@needs(permissions.STUDENT)
@once
def make_code(companions_id: str) -> ResponseReturnValue:
    """Leads to where the code is shown once: only its digest is kept."""
    code = use.make_code(companions_id, g.viewer, clock.now())
    return shown.leads_to(f"/matching/companions/{companions_id}", {"code": code})


@pages.post("/companions/<companions_id>/apply")
@needs(permissions.STUDENT)
def apply(companions_id: str) -> ResponseReturnValue:
    use.apply(companions_id, g.viewer, clock.now())
    return redirect(f"/matching/companions/{companions_id}", 303)


@pages.post("/companions/<companions_id>/ask")
@needs(permissions.STUDENT)
@once
def ask(companions_id: str) -> ResponseReturnValue:
    use.ask(companions_id, request.form.get("skill", ""), g.viewer, clock.now())
    return redirect(f"/matching/companions/{companions_id}#lacking", 303)


@pages.post("/companions/<companions_id>/leave")
@needs(permissions.STUDENT)
def leave(companions_id: str) -> ResponseReturnValue:
    use.leave(companions_id, g.viewer, clock.now())
    return redirect("/matching/companions", 303)


@pages.get("/companions/asks/<ask_id>")
@needs(permissions.STUDENT)
def show_ask(ask_id: str) -> str:
    one = companions.ask_of_mine(ask_id, g.viewer)
    brief, found = briefs.brief(one.brief, g.viewer), companions.found(one.companions)
    opens = one.state == "asked" and clock.now() <= one.until and found is not None
    fit = reading.brief(brief.id, clock.now().date())["fit"]
    return render_template(
        "matching/companions_ask.html", ask=one, brief=brief, found=found, opens=opens, fit=fit
    )


@pages.post("/companions/asks/<ask_id>/<any(agree, decline):answer>")
@needs(permissions.STUDENT)
def answer(ask_id: str, answer: str) -> ResponseReturnValue:
    if answer == "agree":
        return redirect(f"/matching/companions/{use.agree(ask_id, g.viewer, clock.now()).id}", 303)
    use.decline(ask_id, g.viewer, clock.now())
    return redirect("/matching/companions", 303)
