"""Teams: the list with whose turn it is, one team with its time line, papers, start, leaving and ends."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, g, render_template, request
from flask.typing import ResponseReturnValue

from services.projects import kinds, permissions, readings, timeline
from services.projects.domain.brief import Brief
from services.projects.domain.team import Team
from services.projects.pages import pictures
from services.projects.pages.arriving import or_on_its_way, outline, see_other
from services.projects.schemas import briefs as brief_schemas
from services.projects.schemas import work as schemas
from services.projects.store import audit, proposals, teams, work
from services.projects.usecases import papers, teaming, waits
from shared import clock, directory
from shared.errors import Invalid
from shared.messages import N_
from shared.viewer import Viewer
from shared.web import forms
from shared.web.links import with_query
from shared.web.permissions import needs
from shared.web.sending import send

pages = Blueprint("teams", __name__, url_prefix="/projects/teams")

VERBS = {
    "leave": (N_("Leave the team"), N_("The others and the mentor are told. The seat is offered to the reserve.")),
    "pause": (N_("Pause the team"), N_("The work rests until you let it go on.")),
    "cancel": (N_("End the team"), N_("The work ends before it is done. What was accepted stays.")),
}  # fmt: skip


@pages.get("")
@needs(permissions.SEE_TEAMS)
def mine() -> str:
    now, at_risk = clock.now(), request.args.get("at") == "risk"
    late = readings.late_teams(g.viewer, now) if at_risk else None
    page = teams.listed(g.viewer, request.args.get("after"), 25, late)
    following = with_query("/projects/teams", at="risk" if at_risk else None, after=page.next)
    return render_template(
        "projects/teams.html", rows=readings.team_rows(list(page.items)), at_risk=at_risk, now=now,
        next=following if page.next else None,
    )  # fmt: skip


@pages.get("/<team_id>")
@needs(permissions.SEE_TEAMS)
@or_on_its_way
def show(team_id: str) -> ResponseReturnValue:
    hidden = teams.closed(team_id, g.viewer)
    return outline(hidden) if hidden else _show(teams.team(team_id, g.viewer), forms.Form())


def _show(team: Team, form: forms.Form) -> str:
    shown = readings.team(team, g.viewer, clock.now())
    following = teams.open_milestones([team.id]).get(team.id)
    turn, looks_after = readings.turn(team, following), leads(team, g.viewer)
    signing = following is not None and work.signing(following.id, clock.now()) is not None
    schools = directory.organisations(member.school for member in team.members)
    brief = teaming.brief_of(team)
    return render_template(
        "projects/team.html", team=shown, form=form, now=clock.now(), turn=turn,
        ball=None if signing else readings.ball(team, turn, g.viewer, looks_after), signing=signing,
        following=following, mine=g.viewer.person in team.present, leads=looks_after,
        brief=brief, seated=team.present,
        company=directory.organisation(team.organisation), kind=kinds.KINDS[team.kind],
        start_errors=_at_the_boxes(form), schools={one.id: one.name for one in schools},
        papers=_papers(team, shown["missing"]),
        accepted=sum(one.state == "accepted" for one in shown["milestones"]),
        history=audit.history(team.id), needs=_covered(team, brief),
        owed=readings.owed(team, following, turn, g.viewer),
        line=timeline.line(shown["milestones"], team.start_on, clock.now(), waits.calendar_of_team(team).zone),
    )  # fmt: skip


def _covered(team: Team, brief: Brief) -> list[dict[str, Any]]:
    """For those who may read what everybody in it does."""
    if teams.open_people(team, g.viewer) is not None:
        return []
    return pictures.coverage(brief.skills, proposals.find(team.proposal), team.present)


def _at_the_boxes(form: forms.Form) -> dict[str, str]:
    """What is missing is said at the boxes of the papers, which hold several."""
    papers = [sentence for name, sentence in form.errors.items() if name.startswith("papers.")]
    others = {name: text for name, text in form.errors.items() if not name.startswith("papers.")}
    return others | ({"papers": " ".join(papers)} if papers else {})


def leads(team: Team, viewer: Viewer) -> bool:
    """Whether the viewer looks after the team, for its company or for a school of its members."""
    company = team.organisation in viewer.organisations_as("company_admin", "mentor")
    schools = viewer.organisations_as(*teams.SCHOOL)
    return company or any(member.school in schools for member in team.members)


NAMES = {
    "cooperation_agreement": N_("Cooperation agreement of company and school"),
    "ip_note": N_("Note on results and confidentiality"),
    "plan": N_("Plan"),
    "safety_briefing": N_("Safety briefing"),
    "guardian_consent": N_("Guardian's consent"),
    "tripartite_agreement": N_("Placement agreement"),
    "student_consent": N_("Student's consent"),
    "age_16": N_("Confirmation of the age of 16"),
    "not_first_year": N_("Confirmation that it is not the first year"),
    "filing": N_("Filing with the authority"),
    "emergency_plan": N_("Emergency plan"),
    "contract": N_("Placement contract"),
    "individual_plan": N_("Individual plan"),
    "committee_decision": N_("Decision of the placement committee"),
    "site_evaluation": N_("Evaluation of the site"),
    "labour_terms": N_("Terms of employment"),
    "learning_agreement": N_("Learning agreement"),
    "vetting": N_("Vetting"),
}


def _papers(team: Team, missing: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Each paper of the team's kind: {key, name, who gives it, scope, lack: for whom it is missing, sign: whether by
    the viewer, give: for whom the viewer may give it as their school}. The team's own has "" for whom."""
    absent = [row["item"].partition(".") for row in missing]
    found = []
    for paper in papers.of_team(team):
        lack = [person for key, _, person in absent if key == paper.key]
        if paper.scope == "minor" and not lack:
            continue
        open_to = [one for one in lack if one and papers.may_give(team, paper, one, g.viewer)]
        found.append(
            {
                "key": paper.key,
                "name": NAMES[paper.key],
                "giver": kinds.GIVERS[paper.giver],
                "scope": paper.scope,
                "lack": lack,
                "sign": g.viewer.person in open_to,
                "give": [one for one in open_to if one != g.viewer.person],
            }
        )
    return found


@pages.post("/<team_id>/papers")
@needs(permissions.GIVE_PAPERS)
def give_papers(team_id: str) -> ResponseReturnValue:
    """One's own by its key; as the school those of members, each as "key.person"."""
    for box in request.form.getlist("given") or [""]:
        key, _, person = box.partition(".")
        papers.give(team_id, key, person or None, g.viewer, clock.now())
    return see_other(f"/projects/teams/{team_id}")


@pages.post("/<team_id>/start")
@needs(permissions.START)
def start(team_id: str) -> ResponseReturnValue:
    """The page's boxes are the papers of the team."""
    team = teams.led(team_id, g.viewer)
    form = forms.Form(values={"papers": request.form.getlist("papers")})
    try:
        facts = {
            "papers": [{"key": key} for key in request.form.getlist("papers")],
            "insurance": _insurance(),
            "start_on": _day(request.form.get("start_on", "")),
        }
        teaming.start(team_id, facts, g.viewer, clock.now())
    except Invalid as error:
        return _show(team, form.wrong(error)), 422
    return see_other(f"/projects/teams/{team_id}")


def _insurance() -> dict[str, str] | None:
    values = {name: request.form.get(f"insurance.{name}", "") for name in schemas.Insurance().fields}
    if not any(values.values()):
        return None
    errors = schemas.Insurance().validate(values)
    if errors:
        raise Invalid({f"insurance.{name}": " ".join(rows) for name, rows in errors.items()})
    return values


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid({"start_on": N_("Give a day, such as 2026-06-01.")}) from error


@pages.get("/<team_id>/<any(leave, pause, cancel):verb>")
@needs(permissions.SEE_TEAMS)
def ask(team_id: str, verb: str) -> str:
    return _ask(teams.team(team_id, g.viewer), verb, forms.Form())


def _ask(team: Team, verb: str, form: forms.Form) -> str:
    title, sentence = VERBS[verb]
    return render_template(
        "projects/end_team.html", team=team, verb=verb, title=title, sentence=sentence, form=form,
        brief=teaming.brief_of(team),
    )  # fmt: skip


def _with_reason(team_id: str, verb: str, act: Any) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        act(data["reason"])
        return f"/projects/teams/{team_id}" if verb != "leave" else "/projects/teams"

    team = teams.team(team_id, g.viewer)
    return forms.submit(brief_schemas.Reason(), work, lambda form: _ask(team, verb, form))


@pages.post("/<team_id>/leave")
@needs(permissions.WORK)
def leave(team_id: str) -> ResponseReturnValue:
    return _with_reason(
        team_id, "leave", lambda reason: teaming.leave(team_id, reason, g.viewer, clock.now())
    )


@pages.post("/<team_id>/pause")
@needs(permissions.START)
def pause(team_id: str) -> ResponseReturnValue:
    return _with_reason(
        team_id, "pause", lambda reason: teaming.pause(team_id, reason, g.viewer, clock.now())
    )


@pages.post("/<team_id>/cancel")
@needs(permissions.START)
def cancel(team_id: str) -> ResponseReturnValue:
    return _with_reason(
        team_id, "cancel", lambda reason: teaming.cancel(team_id, reason, None, g.viewer, clock.now())
    )


@pages.post("/<team_id>/resume")
@needs(permissions.START)
def resume(team_id: str) -> ResponseReturnValue:
    teaming.resume(team_id, g.viewer, clock.now())
    return see_other(f"/projects/teams/{team_id}")


@pages.get("/<team_id>/files/<sha256>")
@needs(permissions.SEE_TEAMS)
def download(team_id: str, sha256: str) -> Response:
    return send(readings.file(teams.team(team_id, g.viewer), sha256, g.viewer))
