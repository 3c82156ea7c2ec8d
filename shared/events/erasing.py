"""That a service has erased a person: each says so with an event of the same shape, and accounts waits for all."""

from dataclasses import field

from shared.events.base import Event, Fact, Id

DONE: dict[str, type[Event]] = {}


def declare(service: str) -> None:
    """Declare ``<service>.erasure.done.v1``."""

    class Done(Event, type=f"{service}.erasure.done.v1", topic=f"{service}.erasure", key="person"):
        """The service holds nothing of the person any more but the bare id. ``kept``: message keys of what it keeps
        all the same, because others' rights rest on it. ``blocked``: records under a duty to keep, each with what
        it is and the basis (message keys), the rule that the operator names for the term, and the day until which it
        is kept ("" for both while no term is set)."""

        person: Id
        kept: Fact[list[str]]
        blocked: Fact[list[dict[str, str]]] = field(default_factory=list)

    DONE[service] = Done
