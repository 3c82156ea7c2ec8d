"""What one company may hold at once, unless an operator has granted it more."""

from shared.errors import Conflict, OutOfSpace
from shared.messages import N_

BRIEFS = 100
MEGABYTES = 20 * 1024
OPEN = ("draft", "submitted", "changes_requested", "published")
"""The states of a brief that count: from the first word until the bidding is closed."""


def check_briefs(held: int, most: int) -> None:
    """Raises Conflict when one more would be too many."""
    if held >= most:
        raise Conflict(
            N_(
                "Your organisation has its %(limit)s open briefs. Close or cancel one, or ask the operators of the "
                "platform for a higher limit."
            ),
            limit=most,
        )


def check_bytes(held: int, size: int, most: int) -> None:
    """Raises OutOfSpace when a file of ``size`` does not fit into ``most`` megabytes any more."""
    if held + size > most << 20:
        raise OutOfSpace(
            N_(
                "The files of all teams of this company fill its %(limit)s MB. Nothing was kept. Take out files that "
                "nobody needs; the company may ask the operators of the platform for a higher limit."
            ),
            limit=most,
        )
