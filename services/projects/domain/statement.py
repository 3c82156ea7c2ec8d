"""What a member says they did, and how a reviewer rates the skills shown in it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from services.projects.domain.milestone import Artefact, check_artefacts
from services.projects.domain.terms import SkillNeed
from shared.errors import Invalid
from shared.messages import N_

MAX_HOURS = Decimal(1000)
_MAIL = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")


@dataclass(frozen=True)
class Statement:
    """``share`` and ``percent``: the part in the team's result, in words and optionally, behind them, in per cent.

    ``hours`` is a decimal as text ("12.5"): a number would differ between the engines that check a signature.
    """

    text: str
    artefacts: Sequence[Artefact]
    hours: str = "0"
    share: str = ""
    percent: int | None = None

    def check(self, names: Iterable[str] = ()) -> None:
        """Raises Invalid. A statement is published without any person's name, so ``names`` must not occur."""
        errors: dict[str, str] = {}
        if not self.text.strip():
            errors["statement"] = N_("Say what you did yourself.")
        if self.percent is not None and not 0 <= self.percent <= 100:
            errors["percent"] = N_("Give the share in per cent, from 0 to 100.")
        elif self.percent is not None and not self.share.strip():
            errors["share"] = N_("Say in a few words what the per cent stand for.")
        if hours(self.hours) is None:
            errors["hours"] = N_("Give the hours as a number from 0 to 1000, such as 12.5.")
        published = [self.text, self.share, *(artefact.description for artefact in self.artefacts)]
        if any(name.strip() and name.casefold() in text.casefold() for name in names for text in published):
            errors["statement"] = N_("Write without names; the statement is published without them.")
        if any(_MAIL.search(text) for text in published):
            errors["statement"] = N_("Write without mail addresses; the statement is published without them.")
        if errors:
            raise Invalid(errors)
        check_artefacts(self.artefacts)


def hours(text: str) -> str | None:
    """The hours in their shortest form ("12.50" → "12.5"), None when they are no number from 0 to 1000."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not value.is_finite() or not 0 <= value <= MAX_HOURS or value != round(value, 2):
        return None
    plain = f"{value:f}"
    return (plain.rstrip("0").rstrip(".") or "0") if "." in plain else plain


@dataclass(frozen=True)
class Rating:
    """Levels: 0 (not shown) to 5. ``untouched``: the preset of the needed level was left; it weighs less."""

    uri: str
    label: str
    needed: int
    achieved: int
    untouched: bool
    reason: str = ""


@dataclass(frozen=True)
class Departure:
    """What a reviewer sets instead of the preset level, and why."""

    achieved: int
    reason: str


def rate(skills: Sequence[SkillNeed], departures: Mapping[str, Departure]) -> list[Rating]:
    """One rating per skill of the brief: preset to the needed level, changed by exception with a reason.

    ``departures`` {skill URI: Departure}. A departure to the needed level with a reason is a touched rating.
    Raises Invalid for an unknown skill, a level outside 0–5 or a missing reason.
    """
    known = {skill.uri for skill in skills}
    errors = {
        f"ratings.{uri}": N_("The brief does not ask for this skill.") for uri in set(departures) - known
    }
    for uri, departure in departures.items():
        if departure.achieved not in range(6):
            errors[f"ratings.{uri}.achieved"] = N_("Give a level from 0 (not shown) to 5.")
        elif not departure.reason.strip():
            errors[f"ratings.{uri}.reason"] = N_("Give the reason for another level than the needed one.")
    if errors:
        raise Invalid(errors)
    return [_rating(skill, departures.get(skill.uri)) for skill in skills]


def _rating(skill: SkillNeed, departure: Departure | None) -> Rating:
    if departure is None:
        return Rating(skill.uri, skill.label, skill.level, skill.level, untouched=True)
    return Rating(skill.uri, skill.label, skill.level, departure.achieved, False, departure.reason.strip())
