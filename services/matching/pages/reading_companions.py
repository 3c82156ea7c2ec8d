"""What pages and API show of a team that students form, to its members."""

from datetime import datetime
from typing import Any

from services.matching.domain.briefs import Brief
from services.matching.domain.companions import Companions
from services.matching.lacking import Covered, Filler
from services.matching.pages.reading import name_of
from services.matching.store import bids, companions
from services.matching.usecases import companions as use


def companions_row(found: Companions, brief: Brief, now: datetime) -> dict[str, Any]:
    """Of the willing only what the best would bring: who that is the team reads when they agree."""
    gap, counted = use.gap(found, brief, now), bids.on(brief.id)
    asked = [one for one in companions.asks_by(found.id) if one.state == "asked" and one.until >= now]
    return {
        "id": found.id, "brief": brief.id, "title": brief.title, "state": found.state, "most": brief.team_max,
        "language": brief.language, "open": brief.takes_bids(now), "until": brief.bidding_until,
        "least_programmes": brief.programmes_min, "captain": found.captain, "made": found.made,
        "members": [
            {"person": one, "captain": one == found.captain, "bid": one in counted} for one in found.members
        ],
        "needs": [_need(row, gap.fillers.get(row.skill, [])) for row in gap.rows], "asked": len(asked),
    }  # fmt: skip


def _need(row: Covered, able: list[Filler]) -> dict[str, Any]:
    best = able[0] if able else None
    return {
        "skill": row.skill, "name": name_of(row.skill), "level": row.level, "quality": row.best,
        "members": list(row.qualities), "willing": best.quality if best else None,
        "also": [name_of(skill) for skill in best.also] if best else [],
    }  # fmt: skip
