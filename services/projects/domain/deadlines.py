"""A school's own days: until when what waits for its people, or for its students, is to be done."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.projects.waiting import OF_A_SCHOOL, WAITING, check_days
from shared.errors import Invalid
from shared.messages import N_


@dataclass
class Deadlines:
    """Those of the school ``id``. ``days``: wait → {due, reminder, ends}, of those that it changed, in days from the
    beginning of the wait.

    What waits already keeps the days with which it began.
    """

    id: str
    version: int = 0
    days: dict[str, dict[str, int]] = field(default_factory=dict)

    def set(self, given: Mapping[str, Mapping[str, int]]) -> None:
        """All of them, whole; those that are as ever are left out. Raises Invalid by "wait.field"."""
        errors: dict[str, str] = {}
        for key, own in given.items():
            try:
                self._check(key, own)
            except Invalid as error:
                errors |= {f"{key}.{name}": sentence for name, sentence in error.errors.items()}
        if errors:
            raise Invalid(errors)
        kept = {key: {name: days for name, days in own.items() if days != getattr(WAITING[key], name)}
                for key, own in given.items()}  # fmt: skip
        self.days = {key: own for key, own in kept.items() if own}

    @staticmethod
    def _check(key: str, own: Mapping[str, int]) -> None:
        if key not in OF_A_SCHOOL:
            raise Invalid({"due": N_("The days of this are not the school's to set.")})
        check_days(key, own)
