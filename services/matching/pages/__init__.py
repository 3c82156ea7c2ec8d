"""The pages of matching."""

from services.matching.pages import bidding, briefs, how, pasting, plans, proposals, reports, rounds, skills

BLUEPRINTS = (
    pasting.pages,
    skills.pages,
    briefs.pages,
    bidding.pages,
    proposals.pages,
    rounds.pages,
    plans.pages,
    reports.pages,
    how.pages,
)
