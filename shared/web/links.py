"""Links that carry a way back, and the check that the way leads to a page of ours."""

import re
from urllib.parse import quote, urlencode

# one slash, then what our own routes consist of: no scheme, no host, no backslash, no control character
_OURS = re.compile(
    r"/(?:(?:accounts|projects|matching|portfolio|help)(?:/[A-Za-z0-9._~%:@-]+)*/?)?(?:\?[A-Za-z0-9._~%:@&=+,/-]*)?"
)

# control characters anywhere, slash and backslash before the question mark: what a decoder would make of them
_HIDDEN = re.compile(r"%(?:[01][0-9a-f]|7f)|^[^?]*%(?:2f|5c)", re.I)


def safe_next(path: str | None, default: str) -> str:
    """``path`` when it is a place in the product, else ``default``."""
    if path and len(path) <= 2000 and _OURS.fullmatch(path) and not _HIDDEN.search(path):
        return path
    return default


def with_next(place: str, next_path: str) -> str:
    return f"{place}?next={quote(safe_next(next_path, '/'), safe='')}"


def with_query(path: str, **query: object) -> str:
    """``path`` with the parameters that are not None."""
    given = {name: value for name, value in query.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path
