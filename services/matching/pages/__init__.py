"""The pages of matching."""

from services.matching.pages import (
    bidding,
    briefs,
    contests,
    how,
    pasting,
    plans,
    proposals,
    reports,
    rounds,
    skills,
)

BLUEPRINTS = (
    pasting.pages,
    skills.pages,
    briefs.pages,
    bidding.pages,
    proposals.pages,
    rounds.pages,
    plans.pages,
    reports.pages,
    contests.pages,
    how.pages,
)
