"""A school's credit rule: a table, not a ratio, with its limits, its evidence and who signs.

All amounts are decimals as text ("12.5"); days are ISO days. A published rule is never changed: a new number
replaces it for results accepted from its first day on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Literal

from shared.errors import Conflict, Invalid
from shared.messages import N_

Basis = Literal["hours", "weeks", "prize"]
State = Literal["draft", "published", "retired"]

STATES: dict[str, str] = {"draft": N_("Draft"), "published": N_("Published"), "retired": N_("Retired")}
MOVES: dict[str, tuple[str, ...]] = {"draft": ("published",), "published": ("retired",), "retired": ()}

BASES: dict[str, str] = {"hours": N_("Hours"), "weeks": N_("Weeks"), "prize": N_("Class of the prize")}

ROLES = ("mentor", "teacher", "programme_head", "registrar")


@dataclass(frozen=True)
class Row:
    """From ``at`` hours (weeks) on: ``credits``. With the basis "prize", ``at`` is the class of the prize."""

    at: str
    credits: str


@dataclass(frozen=True)
class Rounding:
    """To multiples of ``step``: always down, or halves up."""

    mode: Literal["down", "half_up"] = "down"
    step: str = "0.5"


@dataclass(frozen=True)
class Evidence:
    """``least`` pieces of the kind ``key``, for each result or for all results of a type together."""

    key: str
    text: str
    least: int = 1
    per: Literal["result", "type"] = "result"


@dataclass(frozen=True)
class PassRule:
    """The weighted mean of the marks must reach ``mark``: they pass together, not each alone."""

    mark: str
    weights: dict[str, str]


@dataclass(kw_only=True)
class RuleTerms:
    """What a registrar writes.

    ``caps`` {type of result: credits} · ``cap_total`` credits · ``cap_share`` of the programme's major credits ·
    ``allowed_courses`` empty means every course · ``excluded_course_types`` such as politics ·
    ``named_members`` only the first so many of a team's named order earn · ``rank_factors`` {"1": "1", "2": "0.8"},
    a column of its own that most schools leave empty · ``own_mark``: a replaced course is recorded with its own
    mark · ``signatures`` in their order, the registrar last.
    """

    title: str = ""
    basis: Basis = "hours"
    rows: list[Row] = field(default_factory=list)
    rounding: Rounding = field(default_factory=Rounding)
    caps: dict[str, str] = field(default_factory=dict)
    cap_total: str | None = None
    cap_share: str | None = None
    course_required: bool = False
    allowed_courses: list[str] = field(default_factory=list)
    excluded_course_types: list[str] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    pass_rule: PassRule | None = None
    named_members: int | None = None
    rank_factors: dict[str, str] = field(default_factory=dict)
    own_mark: bool = False
    signatures: list[str] = field(default_factory=lambda: ["mentor", "teacher", "registrar"])
    valid_from: str = ""
    valid_until: str | None = None

    def check(self) -> None:
        """Raises Invalid with every field that is wrong."""
        errors = _row_errors(self.basis, self.rows) | self._limit_errors() | self._form_errors()
        if errors:
            raise Invalid(errors)

    def _limit_errors(self) -> dict[str, str]:
        errors = {}
        limits = {f"caps.{kind}": cap for kind, cap in self.caps.items()} | {"cap_total": self.cap_total}
        for name, cap in limits.items():
            if cap is not None and not _positive(cap):
                errors[name] = N_("Give a number above 0, or leave the limit empty.")
        if self.cap_share is not None and not (_positive(self.cap_share) and Decimal(self.cap_share) <= 1):
            errors["cap_share"] = N_("Give a share above 0, at most 1, such as 0.20.")
        for rank, factor in self.rank_factors.items():
            if not rank.isdecimal() or not (_positive(factor) and Decimal(factor) <= 1):
                errors[f"rank_factors.{rank}"] = N_(
                    "Give a factor above 0, at most 1, for each rank from 1 on."
                )
        if self.named_members is not None and self.named_members < 1:
            errors["named_members"] = N_("Give a whole number from 1 on, or leave it empty.")
        return errors

    def _form_errors(self) -> dict[str, str]:
        errors = {}
        if not self.title.strip():
            errors["title"] = N_("Give the rule a title.")
        if not _positive(self.rounding.step):
            errors["rounding.step"] = N_("Give the step of rounding, such as 0.5.")
        if not _day(self.valid_from):
            errors["valid_from"] = N_("Give the first day on which the rule is valid.")
        elif self.valid_until is not None and not (
            _day(self.valid_until) and self.valid_until >= self.valid_from
        ):
            errors["valid_until"] = N_("The last day is not before the first.")
        if not self.signatures or self.signatures[-1] != "registrar" or set(self.signatures) - set(ROLES):
            errors["signatures"] = N_("Name who signs, in order; the registrar comes last.")
        if any(wanted.least < 1 for wanted in self.evidence):
            errors["evidence"] = N_("Ask for one piece of evidence at least, or leave the row out.")
        if self.pass_rule is not None and not _weights_are_one(self.pass_rule):
            errors["pass_rule"] = N_("The weights of the marks add up to 1.")
        return errors


@dataclass(kw_only=True)
class RuleSet(RuleTerms):
    """``number`` counts a school's versions of the rule; ``programme`` None means all programmes."""

    id: str
    version: int = 0
    school: str
    programme: str | None = None
    number: int = 0
    state: State = "draft"
    created_by: str
    created_at: datetime
    published_by: str | None = None
    published_at: datetime | None = None

    def publish(self, by: str, number: int, now: datetime) -> None:
        """Make it the school's version ``number``; from now on it is read only. Raises Conflict, Invalid."""
        if self.state != "draft":
            raise Conflict(N_("This version is published; make a new version to change the rule."))
        self.check()
        self.state, self.number = "published", number
        self.published_by, self.published_at = by, now

    def retire(self, last_day: str) -> None:
        """No result accepted after ``last_day`` is counted by this version."""
        if self.state != "published":
            raise Conflict(N_("Only a published version can be retired."))
        if not _day(last_day) or last_day < self.valid_from:
            raise Invalid({"valid_until": N_("The last day is not before the first.")})
        self.state, self.valid_until = "retired", last_day


def _row_errors(basis: Basis, rows: Sequence[Row]) -> dict[str, str]:
    if not rows:
        return {"rows": N_("Give at least one row of the table.")}
    errors = {}
    for n, row in enumerate(rows):
        if not _positive(row.credits):
            errors[f"rows.{n}.credits"] = N_("Give the credits as a number above 0.")
        if (basis == "prize" and not row.at.strip()) or (basis != "prize" and not _positive(row.at)):
            errors[f"rows.{n}.at"] = N_("Say from which amount, or for which class of prize, the row is.")
    if errors:
        return errors
    for n in range(1, len(rows)):
        before, row = rows[n - 1], rows[n]
        if basis == "prize":
            if row.at in {earlier.at for earlier in rows[:n]}:
                errors[f"rows.{n}.at"] = N_("This class of prize has a row already.")
        elif Decimal(row.at) <= Decimal(before.at):
            errors[f"rows.{n}.at"] = N_("Each row begins above the row before it.")
        elif Decimal(row.credits) < Decimal(before.credits):
            errors[f"rows.{n}.credits"] = N_("More work never earns fewer credits than the row before.")
    return errors


def _positive(text: str) -> bool:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return False
    return value.is_finite() and 0 < value <= 10_000


def _weights_are_one(rule: PassRule) -> bool:
    return (
        _positive(rule.mark)
        and all(map(_positive, rule.weights.values()))
        and sum(map(Decimal, rule.weights.values())) == 1
    )


def _day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
