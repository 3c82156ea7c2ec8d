"""Transactions that met another's write try again one after the other.

Forty who write one document at once would else stand in each other's way, again and again, until their time is up.
"""

import threading

LONGEST_SECONDS = 2.0
_again = threading.Lock()


class Turn:
    """A transaction's, from its second try to its end: of this process one at a time. Who waits too long goes on."""

    def __init__(self) -> None:
        self.tries, self.held = 0, False

    def take(self) -> None:
        """Before each try; the first waits for nobody."""
        self.tries += 1
        if self.tries > 1 and not self.held:
            self.held = _again.acquire(timeout=LONGEST_SECONDS)

    def __enter__(self) -> "Turn":
        return self

    def __exit__(self, *_: object) -> None:
        if self.held:
            _again.release()
