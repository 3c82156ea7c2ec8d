"""Shapes of saved searches."""

import marshmallow as ma

from services.portfolio.schemas.wishes import WantedWishes
from shared.text import Line


class SaveSearch(WantedWishes):
    skill = Line(300, required=True)
    level = ma.fields.Integer(load_default=1, validate=ma.validate.Range(1, 5))


class SavedSearch(ma.Schema):
    """``news``: at least five people are to be found who were not when I looked last."""

    id = ma.fields.String()
    skill = ma.fields.String()
    label = ma.fields.String()
    level = ma.fields.Integer()
    trade = ma.fields.String()
    place = ma.fields.String()
    by = ma.fields.String()
    created = ma.fields.AwareDateTime()
    news = ma.fields.Boolean()


class SavedSearches(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(SavedSearch))
