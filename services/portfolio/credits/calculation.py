"""From results to credits, line by line. The platform recommends; the registrar decides.

Results of one type are added up and looked up in the rule's table once; what is above a row and below the next
lapses (no carry-over). No step multiplies hours by a number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from services.portfolio.credits.conditions import Line, Result, row_of_prize, text, why_not
from services.portfolio.credits.rules import RuleTerms
from shared.messages import N_

_COUNTS = {
    "hours": N_("“%(title)s”: hours that count: %(amount)s."),
    "weeks": N_("“%(title)s”: weeks that count: %(amount)s."),
    "prize": N_("“%(title)s” counts with the prize “%(amount)s”."),
}
_TABLE = {
    "hours": {
        "sum": N_("Hours together: %(amount)s."),
        "below": N_("The table begins at %(at)s hours: 0 credits."),
        "row": N_("Row %(row)s: from %(at)s hours on, credits: %(credits)s."),
    },
    "weeks": {
        "sum": N_("Weeks together: %(amount)s."),
        "below": N_("The table begins at %(at)s weeks: 0 credits."),
        "row": N_("Row %(row)s: from %(at)s weeks on, credits: %(credits)s."),
    },
}


@dataclass(frozen=True)
class Standing:
    """What the student has already: credits granted under the same rule, those applied for and not decided yet, and
    the programme's major credits."""

    granted: Mapping[str, str] = field(default_factory=dict)
    pending: Mapping[str, str] = field(default_factory=dict)
    major_credits: str | None = None

    def held(self, kind: str | None = None) -> Decimal:
        """What counts against a limit: of one type of result, or of all."""
        both = (self.granted, self.pending)
        return sum(
            (Decimal(amount) for part in both for name, amount in part.items() if kind in (None, name)),
            Decimal(0),
        )


@dataclass(frozen=True)
class Calculation:
    """``total`` credits as text; ``keys`` are the results to reserve; ``refused`` those that do not count."""

    total: str
    lines: list[Line]
    keys: list[str]
    refused: list[str]


def calculate(rule: RuleTerms, results: Sequence[Result], standing: Standing | None = None) -> Calculation:
    """Recommend credits for ``results`` by ``rule``. Pure; the order of results changes only that of the lines.

    Complexity: O(results × (rows + conditions)).
    """
    standing = standing or Standing()
    lines: list[Line] = []
    counted: dict[str, list[Result]] = {}
    refused: list[str] = []
    seen: set[str] = set()
    for result in results:
        line = why_not(rule, result, result.key in seen)
        if line is None:
            line = _counted(rule, result)
            counted.setdefault(result.kind, []).append(result)
        else:
            refused.append(result.key)
        seen.add(result.key)
        lines.append(line)
    if standing.pending and counted and (rule.caps or rule.cap_total or rule.cap_share):
        waiting = text(sum(map(Decimal, standing.pending.values()), Decimal(0)))
        message = N_("Applied for and not decided yet, within the same limits; credits: %(credits)s.")
        lines.append(Line("pending", message, {"credits": waiting}, waiting))
    earned = {kind: _of_type(rule, kind, rows, standing, lines) for kind, rows in sorted(counted.items())}
    total = _limited_total(rule, sum(earned.values(), Decimal(0)), standing, lines)
    keys = [row.key for kind, rows in counted.items() if earned[kind] and total for row in rows]
    lines.append(
        Line("total", N_("Recommended credits: %(credits)s."), {"credits": text(total)}, text(total))
    )
    return Calculation(text(total), lines, keys, [key for key in refused if key not in keys])


def _counted(rule: RuleTerms, result: Result) -> Line:
    amount = result.prize if rule.basis == "prize" else text(_amount(rule, result))
    return Line("counted", _COUNTS[rule.basis], {"title": result.title, "amount": amount}, result=result.key)


def _amount(rule: RuleTerms, result: Result) -> Decimal:
    return Decimal(result.hours if rule.basis == "hours" else result.weeks)


def _of_type(
    rule: RuleTerms, kind: str, results: list[Result], standing: Standing, lines: list[Line]
) -> Decimal:
    """The credits of one type of result, within the type's limit."""
    if not _enough_together(rule, results, lines):
        return Decimal(0)
    by_prize = rule.basis == "prize"
    found = _by_prizes(rule, results, lines) if by_prize else _by_table(rule, results, lines)
    rounded = _round(rule, found, rule.rounding.mode)
    if rounded != found:
        params = {"before": text(found), "step": rule.rounding.step, "credits": text(rounded)}
        message = N_("%(before)s is rounded to steps of %(step)s; credits: %(credits)s.")
        lines.append(Line("rounding", message, params, text(rounded)))
    if kind not in rule.caps:
        return rounded
    left = Decimal(rule.caps[kind]) - standing.held(kind)
    message = N_(
        "Most credits for this type of result: %(cap)s, still free: %(left)s; credits now: %(credits)s."
    )
    return _capped(rule, rounded, left, rule.caps[kind], message, lines)


def _enough_together(rule: RuleTerms, results: Iterable[Result], lines: list[Line]) -> bool:
    rows = list(results)
    for wanted in rule.evidence:
        there = sum(row.evidence.get(wanted.key, 0) for row in rows)
        if wanted.per == "type" and there < wanted.least:
            params = {"least": str(wanted.least), "evidence": wanted.text, "there": str(there)}
            message = N_("Together %(least)s × %(evidence)s is needed, %(there)s is there: 0 credits.")
            lines.append(Line("refused", message, params, "0"))
            return False
    return True


def _by_table(rule: RuleTerms, results: Iterable[Result], lines: list[Line]) -> Decimal:
    says = _TABLE[rule.basis]
    amount = sum((_amount(rule, result) for result in results), Decimal(0))
    lines.append(Line("sum", says["sum"], {"amount": text(amount)}))
    reached = [(n, row) for n, row in enumerate(rule.rows, 1) if Decimal(row.at) <= amount]
    if not reached:
        lines.append(Line("table", says["below"], {"at": rule.rows[0].at}, "0"))
        return Decimal(0)
    n, row = reached[-1]
    params = {"row": str(n), "at": row.at, "credits": row.credits}
    lines.append(Line("table", says["row"], params, row.credits))
    return Decimal(row.credits)


def _by_prizes(rule: RuleTerms, results: Iterable[Result], lines: list[Line]) -> Decimal:
    total = Decimal(0)
    for result in results:
        row = row_of_prize(rule.rows, result.prize)
        credits = Decimal(row.credits) if row else Decimal(0)
        params = {"prize": result.prize, "credits": text(credits)}
        message = N_("Class of the prize “%(prize)s”, credits: %(credits)s.")
        lines.append(Line("table", message, params, text(credits), result.key))
        factor = rule.rank_factors.get(str(result.position))
        if factor is not None:
            credits *= Decimal(factor)
            params = {"rank": str(result.position), "factor": factor, "credits": text(credits)}
            message = N_("Rank %(rank)s in the team, factor %(factor)s, credits: %(credits)s.")
            lines.append(Line("table", message, params, text(credits), result.key))
        total += credits
    return total


def _limited_total(rule: RuleTerms, total: Decimal, standing: Standing, lines: list[Line]) -> Decimal:
    held = standing.held()
    if rule.cap_total is not None:
        message = N_("Most credits in total: %(cap)s, still free: %(left)s; credits now: %(credits)s.")
        total = _capped(rule, total, Decimal(rule.cap_total) - held, rule.cap_total, message, lines)
    if rule.cap_share is not None and standing.major_credits is not None:
        cap = Decimal(rule.cap_share) * Decimal(standing.major_credits)
        message = N_("Most credits of the major: %(cap)s, still free: %(left)s; credits now: %(credits)s.")
        total = _capped(rule, total, cap - held, text(cap), message, lines)
    return total


def _capped(
    rule: RuleTerms, credits: Decimal, left: Decimal, cap: str, message: str, lines: list[Line]
) -> Decimal:
    """At most ``left``, cut down to a whole step; a line only where the limit binds."""
    left = max(left, Decimal(0))
    if credits <= left:
        return credits
    kept = _round(rule, left, "down")
    params = {"cap": cap, "left": text(left), "credits": text(kept)}
    lines.append(Line("cap", message, params, text(kept)))
    return kept


def _round(rule: RuleTerms, value: Decimal, mode: str) -> Decimal:
    step = Decimal(rule.rounding.step)
    return (value / step).quantize(Decimal(1), ROUND_DOWN if mode == "down" else ROUND_HALF_UP) * step
