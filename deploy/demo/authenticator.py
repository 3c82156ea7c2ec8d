"""An authenticator app, as people have it on their phones (RFC 6238)."""

import time
from dataclasses import dataclass, field

import pyotp

STEP_SECONDS = 30


@dataclass
class Authenticator:
    """Codes by its own clock, each good once; the recovery codes lie beside it."""

    secret: str
    last: int = 0
    recovery: list[str] = field(default_factory=list)

    def code(self) -> str:
        """The one of now or, where that was used, the next, else a recovery code."""
        now = int(time.time()) // STEP_SECONDS
        step = max(now, self.last + 1)
        if step > now + 1:
            return self.recovery.pop()
        self.last = step
        return pyotp.HOTP(self.secret).at(step)
