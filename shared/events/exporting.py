"""What a service holds of a person who asked for it: sent in parts, so that it is scrubbed like all else."""

from shared.events.base import Event, Fact, Id

PART: dict[str, type[Event]] = {}


def declare(service: str) -> None:
    """Declare ``<service>.export.part.v1``."""

    class Part(
        Event,
        type=f"{service}.export.part.v1",
        topic=f"{service}.export",
        key="export",
        personal=("sections",),
    ):
        """``sections`` of the person maps a heading (a message key) to rows. ``number`` counts from 1 to ``of``."""

        export: Id
        person: Id
        number: Fact[int]
        of: Fact[int]

    PART[service] = Part
