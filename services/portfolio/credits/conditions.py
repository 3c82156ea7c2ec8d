"""What a result must meet before it counts at all; each refusal is a line with its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from services.portfolio.credits.rules import Row, RuleTerms
from shared.messages import N_


@dataclass(frozen=True)
class Result:
    """An accepted result. ``key`` is used once; ``kind`` is its type; ``day`` the ISO day of its acceptance.

    ``evidence`` {kind of evidence: pieces}; ``marks`` {who gave it: mark}; ``position`` in the team's named order,
    from 1.
    """

    key: str
    title: str
    kind: str
    day: str
    hours: str = "0"
    weeks: str = "0"
    prize: str = ""
    position: int | None = None
    course: str = ""
    course_type: str = ""
    evidence: Mapping[str, int] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    use: Literal["free", "reserved", "consumed"] = "free"


@dataclass(frozen=True)
class Line:
    """One step: a sentence with its values. ``credits`` is what stands after the step, where it has any."""

    kind: Literal["counted", "refused", "sum", "table", "rounding", "pending", "cap", "total"]
    message: str
    params: dict[str, str]
    credits: str | None = None
    result: str | None = None


def text(value: Decimal) -> str:
    """The shortest plain form: "3", "2.5"."""
    plain = f"{value:f}"
    return (plain.rstrip("0").rstrip(".") or "0") if "." in plain else plain


def why_not(rule: RuleTerms, result: Result, again: bool) -> Line | None:
    """The line that refuses ``result``, None when it counts; ``again``: it was named before."""
    reasons = (
        (again, N_("“%(title)s” is named twice; it counts once.")),
        (result.use == "reserved", N_("“%(title)s” is reserved by another application.")),
        (result.use == "consumed", N_("“%(title)s” has already earned credit; each result counts once.")),
        (
            result.day < rule.valid_from or (rule.valid_until is not None and result.day > rule.valid_until),
            N_("“%(title)s” was accepted on %(day)s; the rule is not valid on that day."),
        ),
        (rule.course_required and not result.course, N_("“%(title)s” belongs to no course section.")),
        (
            bool(rule.allowed_courses) and result.course not in rule.allowed_courses,
            N_("“%(title)s”: the rule does not allow the course “%(course)s”."),
        ),
        (
            result.course_type in rule.excluded_course_types,
            N_("“%(title)s”: courses of this type cannot be replaced."),
        ),
        (
            rule.named_members is not None and not 1 <= (result.position or 0) <= rule.named_members,
            N_("“%(title)s”: members named after place %(named)s earn no credit."),
        ),
        (
            rule.basis == "prize" and row_of_prize(rule.rows, result.prize) is None,
            N_("“%(title)s”: the table has no row for this class of prize."),
        ),
    )
    params = {
        "title": result.title,
        "day": result.day,
        "course": result.course,
        "named": str(rule.named_members),
    }
    for holds, message in reasons:
        if holds:
            used = {name: value for name, value in params.items() if f"%({name})s" in message}
            return Line("refused", message, used, result=result.key)
    return _evidence_lack(rule, result) or _mark_lack(rule, result)


def _evidence_lack(rule: RuleTerms, result: Result) -> Line | None:
    for wanted in rule.evidence:
        there = result.evidence.get(wanted.key, 0)
        if wanted.per == "result" and there < wanted.least:
            return Line(
                "refused",
                N_("“%(title)s”: %(least)s × %(evidence)s is needed, %(there)s is there."),
                {
                    "title": result.title,
                    "least": str(wanted.least),
                    "evidence": wanted.text,
                    "there": str(there),
                },
                result=result.key,
            )
    return None


def _mark_lack(rule: RuleTerms, result: Result) -> Line | None:
    if rule.pass_rule is None:
        return None
    weights = rule.pass_rule.weights
    params = {"title": result.title, "mark": rule.pass_rule.mark}
    if set(weights) - set(result.marks):
        return Line(
            "refused", N_("“%(title)s”: a mark is still missing."), {"title": result.title}, result=result.key
        )
    mean = sum((Decimal(weights[who]) * Decimal(result.marks[who]) for who in weights), Decimal(0))
    if mean >= Decimal(rule.pass_rule.mark):
        return None
    message = N_("“%(title)s”: the marks together give %(mean)s; %(mark)s is needed to pass.")
    return Line("refused", message, params | {"mean": text(mean)}, result=result.key)


def row_of_prize(rows: Iterable[Row], prize: str) -> Row | None:
    return next((row for row in rows if row.at == prize), None)
