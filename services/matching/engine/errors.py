"""What can be wrong with a round."""

from shared.errors import DomainError


class RoundError(DomainError):
    """The document is no round. The message is one sentence that begins with the place, as ``students[3].bids[0]``."""

    status = 422


class Infeasible(DomainError):
    """The round has no plan. ``conflict`` names the constraints that cannot hold together; none of them is spare.

    ``proven`` is false when no plan was found in the time and nothing shows that there is none.
    """

    status = 409

    def __init__(self, message: str, conflict: tuple[str, ...] = (), proven: bool = True) -> None:
        super().__init__(message)
        self.conflict = conflict
        self.proven = proven

    def __str__(self) -> str:
        return self.message
