"""A company's briefs: the list, one brief with what waits for whom, its editions, and the ends of it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from services.projects import kinds, permissions, trades
from services.projects.domain.brief import EMPTY_ROUNDS, STATES, Brief
from services.projects.domain.terms import PLACES, RISKS
from services.projects.pages import pictures
from services.projects.pages.arriving import or_on_its_way, see_other
from services.projects.pages.turns import ball_of, ball_of_row
from services.projects.quality import assess
from services.projects.schemas import briefs as schemas
from services.projects.store import audit, briefs, proposals, teams
from services.projects.usecases import bidding
from shared import clock, directory
from shared.errors import NotFound
from shared.messages import N_
from shared.web import forms, sorting
from shared.web.i18n import LANGUAGES, language
from shared.web.links import with_query
from shared.web.permissions import needs

pages = Blueprint("briefs", __name__, url_prefix="/projects")

VERBS = {
    "close": (N_("Close the bidding"), N_("Nobody bids any more; a team is formed from the bids that are there.")),
    "archive": (N_("Archive the brief"), N_("It leaves the list of open work. Its history stays.")),
    "cancel": (N_("Cancel the brief"), N_("Students and schools are told that it is withdrawn.")),
}  # fmt: skip


@pages.get("/mine")
@needs(permissions.POST)
def mine() -> str:
    state, sort = request.args.get("state"), sorting.chosen(briefs.SORTS, "-updated")
    wanted = state if state in STATES else None
    page = briefs.listed(g.viewer, request.args.get("after"), 25, wanted, sort, language())
    balls = {row["id"]: ball_of_row(row) for row in page.items}
    working = [row["id"] for row in page.items if row["state"] == "closed" and not balls[row["id"]]]
    following = with_query("/projects/mine", state=state, sort=sort, after=page.next) if page.next else None
    return render_template(
        "projects/mine.html",
        page=page,
        balls=balls,
        teams={name: teams.of_brief(name) for name in working},
        next=following,
        states=list(STATES),
        state=state,
        sort=sort,
        now=clock.now(),
    )


@pages.get("/briefs/<brief_id>")
@needs(permissions.SEE_BRIEFS)
@or_on_its_way
def show(brief_id: str) -> str:
    found = briefs.brief(brief_id, g.viewer)
    return _show(found, forms.Form())


def _show(found: Brief, form: forms.Form) -> str:
    own = found.organisation in g.viewer.organisations_as(*briefs.OWNERS)
    offered = directory.organisations(found.offered_to)
    return render_template(
        "projects/brief.html", brief=found, own=own, form=form, ball=ball_of(found),
        reviews=permissions.SEE_REVIEWS.allows(g.viewer),
        unwanted=own and found.state == "closed" and found.empty_rounds >= EMPTY_ROUNDS,
        quality=assess(found, found.region),
        approvals=briefs.approvals(found.id) if own else briefs.my_approvals(found.id, g.viewer),
        schools={school.id: school.name for school in offered}, bids=briefs.bids(found.id),
        proposals=_open_proposals(found) if own else [], teams=_teams(found) if own else [],
        funnel=pictures.funnel(found) if own else [], covered=pictures.coverage,
        history=audit.history(found.id), now=clock.now(), **words_of(found),
    )  # fmt: skip


def words_of(found: Brief) -> dict[str, Any]:
    """Names of what the brief only holds keys of."""
    trade = trades.trade(found.trade, LANGUAGES[language()]) if found.trade else None
    company = directory.organisation(found.organisation)
    return {
        "trade": trade.name if trade else "",
        "kind": kinds.KINDS.get(found.kind, ""),
        "place": PLACES[found.place],
        "risk": RISKS[found.risk],
        "company": company,
    }


def _open_proposals(found: Brief) -> list[proposals.Proposal]:
    return [one for one in proposals.of_brief(found.id) if one.state in ("proposed", "answered")]


def _teams(found: Brief) -> list[Any]:
    return teams.of_brief(found.id)


@pages.get("/briefs/<brief_id>/preview")
@needs(permissions.SEE_BRIEFS)
def preview(brief_id: str) -> str:
    found = briefs.brief(brief_id, g.viewer)
    return render_template("projects/preview.html", brief=found, **words_of(found))


@pages.get("/briefs/<brief_id>/versions")
@needs(permissions.SEE_BRIEFS)
def versions(brief_id: str) -> str:
    found = briefs.brief(brief_id, g.viewer)
    return render_template("projects/versions.html", brief=found, changes=_changes(briefs.editions(found.id)))


def _changes(editions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each edition with the names of the fields that differ from the one before it; none before the first."""
    older = [*editions[1:], None] if editions else []
    return [
        {
            "edition": new["edition"],
            "at": new["at"],
            "fields": _different(new["terms"], old["terms"]) if old else [],
        }
        for new, old in zip(editions, older, strict=True)
    ]


def _different(new: Mapping[str, Any], old: Mapping[str, Any]) -> list[str]:
    return [FIELDS[name] for name in FIELDS if new.get(name) != old.get(name)]


FIELDS = {
    "title": N_("Title"), "problem": N_("Problem"), "deliverables": N_("Deliverables"),
    "criteria": N_("Acceptance criteria"), "skills": N_("Skills"), "milestones": N_("Milestones"), "weeks": N_("Weeks"),
    "hours_per_week": N_("Hours a week"), "supervision_hours": N_("Mentor's hours"), "paid": N_("Is it paid?"),
    "pay": N_("Pay"),
    "costs": N_("Costs"), "ip": N_("Use of the results"), "nda": N_("Confidentiality"),
    "nda_text": N_("What is confidential"), "data_access": N_("Access to data"),
    "vulnerable": N_("Do students meet people in need of protection?"), "place": N_("Place"),
    "risk": N_("Risk"), "kind": N_("Kind"), "trade": N_("Trade"), "team_min": N_("Smallest team"),
    "team_max": N_("Largest team"), "teams": N_("Teams"), "programmes_min": N_("Programmes"),
    "languages": N_("Languages"), "lang": N_("Language of the brief"),
}  # fmt: skip


@pages.get("/briefs/<brief_id>/<any(close, archive, cancel):verb>")
@needs(permissions.POST)
def ask(brief_id: str, verb: str) -> str:
    return _ask(briefs.own(brief_id, g.viewer), verb, forms.Form())


def _ask(found: Brief, verb: str, form: forms.Form) -> str:
    title, sentence = VERBS[verb]
    return render_template(
        "projects/end.html", brief=found, verb=verb, title=title, sentence=sentence, form=form,
        bids=briefs.bids(found.id),
    )  # fmt: skip


@pages.post("/briefs/<brief_id>/close")
@needs(permissions.POST)
def close(brief_id: str) -> ResponseReturnValue:
    bidding.close(brief_id, request.form.get("version", type=int), g.viewer, clock.now())
    return see_other(f"/projects/briefs/{brief_id}")


@pages.post("/briefs/<brief_id>/reopen")
@needs(permissions.POST)
def reopen(brief_id: str) -> ResponseReturnValue:
    bidding.reopen(brief_id, request.form.get("version", type=int), g.viewer, clock.now())
    return see_other(f"/projects/briefs/{brief_id}")


@pages.post("/briefs/<brief_id>/archive")
@needs(permissions.POST)
def archive(brief_id: str) -> ResponseReturnValue:
    bidding.archive(brief_id, request.form.get("version", type=int), g.viewer, clock.now())
    return see_other("/projects/mine")


@pages.post("/briefs/<brief_id>/cancel")
@needs(permissions.POST)
def cancel(brief_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        bidding.cancel(brief_id, data["reason"], None, g.viewer, clock.now())
        return f"/projects/briefs/{brief_id}"

    found = briefs.own(brief_id, g.viewer)
    return forms.submit(schemas.Reason(), work, lambda form: _ask(found, "cancel", form))


@pages.post("/briefs/<brief_id>/<any('confirm-team', 'decline-team'):verb>")
@needs(permissions.CONFIRM_TEAM)
def answer_team(brief_id: str, verb: str) -> ResponseReturnValue:
    proposal, revision = request.form.get("proposal", ""), request.form.get("revision", 0, type=int)
    if not proposal:
        raise NotFound(N_("There is no such proposal."))
    bidding.answer_team(brief_id, proposal, revision, verb == "confirm-team", g.viewer, clock.now())
    return see_other(f"/projects/briefs/{brief_id}")
