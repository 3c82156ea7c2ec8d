"""The pages of matching."""

from services.matching.pages import (
    bidding,
    briefs,
    contests,
    growth,
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
    growth.pages,
    proposals.pages,
    rounds.pages,
    plans.pages,
    reports.pages,
    contests.pages,
    how.pages,
)
