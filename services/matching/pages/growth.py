"""My way to a target: drawn, with its list; choosing the target by search or by twelve choices."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.matching import permissions, schemas
from services.matching.growing.interests import PAIRS
from services.matching.pages import growth_reading
from services.matching.store import bids, growths
from services.matching.usecases import growing
from shared import clock
from shared.errors import Stale
from shared.web import forms
from shared.web.permissions import needs

pages = Blueprint("growth", __name__, url_prefix="/matching/growth")

HERE = "/matching/growth"
MOST_FOUND, MOST_DRAWN = 8, 10


@pages.get("")
@needs(permissions.STUDENT)
def show() -> str:
    return _show(forms.Form(), False)


def _show(form: forms.Form, stale: bool) -> str:
    found = growths.mine(g.viewer)
    learning = sum(step["hours"] for step in found.steps if step["kind"] == "learn")
    return render_template(
        "matching/growth.html",
        learning=learning,
        growth=growth_reading.growth(found),
        drawn=MOST_DRAWN,
        free=growth_reading.free_hours(found) if found.target else "",
        zone=growth_reading.zone_of(),
        week=bids.week(g.viewer),
        answered=len(found.choices),
        form=form,
        stale=stale,
    )


@pages.get("/target")
@needs(permissions.STUDENT)
def target() -> str:
    return _target(forms.Form())


def _target(form: forms.Form) -> str:
    text = request.args.get("q", "").strip()[:100]
    found = growths.mine(g.viewer)
    return render_template(
        "matching/growth_target.html",
        q=text,
        rows=growth_reading.found_targets(text, MOST_FOUND) if text else [],
        growth=found,
        form=form,
    )


@pages.post("/target")
@needs(permissions.STUDENT)
def choose() -> ResponseReturnValue:
    """A target, or the same one with another level or other hours."""

    def work(data: Mapping[str, Any]) -> str:
        growing.choose(
            data["kind"], data["key"], data["level"], data["hours"], data["version"], g.viewer, clock.now()
        )
        return HERE

    try:
        return forms.submit(schemas.TargetForm(), work, _target)
    except Stale:
        return _show(forms.Form(), True), 412


@pages.post("/done")
@needs(permissions.STUDENT)
def done() -> ResponseReturnValue:
    growing.finish(request.form.get("key", ""), g.viewer, clock.now())
    return redirect(f"{HERE}#moved", 303)


@pages.post("/failed")
@needs(permissions.STUDENT)
def failed() -> ResponseReturnValue:
    growing.fail(request.form.get("key", ""), g.viewer, clock.now())
    return redirect(f"{HERE}#moved", 303)


@pages.post("/give-up")
@needs(permissions.STUDENT)
def give_up() -> ResponseReturnValue:
    growing.give_up(g.viewer, clock.now())
    return redirect(HERE, 303)


@pages.get("/interests")
@needs(permissions.STUDENT)
def interests() -> str:
    found = growths.mine(g.viewer)
    at = request.args.get("pair", len(found.choices), type=int)
    shown = growth_reading.choices(found)
    return render_template(
        "matching/growth_interests.html", shown=shown, at=max(0, min(at, len(found.choices))), growth=found
    )


@pages.post("/interests")
@needs(permissions.STUDENT)
def prefer() -> ResponseReturnValue:
    """One pair; the page then shows the next one."""

    def work(data: Mapping[str, Any]) -> str:
        found = growing.prefer(data["pair"], data["choice"], g.viewer)
        left = data["pair"] + 1 < len(PAIRS) and len(found.choices) < len(PAIRS)
        return f"{HERE}/interests" + ("" if left else "#near")

    return forms.submit(schemas.ChoiceForm(), work, lambda _: interests())


@pages.post("/interests/anew")
@needs(permissions.STUDENT)
def anew() -> ResponseReturnValue:
    growing.answer([], g.viewer)
    return redirect(f"{HERE}/interests", 303)
