"""What the pictures of briefs and teams show: who covers what, and how many came how far."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext

from services.projects.domain.brief import Brief
from services.projects.domain.terms import SkillNeed
from services.projects.store import briefs, proposals, teams
from shared.web.context import skill

UNBID = ("draft", "submitted", "changes_requested", "refused")


def coverage(
    needs: Sequence[SkillNeed], proposal: proposals.Proposal | None, members: Sequence[str]
) -> list[dict[str, Any]]:
    """Each need with what each member covers of it, 0–1, and the best of them; [] where nothing is known."""
    about = proposal.about if proposal else {}
    known = [
        {row["skill"]: row["quality"] for row in about.get(one, {}).get("covers", ())} for one in members
    ]
    rows = []
    for need in needs if any(known) else ():
        cells = [member.get(need.uri) for member in known]
        best = max((cell for cell in cells if cell is not None), default=None)
        rows.append({"name": skill(need.label), "level": need.level, "cells": cells, "team": best})
    return rows


def funnel(found: Brief) -> list[dict[str, Any]]:
    """Bids, seats asked for, accepted, confirmed; [] before anybody could bid."""
    if found.state in UNBID:
        return []
    counts = briefs.counts(found.id)
    confirmed = {
        one for team in teams.of_brief(found.id) if team.state != "cancelled" for one in team.present
    }
    return [
        {"label": gettext("Bid"), "count": counts["count"]},
        {"label": gettext("Asked to join"), "count": counts["asked"]},
        {"label": gettext("Accepted a seat"), "count": counts["accepted"]},
        {"label": gettext("In a team"), "count": len(confirmed)},
    ]
