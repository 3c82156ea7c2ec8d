"""What a person can do, how surely it is known, and how evidence and time change that."""

from dataclasses import dataclass, replace
from datetime import date

from services.matching.scoring.constants import CONSTANTS
from shared.errors import Invalid
from shared.messages import N_

SOURCES = ("declared", "course", "confirmed")


@dataclass(frozen=True, slots=True)
class Holding:
    """A skill that a person has: level 1–5, confidence 0–1, where it is known from, when last shown."""

    skill: str
    level: float
    confidence: float
    source: str
    date: date

    def __post_init__(self) -> None:
        errors = {}
        if not 1 <= self.level <= 5:
            errors["level"] = N_("A level is a number from 1 to 5.")
        if not 0 <= self.confidence <= 1:
            errors["confidence"] = N_("A confidence is a number from 0 to 1.")
        if self.source not in SOURCES:
            errors["source"] = N_("A skill is declared, from a course, or confirmed.")
        if errors:
            raise Invalid(errors)


def declare(skill: str, level: float, source: str, on: date) -> Holding:
    """Returns a new holding with the confidence that its source begins with."""
    return Holding(skill, level, CONSTANTS["first_confidence"].get(source, 0.0), source, on)


def confidence_on(holding: Holding, today: date) -> float:
    """Returns the confidence left on ``today``: halved each ``half_life_days`` since the last evidence.

    Examples
    --------
    >>> old = Holding("sql", 4, 0.8, "course", date(2024, 1, 1))
    >>> confidence_on(old, date(2025, 12, 31))
    0.4
    """
    days = max(0, (today - holding.date).days)
    return float(holding.confidence * 0.5 ** (days / CONSTANTS["half_life_days"]))


def level_used(holding: Holding, today: date) -> float:
    """Returns the level that counts on ``today``.

    Examples
    --------
    >>> day = date(2026, 3, 1)
    >>> level_used(Holding("sql", 3, 1.0, "confirmed", day), day)
    3.0
    >>> round(level_used(Holding("sql", 3, 0.3, "declared", day), day), 2)
    2.16
    """
    share = CONSTANTS["level_floor"] + CONSTANTS["level_by_confidence"] * confidence_on(holding, today)
    return float(holding.level * share)


def evidence_updates(
    holding: Holding | None, skill: str, achieved: float, on: date, untouched: bool = False
) -> Holding:
    """Returns the holding after one accepted contribution.

    Parameters
    ----------
    holding : Holding or None
        What was known of this skill before.
    achieved : float
        Level that the reviewer confirmed, 1–5.
    on : date
        When it was accepted.
    untouched : bool
        Whether the reviewer left the form's preset as it was: it weighs less.

    Notes
    -----
    The confidence left is raised towards 1 by ``confirmed_gain``, and is at least the first confidence of
    confirmed evidence; both are weakened when untouched. A confirmed level rises to what was achieved and
    never falls: a weaker piece of work says nothing about the better one. A level that was only declared or
    taught gives way to a rating, even a lower one; but an untouched preset says no more than "at least", so
    a claim that counts for more stands. Evidence that arrives late counts, and does not turn the date back.

    Examples
    --------
    >>> first = evidence_updates(None, "sql", 3, date(2026, 3, 1))
    >>> first.level, first.confidence, first.source
    (3, 0.8, 'confirmed')
    >>> again = evidence_updates(first, "sql", 3, date(2026, 3, 1))
    >>> round(again.confidence, 2)
    0.9
    """
    weight = CONSTANTS["untouched_weight"] if untouched else 1.0
    first = CONSTANTS["first_confidence"]["confirmed"] * weight
    if holding is None:
        return Holding(skill, achieved, first, "confirmed", on)
    kept = confidence_on(holding, on)
    raised = kept + (1 - kept) * CONSTANTS["confirmed_gain"] * weight
    level = max(holding.level, achieved) if holding.source == "confirmed" else achieved
    last = max(holding.date, on)
    after = replace(holding, level=level, confidence=max(first, raised), source="confirmed", date=last)
    if untouched and level_used(after, on) < level_used(holding, on):
        return holding
    return after
