"""How the reader wants a list sorted: ``?sort=title``, or ``?sort=-title`` for the other way round."""

from collections.abc import Collection

from flask import request

from shared.errors import Invalid
from shared.messages import N_


def chosen(columns: Collection[str], default: str) -> str:
    """The column, with "-" before it when it is to fall. Raises Invalid for a column by which nothing is sorted."""
    wanted = request.args.get("sort") or default
    if wanted.removeprefix("-") not in columns:
        raise Invalid({"sort": N_("The list is not sorted by that. Press the head of a column.")})
    return wanted
