"""The pages of matching."""

from services.matching.pages import bidding, briefs, how, proposals, skills

BLUEPRINTS = (skills.pages, briefs.pages, bidding.pages, proposals.pages, how.pages)
