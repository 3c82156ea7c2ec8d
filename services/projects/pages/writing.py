"""Writing a brief: a trade's template, one page of five sections with score and missing items, handing in."""

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from services.projects import kinds, permissions, trades
from services.projects.domain.brief import Brief
from services.projects.domain.terms import PLACES, RISKS
from services.projects.pages.arriving import or_on_its_way, see_other
from services.projects.pages.beginning import template
from services.projects.quality import assess
from services.projects.schemas import briefs as schemas
from services.projects.store import briefs
from services.projects.usecases import drafting, waits
from shared import clock, directory
from shared.errors import Invalid, NotFound, Stale
from shared.messages import N_
from shared.skillnames import named, search
from shared.web import forms
from shared.web.context import skill
from shared.web.i18n import LANGUAGES, language
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("writing", __name__, url_prefix="/projects/briefs")

BLANK: dict[str, Any] = dict.fromkeys(
    ("title", "problem", "pay", "costs", "ip", "nda_text", "data_access", "trade"), ""
) | {"deliverables": [], "criteria": [], "skills": [], "milestones": [], "weeks": 0, "hours_per_week": 0,
     "supervision_hours": 0, "nda": None}  # fmt: skip
"""What an empty field of the page means; the other fields always have a value."""


MOST_CHOSEN = 3
"""So many schools are ticked beforehand where none says that it teaches the trade: the press asks each of them."""

LEAST_SKILLS, MOST_SKILLS = 5, 20
"""Rows for skills on the page."""
MOST_FOUND = 12
SKILL = re.compile(r"skills\.(\d{1,2})\.label")

CHANGED = N_(
    "Somebody changed this brief meanwhile. What you typed stands below: send it again to put it over theirs."
)


@pages.get("/new")
@needs(permissions.SIGNED_IN)
@or_on_its_way
def new() -> ResponseReturnValue:
    """Reached straight after signing up, before this service knows the company: then it is on its way."""
    mine = g.viewer.chosen_among(*briefs.OWNERS)
    if not mine or directory.organisation(mine[0]) is None:
        raise NotFound(N_("Briefs are posted by companies; you belong to none, or not yet."))
    old = briefs.listed(g.viewer, None, 25).items
    return render_template(
        "projects/new.html", trades=trades.trades(LANGUAGES[language()]), old=old, form=forms.Form()
    )


@pages.post("/new")
@needs(permissions.POST)
@once
def create() -> ResponseReturnValue:
    """Begin from the chosen template or an old brief, or with nothing."""
    mine = g.viewer.chosen_among(*briefs.OWNERS)
    chosen = request.cookies.get("organisation")
    organisation = chosen if chosen in mine else None
    terms = {"lang": language(), **template(request.form.get("template"))}
    copy_of = request.form.get("copy_of") or None
    made = drafting.create({} if copy_of else terms, organisation, copy_of, g.viewer, clock.now())
    return see_other(f"/projects/briefs/{made.id}/edit")


@pages.get("/<brief_id>/edit")
@needs(permissions.POST)
def edit(brief_id: str) -> str:
    found = briefs.own(brief_id, g.viewer)
    return _editor(found, forms.filled(_typed(found)))


def _typed(found: Brief) -> dict[str, Any]:
    """The brief as the page's fields hold it: lists as lines."""
    values = asdict(found)
    for row in (values, *values["milestones"]):
        row["deliverables"] = "\n".join(row["deliverables"])
        row["criteria"] = "\n".join(row["criteria"])
    for row in values["skills"]:
        row["label"] = skill(row["label"])
        known = named(row["label"])
        if known is None or known["uri"] != row["uri"]:
            row |= {"kept": row["uri"], "was": row["label"]}
    for name in ("nda", "paid", "vulnerable"):
        values[name] = {True: "true", False: "false", None: ""}[values[name]]
    for name in ("weeks", "hours_per_week", "supervision_hours"):
        values[name] = values[name] or ""
    return values


def _editor(found: Brief, form: forms.Form, skills: list[dict[str, str]] | None = None) -> str:
    """``skills``: what a search by name has found."""
    rows = max((number + 2 for number in _named(form)), default=0)
    return render_template(
        "projects/edit.html", brief=found, form=form, quality=assess(found, found.region),
        skills=skills, definitions=_definitions(form), review=_review(found),
        skill_rows=min(MOST_SKILLS, max(LEAST_SKILLS, rows)), milestone_rows=max(2, len(found.milestones) + 1),
        trades=[(trade.key, trade.name) for trade in trades.trades(LANGUAGES[language()])],
        kinds=_choices({key: kinds.KINDS[key] for key in kinds.kinds_in(found.region)}),
        places=_choices(PLACES), risks=_choices(RISKS),
    )  # fmt: skip


def _named(form: forms.Form) -> set[int]:
    """The rows in which a skill's name stands."""
    matches = ((SKILL.fullmatch(name), text) for name, text in form.values.items())
    return {int(match[1]) for match, text in matches if match and text}


def _definitions(form: forms.Form) -> dict[str, str]:
    """By the name of the field in which a skill stands: what that skill is."""
    typed = {
        name: text
        for name, text in form.values.items()
        if name.startswith("skills.") and name.endswith(".label")
    }
    return {name: known["definition"] for name, text in typed.items() if text and (known := named(str(text)))}


def _review(found: Brief) -> dict[str, Any]:
    """Who reviews the brief when it is handed in now, and by when; no school: the platform's operator."""
    schools = directory.schools(found.region)
    teaching = [one for one in schools if found.trade in one.trades]
    school = next(iter(teaching or schools), None)
    calendar = directory.calendar_of(found.organisation, [school.id] if school else [])
    due = waits.due("brief_review", clock.now(), calendar, school.id if school else None)
    return {"school": school, "due": due}


def _choices(names: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(key, gettext(name)) for key, name in names.items()]


def _found(brief_id: str) -> str:
    """The page as it was typed, with what the search has found or with the chosen skill in the first free row; nothing
    is saved."""
    form, taken = forms.typed(schemas.PageBrief()), request.form.get("take", "")
    free = sorted(set(range(MOST_SKILLS)) - _named(form))
    if taken and free:
        form = replace(form, values={**form.values, f"skills.{free[0]}.label": taken, "find": ""})
    found = search(str(form.values.get("find", "")), language(), MOST_FOUND)
    return _editor(briefs.own(brief_id, g.viewer), form, None if taken else found)


@pages.post("/<brief_id>/edit")
@needs(permissions.POST)
def save(brief_id: str) -> ResponseReturnValue:
    if request.form.get("then") == "find" or "take" in request.form:
        return _found(brief_id)

    def work(data: Mapping[str, Any]) -> str:
        terms = BLANK | {name: value for name, value in data.items() if name != "version"}
        try:
            saved = drafting.edit(brief_id, terms, data.get("version"), g.viewer, clock.now())
        except Stale as error:
            raise Invalid({"version": CHANGED}) from error
        except Invalid as error:
            raise Invalid(_by_label(error.errors)) from error
        if request.form.get("then") == "submit" and saved.state != "published":
            return f"/projects/briefs/{brief_id}/submit"
        if request.form.get("then") == "preview":
            return f"/projects/briefs/{brief_id}/preview"
        edit = "" if saved.state == "published" else "/edit"
        return f"/projects/briefs/{brief_id}{edit}?said=saved"

    return forms.submit(schemas.PageBrief(), work, lambda form: _editor(briefs.own(brief_id, g.viewer), form))


def _by_label(errors: Mapping[str, Any]) -> dict[str, Any]:
    """On the page a skill stands by its name."""
    return {
        name.replace(".uri", ".label") if name.startswith("skills.") else name: sentence
        for name, sentence in errors.items()
    }


@pages.get("/<brief_id>/submit")
@needs(permissions.POST)
def ask_submit(brief_id: str) -> ResponseReturnValue:
    found = briefs.own(brief_id, g.viewer)
    if found.state not in ("draft", "changes_requested"):
        return see_other(f"/projects/briefs/{brief_id}")  # gone back to after it was handed in
    schools = directory.schools(found.region)
    teaching = [one.id for one in schools if found.trade in one.trades]
    chosen = found.offered_to or teaching or [one.id for one in schools[:MOST_CHOSEN]]
    return _submit(found, forms.Form(values={"schools": chosen}))


def _submit(found: Brief, form: forms.Form) -> str:
    return render_template(
        "projects/submit.html", brief=found, form=form, quality=assess(found, found.region),
        confirmed=g.viewer.confirmed, schools=directory.schools(found.region),
        due=waits.due("brief_review", clock.now(), waits.calendar_of_brief(found), found.reviewer),
    )  # fmt: skip


@pages.post("/<brief_id>/submit")
@needs(permissions.POST)
def submit(brief_id: str) -> ResponseReturnValue:
    found = briefs.own(brief_id, g.viewer)

    def work(data: Mapping[str, Any]) -> str:
        drafting.submit(brief_id, data["schools"], None, g.viewer, clock.now())
        return f"/projects/briefs/{brief_id}"

    return forms.submit(schemas.Submit(), work, lambda form: _submit(found, form))
