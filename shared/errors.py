"""What can go wrong, as meaning. The web layer alone turns it into a page or problem+json (RFC 9457).

::

    DomainError                 a rule of the product was met; never a bug
    ├── Unauthenticated   401   nobody is signed in, or no longer
    ├── Forbidden         403   signed in, the object may be seen, the act may not be done
    ├── NotFound          404   there is none, or it is another organisation's (nobody is told which)
    ├── Conflict          409   the state does not allow it
    ├── Stale             412   somebody else changed it since it was read
    ├── TooLarge          413   over a limit of size; nothing was kept
    ├── Invalid           422   a field is wrong; ``errors`` says which and why
    ├── TooMany           429   a limit of frequency; ``retry_after`` seconds
    ├── Unavailable       503   a part is away; ``retry_after`` seconds
    └── OutOfSpace        507   the disk or a quota is full; nothing was kept
"""


class DomainError(Exception):
    """Base of everything that a rule refuses. ``message`` is an English sentence, also the catalogue's key.

    ``params`` fill the ``%(name)s`` placeholders of the message after its translation.
    """

    status = 400

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class Unauthenticated(DomainError):
    status = 401


class Forbidden(DomainError):
    status = 403


class NotFound(DomainError):
    status = 404


class Conflict(DomainError):
    status = 409


class Stale(DomainError):
    status = 412


class TooLarge(DomainError):
    status = 413


class Invalid(DomainError):
    """``errors`` maps a field's path ("skills.0.level") to the sentence that says what would be right."""

    status = 422

    def __init__(self, errors: dict[str, str], message: str = "Some fields need a change.") -> None:
        super().__init__(message)
        self.errors = errors


class TooMany(DomainError):
    status = 429

    def __init__(self, message: str, retry_after: int, **params: object) -> None:
        super().__init__(message, **params)
        self.retry_after = retry_after


class Unavailable(DomainError):
    status = 503

    def __init__(self, message: str, retry_after: int = 5, **params: object) -> None:
        super().__init__(message, **params)
        self.retry_after = retry_after


class OutOfSpace(DomainError):
    status = 507
