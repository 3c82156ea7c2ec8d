"""A student contests their place in a round; somebody of the school decides, and contesting costs nothing."""

from shared.errors import Conflict
from shared.messages import N_

STATES = ("open", "moved", "kept")


def check_open(state: str) -> None:
    if state != "open":
        raise Conflict(N_("This was decided already."))
