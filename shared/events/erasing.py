"""That a service has erased a person: each says so with an event of the same shape, and accounts waits for all."""

from shared.events.base import Event, Fact, Id

DONE: dict[str, type[Event]] = {}


def declare(service: str) -> None:
    """Declare ``<service>.erasure.done.v1``."""

    class Done(Event, type=f"{service}.erasure.done.v1", topic=f"{service}.erasure", key="person"):
        """The service holds nothing of the person any more but the bare id. ``kept``: message keys of what it keeps
        all the same, because others' rights or a duty rest on it."""

        person: Id
        kept: Fact[list[str]]

    DONE[service] = Done
