"""The terms of a brief: what a company fills in, and what each value may be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from shared.errors import Invalid
from shared.messages import N_

Place = Literal["onsite", "remote", "mixed"]
Risk = Literal["low", "medium", "high"]

PLACES: dict[str, str] = {"onsite": N_("On site"), "remote": N_("Remote"), "mixed": N_("On site and remote")}
RISKS: dict[str, str] = {"low": N_("Low risk"), "medium": N_("Medium risk"), "high": N_("High risk")}

MOST_TITLE = 200
MAX_CRITERIA = 5
"""A mentor answers each criterion one by one; more than five are not read."""


_MAIL = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")


@dataclass(frozen=True)
class SkillNeed:
    """A skill by its URI, the needed level 1–5 and how much it counts (1 is the ordinary weight)."""

    uri: str
    label: str
    level: int
    weight: float = 1.0


@dataclass(frozen=True)
class PlannedMilestone:
    """``week`` counts from 1. Without criteria of its own it is accepted by those of the brief."""

    title: str
    week: int
    deliverables: list[str] = field(default_factory=list)
    criteria: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Terms:
    """All that a company may write; ``nda`` is None until the question was answered."""

    lang: str = "en"
    title: str = ""
    trade: str = ""
    kind: str = "course_project"
    place: Place = "onsite"
    risk: Risk = "low"
    problem: str = ""
    deliverables: list[str] = field(default_factory=list)
    criteria: list[str] = field(default_factory=list)
    skills: list[SkillNeed] = field(default_factory=list)
    milestones: list[PlannedMilestone] = field(default_factory=list)
    weeks: int = 0
    hours_per_week: int = 0
    supervision_hours: int = 0
    paid: bool = False
    pay: str = ""
    costs: str = ""
    ip: str = ""
    nda: bool | None = None
    nda_text: str = ""
    data_access: str = ""
    vulnerable: bool = False
    languages: list[str] = field(default_factory=list)
    team_min: int = 3
    team_max: int = 5
    teams: int = 1
    programmes_min: int = 1
    offered_to: list[str] = field(default_factory=list)


_RANGES: dict[str, tuple[int, int, str]] = {
    "weeks": (0, 52, N_("Give the length in whole weeks, from 1 to 52.")),
    "hours_per_week": (0, 40, N_("Give the hours a week of one student, from 1 to 40.")),
    "supervision_hours": (0, 400, N_("Give the mentor's hours for the whole project, from 1 to 400.")),
    "team_min": (1, 12, N_("A team has between 1 and 12 members.")),
    "team_max": (1, 12, N_("A team has between 1 and 12 members.")),
    "teams": (1, 20, N_("A brief has seats for 1 to 20 teams.")),
    "programmes_min": (1, 6, N_("A team draws on 1 to 6 programmes.")),
}

_CHOICES: dict[str, tuple[Mapping[str, str], str]] = {
    "place": (PLACES, N_("Choose where the work is done: on site, remote, or both.")),
    "risk": (RISKS, N_("Choose the risk: low, medium or high.")),
}


def checked(terms: Terms, changes: Mapping[str, Any]) -> dict[str, Any]:
    """``changes`` ready to be taken over, rows made into SkillNeed and PlannedMilestone.

    Raises Invalid with every field that is wrong; nothing is changed here.
    """
    unknown = [name for name in changes if name not in Terms.__dataclass_fields__]
    if unknown:
        raise Invalid(dict.fromkeys(sorted(unknown), N_("This field cannot be changed here.")))
    ready = dict(changes)
    errors: dict[str, str] = {}
    for name, made_of in (("skills", SkillNeed), ("milestones", PlannedMilestone)):
        if name in ready:
            ready[name] = [row if isinstance(row, made_of) else made_of(**row) for row in ready[name]]
    errors |= _ranges(ready) | _choices(ready) | _rows(ready) | _team(terms, ready) | _mails(ready)
    if errors:
        raise Invalid(errors)
    return ready


def _ranges(ready: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: sentence
        for name, (low, high, sentence) in _RANGES.items()
        if name in ready and not low <= ready[name] <= high
    }


def _choices(ready: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: say for name, (known, say) in _CHOICES.items() if name in ready and ready[name] not in known
    }


def _rows(ready: Mapping[str, Any]) -> dict[str, str]:
    errors: dict[str, str] = {}
    seen: set[str] = set()
    for n, skill in enumerate(ready.get("skills", ())):
        if skill.level not in range(1, 6):
            errors[f"skills.{n}.level"] = N_("Give a level from 1 to 5.")
        if not 0 < skill.weight <= 5:
            errors[f"skills.{n}.weight"] = N_("Give a weight above 0, at most 5.")
        if skill.uri in seen:
            errors[f"skills.{n}.uri"] = N_("This skill is already in the list.")
        seen.add(skill.uri)
    for n, milestone in enumerate(ready.get("milestones", ())):
        if not 1 <= milestone.week <= 52:
            errors[f"milestones.{n}.week"] = N_("Give the week in which it is due, from 1 to 52.")
        if len(milestone.criteria) > MAX_CRITERIA:
            errors[f"milestones.{n}.criteria"] = N_("Give at most five acceptance criteria.")
    if len(ready.get("criteria", ())) > MAX_CRITERIA:
        errors["criteria"] = N_("Give at most five acceptance criteria.")
    return errors


def _mails(ready: Mapping[str, Any]) -> dict[str, str]:
    """These texts go into credentials, which name nobody."""
    texts = {"title": [ready.get("title", "")], "problem": [ready.get("problem", "")]}
    texts["criteria"] = list(ready.get("criteria", ()))
    for n, milestone in enumerate(ready.get("milestones", ())):
        texts[f"milestones.{n}.criteria"] = milestone.criteria
        texts[f"milestones.{n}.title"] = [milestone.title]
    say = N_("Write this without mail addresses; it is published in credentials.")
    return {name: say for name, rows in texts.items() if any(_MAIL.search(text) for text in rows)}


def deed(title: str, milestone: str, milestones: int) -> str:
    """What a credential is called: the brief, and the milestone where there are several; at most 200 characters."""
    if milestones < 2 or _MAIL.search(milestone):
        return title
    room = MOST_TITLE - min(len(milestone), MOST_TITLE // 2) - 3
    return f"{title if len(title) <= room else title[: room - 1] + '…'} · {milestone[: MOST_TITLE // 2]}"


def _team(terms: Terms, ready: Mapping[str, Any]) -> dict[str, str]:
    if ready.get("team_min", terms.team_min) > ready.get("team_max", terms.team_max):
        return {"team_max": N_("The largest team cannot be smaller than the smallest.")}
    return {}
