"""Which collections this process has written to: a test looks at, and puts back, no others."""

from pymongo import monitoring

WRITES = frozenset({"insert", "update", "delete", "findAndModify"})
Place = tuple[str, str]
"""(database, collection)"""


class _Listener(monitoring.CommandListener):
    def __init__(self) -> None:
        self.watching: list[set[Place]] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command_name in WRITES:
            for places in self.watching:
                places.add((event.database_name, event.command[event.command_name]))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing to note."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing to note: the place is dirty at worst without need."""


_listener = _Listener()
monitoring.register(_listener)  # counts for clients made from here on


def watch() -> set[Place]:
    """Gets every place that is written to from now on; the caller takes out what is clean again."""
    places: set[Place] = set()
    _listener.watching.append(places)
    return places
