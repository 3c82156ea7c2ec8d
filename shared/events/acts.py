"""What operators did, told by each service once the row stands in its chained trail; accounts shows all of it."""

from datetime import datetime

from shared.events.base import Event, Fact, Id, OptionalId

ACTED: dict[str, type[Event]] = {}


def declare(service: str) -> None:
    """Declare ``<service>.operator.acted.v1``."""

    class Acted(Event, type=f"{service}.operator.acted.v1", topic=f"{service}.operator", key="row"):
        """``act`` is a message key; ``number`` and ``hash`` are the row's place in the service's chain. What was said
        (a reason) stays in the service. ``subject`` is the person whom it concerns."""

        row: Id
        number: Fact[int]
        hash: Fact[str]
        act: Fact[str]
        object: Id
        by: OptionalId = None
        subject: OptionalId = None
        at: Fact[datetime]

    ACTED[service] = Acted
