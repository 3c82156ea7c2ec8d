"""A trade's template in the reader's language, for pages and API."""

from typing import Any

from flask_babel import gettext

from services.projects import trades
from shared.web.i18n import LANGUAGES, language


def template(key: str | None) -> dict[str, Any]:
    """The terms to begin with; none without a key or for an unknown one."""
    found = trades.trade(key, LANGUAGES[language()]) if key else None
    if found is None:
        return {}
    return found.terms(gettext(trades.MIDTERM), gettext(trades.FINAL)) | {"lang": language()}
