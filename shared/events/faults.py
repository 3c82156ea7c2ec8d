"""What a service could not do: parked events and jobs given up, told as facts, so that an operator sees all of them."""

from datetime import datetime

from shared.events.base import Event, Fact, Id

SET_ASIDE: dict[str, type[Event]] = {}
CLEARED: dict[str, type[Event]] = {}


def declare(service: str) -> None:
    """Declare ``<service>.fault.set_aside.v1`` and ``<service>.fault.cleared.v1``."""

    class SetAside(Event, type=f"{service}.fault.set_aside.v1", topic=f"{service}.fault", key="fault"):
        """An event was parked, or a job was given up (``kind`` event or job); tried again in vain, it comes again.

        ``what`` is the event's type or the job's kind. Of the reason only the error's class and the names of fields
        travel: its text may hold what somebody wrote, and stays in the service.
        """

        fault: Id
        kind: Fact[str]
        what: Fact[str]
        topic: Fact[str | None] = None
        partition: Fact[int | None] = None
        offset: Fact[int | None] = None
        error: Fact[str]
        fields: Fact[list[str]]
        at: Fact[datetime]

    class Cleared(Event, type=f"{service}.fault.cleared.v1", topic=f"{service}.fault", key="fault"):
        """It was done after all (``outcome`` replayed), or its time to be replayed is over (given_up)."""

        fault: Id
        outcome: Fact[str]

    SET_ASIDE[service], CLEARED[service] = SetAside, Cleared
