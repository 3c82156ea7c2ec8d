"""Duties of teachers: who is class teacher (班主任, 導師), who supervises the work outside, on which days."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.errors import Conflict, Invalid
from shared.messages import N_

KINDS = {"class_teacher": N_("Class teacher"), "supervisor": N_("School supervisor")}
MOST = 20


@dataclass
class Duty:
    """``begins`` and ``ends`` are ISO days, both included; ``ends`` may be empty: until it is ended by hand."""

    id: str
    school: str
    school_class: str
    person: str
    kind: str
    begins: str
    ends: str = ""
    over: bool = False
    version: int = 0

    def check(self, teachers: list[str], others: list["Duty"]) -> None:
        """Raises Invalid: a teacher of the school, days in order, and not what they have already."""
        wrong: dict[str, Any] = {}
        if self.person not in teachers:
            wrong["person"] = N_("Choose among the teachers of the school.")
        if self.ends and date.fromisoformat(self.ends) < date.fromisoformat(self.begins):
            wrong["ends"] = N_("The last day comes before the first.")
        if any(self.overlaps(other) for other in others):
            wrong["person"] = N_("They have this duty already in these days.")
        if wrong:
            raise Invalid(wrong)
        if len(others) >= MOST:
            raise Conflict(N_("A class has at most 20 duties. End some of them first."))

    def overlaps(self, other: "Duty") -> bool:
        same = (self.person, self.kind) == (other.person, other.kind) and not other.over
        return (
            same
            and (not self.ends or other.begins <= self.ends)
            and (not other.ends or self.begins <= other.ends)
        )

    def in_force(self, day: str) -> bool:
        return not self.over and self.begins <= day and (not self.ends or day <= self.ends)

    def end(self) -> None:
        if self.over:
            raise Conflict(N_("This duty has ended already."))
        self.over = True


def asked_first(duties: list[Duty], day: str, teachers: list[str]) -> list[str]:
    """Who is asked about a class that day: its class teachers, where it has none its supervisors; while they teach."""
    here = [one for one in duties if one.in_force(day) and one.person in teachers]
    first = [one.person for one in here if one.kind == "class_teacher"]
    return list(dict.fromkeys(first or [one.person for one in here]))
