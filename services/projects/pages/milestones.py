"""A milestone: files, statements, what the others say of them, delivery; and the mentor's page of review."""

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from services.projects import permissions, readings
from services.projects.domain.review import Dispute
from services.projects.domain.team import Team
from services.projects.pages.arriving import or_on_its_way, outline, see_other
from services.projects.pages.judging import at_fields, ratings_of, verdicts
from services.projects.schemas import work as schemas
from services.projects.store import audit, briefs, teams, work
from services.projects.usecases import delivering, filing, teaming, working
from services.projects.usecases.filing import Part
from shared import clock, tokens
from shared.errors import DomainError, Invalid
from shared.files import CHUNK, Files
from shared.messages import N_
from shared.web import forms, identity
from shared.web.permissions import needs

pages = Blueprint("milestones", __name__, url_prefix="/projects")

HERE = "/teams/<team_id>/milestones/<int:number>"


def _path(team_id: str, number: int, page: str = "") -> str:
    return f"/projects/teams/{team_id}/milestones/{number}{page}"


@pages.get(HERE)
@needs(permissions.SEE_TEAMS)
@or_on_its_way
def show(team_id: str, number: int) -> ResponseReturnValue:
    if hidden := teams.closed(team_id, g.viewer):
        return outline(hidden)
    return _show(teams.team(team_id, g.viewer), number, {})


def _show(team: Team, number: int, wrong: Mapping[str, forms.Form]) -> str:
    """``wrong``: forms that come back with errors, by name: file, statement, reason."""
    shown = readings.milestone(team, number, g.viewer, clock.now())
    person = g.viewer.person
    mine = next((one for one in shown["contributions"] if one.person == person), None)
    return render_template(
        "projects/milestone.html", team=team, milestone=shown, mine=mine, now=clock.now(),
        forms={"statement": _statement(mine, shown["id"])} | dict(wrong), empty_form=forms.Form(),
        member=person in team.present,
        may_review=_may_review(team, number), decides=_decides(team, shown["disputes"]),
        ball=None if shown["signing"] else _ball(team, number), unstated=_unstated(team, shown),
        pointed={one.sha256 for said in shown["contributions"] for one in said.artefacts},
        brief_title=briefs.titles([team.brief]).get(team.brief, ""), brief_lang=teaming.brief_of(team).lang,
        history=audit.history(shown["id"]),
        open=shown["state"] in ("planned", "rework") and team.state in ("active", "rework"),
    )  # fmt: skip


def _ball(team: Team, number: int) -> dict[str, Any] | None:
    found = teams.milestone(team.id, number)
    if found.state == "accepted" or team.state == "confirmed":
        return None
    return readings.ball(team, readings.turn(team, found), g.viewer, _may_review(team, number))


def _unstated(team: Team, shown: Mapping[str, Any]) -> list[str]:
    """Members who have not said what they did."""
    said = {one.person for one in shown["contributions"]}
    return [person for person in team.present if person not in said]


def _statement(mine: Any, milestone_id: str) -> forms.Form:
    """What was said so far; at first with the files that the member brought."""
    if mine is None:
        brought = [row["sha256"] for row in work.artefact_rows(milestone_id) if row["by"] == g.viewer.person]
        return forms.Form(values={"artefacts": brought})
    values = {"text": mine.statement, "share": mine.share, "percent": mine.percent, "hours": mine.hours}
    return forms.Form(values=values | {"artefacts": [one.sha256 for one in mine.artefacts]})


def _may_review(team: Team, number: int) -> bool:
    milestone = teams.milestone(team.id, number)
    if milestone.state != "delivered":
        return False
    try:
        delivering.reviewer_of(team, milestone, g.viewer)
    except DomainError:
        return False
    return True


def _decides(team: Team, disputes: Sequence[Dispute]) -> set[str]:
    """Ids of the disputes that the reader may decide now."""
    found = set()
    for dispute in disputes:
        with contextlib.suppress(DomainError):
            working.judge_of(team, dispute, g.viewer, clock.now())
            found.add(dispute.id)
    return found


@pages.post(f"{HERE}/artefacts")
@needs(permissions.WORK)
def add_artefact(team_id: str, number: int) -> ResponseReturnValue:
    """A file of at most 8 MB from the page's form, one that the page has sent by parts before, or an address."""
    team = teams.worked_in(team_id, g.viewer)
    typed = {name: request.form.get(name, "").strip() for name in ("description", "link", "kept")}
    try:
        description = _described(typed["description"])
        sha256 = typed["kept"] or _kept(team_id, typed["link"])
        working.add_artefact(team_id, number, sha256, description, g.viewer, clock.now())
    except Invalid as error:
        return _show(team, number, {"file": forms.Form(values=typed).wrong(error)}), 422
    return see_other(_path(team_id, number))


def _described(text: str) -> str:
    if not 1 <= len(text) <= 200 or "\n" in text:
        raise Invalid({"description": N_("Say in a few words what this file shows.")})
    return text


def _kept(team_id: str, link: str) -> str:
    files, now = Files.of(current_app.config["SETTINGS"]), clock.now()
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        part = Part(name=sent.filename, chunk=sent.stream.read(CHUNK + 1))
        return str(filing.receive(team_id, part, g.viewer, files, now)["sha256"])
    errors = schemas.NewArtefact().validate({"link": link, "description": "x"})
    if not link or errors:
        raise Invalid({"file": N_("Choose a file, or give an address that begins with https://.")})
    return filing.keep_link(team_id, link, g.viewer, files, now)


@pages.post(f"{HERE}/artefacts/<sha256>/remove")
@needs(permissions.WORK)
def remove_artefact(team_id: str, number: int, sha256: str) -> ResponseReturnValue:
    working.remove_artefact(team_id, number, sha256, g.viewer, clock.now())
    return see_other(_path(team_id, number))


@pages.post(f"{HERE}/statement")
@needs(permissions.WORK)
def state(team_id: str, number: int) -> ResponseReturnValue:
    team = teams.worked_in(team_id, g.viewer)

    def work(data: Mapping[str, Any]) -> str:
        working.state(team_id, number, data, g.viewer, clock.now())
        return _path(team_id, number)

    return forms.submit(schemas.Statement(), work, lambda form: _show(team, number, {"statement": form}))


@pages.post(f"{HERE}/deliver")
@needs(permissions.WORK)
def deliver(team_id: str, number: int) -> ResponseReturnValue:
    team = teams.worked_in(team_id, g.viewer)
    try:
        delivering.deliver(team_id, number, g.viewer, clock.now())
    except Invalid as error:
        return _show(team, number, {"deliver": forms.Form().wrong(error)}), 422
    return see_other(_path(team_id, number))


@pages.post(f"{HERE}/contributions/<contribution_id>/confirm")
@needs(permissions.WORK)
def confirm(team_id: str, number: int, contribution_id: str) -> ResponseReturnValue:
    working.confirm(contribution_id, _revision(), g.viewer, clock.now())
    return see_other(_path(team_id, number, f"#c-{contribution_id}"))


@pages.post(f"{HERE}/contributions/<contribution_id>/dispute")
@needs(permissions.WORK)
def dispute(team_id: str, number: int, contribution_id: str) -> ResponseReturnValue:
    team = teams.worked_in(team_id, g.viewer)
    try:
        working.dispute(contribution_id, _revision(), request.form.get("reason", ""), g.viewer, clock.now())
    except Invalid as error:
        return _show(team, number, {contribution_id: forms.Form().wrong(error)}), 422
    return see_other(_path(team_id, number))


def _revision() -> int:
    """Of the statement that the reader saw."""
    return request.form.get("revision", 0, type=int)


@pages.post(f"{HERE}/disputes/<dispute_id>/decide")
@needs(permissions.DECIDE_DISPUTE)
def decide(team_id: str, number: int, dispute_id: str) -> ResponseReturnValue:
    team = teams.team(team_id, g.viewer)

    def work(data: Mapping[str, Any]) -> str:
        working.decide_dispute(dispute_id, data["decision"], data["reason"], g.viewer, clock.now())
        return _path(team_id, number)

    return forms.submit(schemas.Decide(), work, lambda form: _show(team, number, {dispute_id: form}))


@pages.get(f"{HERE}/review")
@needs(permissions.REVIEW_WORK)
@or_on_its_way
def ask_review(team_id: str, number: int) -> str:
    return _review(teams.led(team_id, g.viewer), number, forms.Form())


def _review(team: Team, number: int, form: forms.Form) -> str:
    shown = readings.milestone(team, number, g.viewer, clock.now())
    said = [one for one in shown["contributions"] if one.state != "returned"]
    return render_template(
        "projects/review_work.html", team=team, milestone=shown, said=said, form=form, now=clock.now(),
        may_review=_may_review(team, number), brief=teaming.brief_of(team),
    )  # fmt: skip


@pages.post(f"{HERE}/review")
@needs(permissions.REVIEW_WORK)
def review(team_id: str, number: int) -> ResponseReturnValue:
    """Accept leads to the signing page; the second button asks for rework."""
    team = teams.led(team_id, g.viewer)
    milestone = teams.milestone(team.id, number)
    form = forms.Form(values=dict(request.form))
    rows = ratings_of(team)
    try:
        judged = verdicts(len(milestone.criteria))
        if request.form.get("decision") == "rework":
            reason = request.form.get("reason", "")[:2000]
            delivering.ask_rework(team_id, number, judged, reason, g.viewer, clock.now())
            return see_other(identity.onwards("/projects/reviews?said=decided"))
        key = tokens.service_key(current_app.config["SETTINGS"])
        ratings = [row for _, row in rows] if milestone.rates_skills else []
        asked = delivering.accept(team_id, number, judged, ratings, key, g.viewer, clock.now())
    except Invalid as error:
        return _review(team, number, form.wrong(at_fields(error, rows))), 422
    return see_other(f"/accounts/sign/{asked.request}?after={asked.event}")
