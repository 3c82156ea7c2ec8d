"""That a text was taken down because operators asked for it: the service that holds it says whose it was."""

from shared.events.base import Event, Id, OptionalId

DONE: dict[str, type[Event]] = {}


def declare(service: str) -> None:
    """Declare ``<service>.text.removed.v1``."""

    class Removed(Event, type=f"{service}.text.removed.v1", topic=f"{service}.report", key="report"):
        """Nobody but its owner and operators reads it any more. It was a person's or an organisation's."""

        report: Id
        person: OptionalId = None
        organisation: OptionalId = None

    DONE[service] = Removed
