"""Whose turn it is at a brief: who must do what until when, and what then."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from flask import g
from flask_babel import gettext

from services.projects.domain.brief import EMPTY_ROUNDS, Brief
from services.projects.store import briefs, proposals, teams
from services.projects.usecases import waits
from services.projects.waiting import WAITING
from shared import clock, directory
from shared.messages import N_
from shared.viewer import Viewer

BIDDING = N_("Then a team is formed from the bids, and the company is asked to confirm it.")
BY_OPERATOR = N_("A brief is never published by itself.")
FORMING = N_(
    "Each has three days; then the company is asked to confirm the team, or the bidding opens again."
)


def ball_of_row(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The same for a row of a list, which holds no more of a brief than is shown there."""
    known: Any = SimpleNamespace(**{"due": None, "bidding_until": None, "empty_rounds": 0, **row})
    return ball_of(known)


def ball_of(found: Brief) -> dict[str, Any] | None:
    """Whose turn it is: {who, until, then, mine}."""
    viewer = g.viewer
    own = found.organisation in viewer.organisations_as(*briefs.OWNERS)
    company = directory.organisation(found.organisation)
    who = company.name if company else gettext("the company")
    if found.state == "submitted":
        return _reviewer(found, viewer)
    if found.state == "changes_requested":
        return {"who": who, "until": None, "then": WAITING["brief_changes"].default_text, "mine": own}
    if found.state == "published":
        return {
            "who": gettext("students’ bids"),
            "until": found.bidding_until,
            "then": BIDDING,
            "mine": False,
        }
    if found.state == "closed":
        return _after_bidding(found, who, own)
    return None


def _reviewer(found: Brief, viewer: Viewer) -> dict[str, Any]:
    school = directory.organisation(found.reviewer) if found.reviewer else None
    if school is None:
        return {
            "who": gettext("the platform's operator"),
            "until": found.due,
            "then": BY_OPERATOR,
            "mine": viewer.operator,
        }
    mine = school.id in viewer.organisations_as(*briefs.SCHOOL)
    return {
        "who": school.name,
        "until": found.due,
        "then": WAITING["brief_review"].default_text,
        "mine": mine,
    }


def _after_bidding(found: Brief, who: str, own: bool) -> dict[str, Any] | None:
    asked = next((one for one in proposals.of_brief(found.id) if one.state == "proposed"), None)
    if asked is not None:
        then = WAITING["team_confirmation"].default_text
        return {"who": who, "until": asked.confirm_until, "then": then, "mine": own}
    if found.empty_rounds >= EMPTY_ROUNDS:
        until = waits.due("no_bids", found.state_since or clock.now(), waits.calendar_of_brief(found))
        return {"who": who, "until": until, "then": WAITING["no_bids"].default_text, "mine": own}
    if teams.of_brief(found.id):
        return None
    return {
        "who": gettext("the students who are asked to form the team"),
        "until": None,
        "then": FORMING,
        "mine": False,
    }
