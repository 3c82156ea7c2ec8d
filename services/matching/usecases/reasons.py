"""Why not the first bid: the one thing that decided it, from what is stored."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.matching.domain.briefs import Brief
from services.matching.domain.proposal import Proposal, Seat
from services.matching.store import bids, briefs, proposals
from shared.messages import N_
from shared.viewer import Viewer

FIRST = N_("This was your first bid.")
STILL_OPEN = N_("Bidding on your first bid, %(title)s, is not over yet. Declining keeps that bid as it is.")
FORMING = N_("The team of your first bid, %(title)s, is being formed.")
NO_TEAM = N_("No team came about for your first bid, %(title)s.")
CANCELLED = N_("The company cancelled your first bid, %(title)s.")
SUSPENDED = N_(
    "The company of your first bid, %(title)s, is suspended: nobody is placed there until that is lifted."
)
NOT_APPROVED = N_("Your school does not approve your first bid, %(title)s, for its students any more.")
NOT_CHOSEN = N_("Another team was formed for your first bid, %(title)s.")


def why_not_first(proposal: Proposal, seat: Seat, viewer: Viewer, now: datetime) -> Mapping[str, Any] | None:
    """The message; None for somebody who has no other bid."""
    if seat.rank == 1:
        return _message(FIRST)
    if seat.first:
        return seat.first
    ranks = bids.handed_in(viewer)
    others = [one for one in ranks if one != proposal.brief]
    if not others:
        return None
    first = min(others, key=lambda one: (ranks[one], one))
    brief = briefs.found(first)
    return None if brief is None or ranks[first] != 1 else _cause(brief, viewer, now)


def _cause(brief: Brief, viewer: Viewer, now: datetime) -> Mapping[str, Any]:
    if brief.state == "cancelled":
        return _message(CANCELLED, brief)
    if briefs.of_suspended([brief]):
        return _message(SUSPENDED, brief)
    if not briefs.approved_for(viewer, [brief.id]):
        return _message(NOT_APPROVED, brief)
    if brief.takes_bids(now):
        return _message(STILL_OPEN, brief)
    places = proposals.my_places(brief.id, viewer)
    if places:
        return dict(places[0]["told"])
    formed = proposals.of_brief(brief.id, ("open", "proposed", "confirmed", "expired", "withdrawn"))
    if not formed:
        return _message(FORMING, brief)
    live = any(one.state in ("open", "proposed", "confirmed") for one in formed)
    return _message(NOT_CHOSEN if live else NO_TEAM, brief)


def _message(key: str, brief: Brief | None = None) -> Mapping[str, Any]:
    return {"message": key, "params": {"title": brief.title} if brief else {}, "skills": []}
