"""The pages of matching."""

from services.matching.pages import (
    bidding,
    briefs,
    candidates,
    companions,
    contests,
    growth,
    how,
    pasting,
    plans,
    proposals,
    repairs,
    reports,
    rounds,
    skills,
    stated,
)

BLUEPRINTS = (
    pasting.pages,
    skills.pages,
    briefs.pages,
    bidding.pages,
    candidates.pages,
    companions.pages,
    growth.pages,
    proposals.pages,
    rounds.pages,
    plans.pages,
    repairs.pages,
    reports.pages,
    stated.pages,
    contests.pages,
    how.pages,
)
