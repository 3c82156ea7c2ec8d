"""The pages of matching."""

from services.matching.pages import bidding, briefs, how, pasting, proposals, skills

BLUEPRINTS = (pasting.pages, skills.pages, briefs.pages, bidding.pages, proposals.pages, how.pages)
