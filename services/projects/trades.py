"""A brief to begin with, by trade and language: most of it written, so that only what is special has to be said."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from services.projects.domain.terms import PlannedMilestone, Risk, SkillNeed
from shared.messages import N_

LANGUAGES = ("en", "zh_Hans_CN", "zh_Hant_TW")

MIDTERM = N_("Midterm review")
FINAL = N_("Final review")


@dataclass(frozen=True)
class Trade:
    """A trade's template in one language. ``title`` has an ellipsis where the special part goes; ``problem`` is a
    question for the company, not a text to hand in. ``weeks`` and ``team`` are usual sizes."""

    key: str
    name: str
    title: str
    problem: str
    deliverables: tuple[str, ...]
    criteria: tuple[str, ...]
    skills: tuple[SkillNeed, ...]
    weeks: int
    team: int
    hours_per_week: int
    supervision_hours: int
    risk: Risk

    def terms(self, midterm: str, final: str) -> dict[str, Any]:
        """Values for ``Brief.edit``; ``midterm`` and ``final`` are MIDTERM and FINAL in the reader's language."""
        half = self.weeks // 2
        return {
            "trade": self.key,
            "title": self.title,
            "deliverables": list(self.deliverables),
            "criteria": list(self.criteria),
            "skills": list(self.skills),
            "weeks": self.weeks,
            "hours_per_week": self.hours_per_week,
            "supervision_hours": self.supervision_hours,
            "risk": self.risk,
            "team_min": min(3, self.team),
            "team_max": self.team,
            "milestones": [
                PlannedMilestone(midterm, half, [self.deliverables[0]]),
                PlannedMilestone(final, self.weeks, list(self.deliverables)),
            ],
        }


def keys() -> list[str]:
    """All trades, in the order in which they are offered."""
    return [row["key"] for row in _data()["trades"]]


def trade(key: str, language: str) -> Trade | None:
    """The template of a trade; English for a language that is none of LANGUAGES, None for an unknown trade."""
    row = next((row for row in _data()["trades"] if row["key"] == key), None)
    if row is None:
        return None
    language = language if language in LANGUAGES else "en"
    text = row["text"][language]
    return Trade(
        key=key,
        name=text["name"],
        title=text["title"],
        problem=text["problem"],
        deliverables=tuple(text["deliverables"]),
        criteria=tuple(text["criteria"]),
        skills=tuple(_skill(label, level, language) for label, level in row["skills"]),
        weeks=row["weeks"],
        team=row["team"],
        hours_per_week=row["hours_per_week"],
        supervision_hours=row["supervision_hours"],
        risk=row["risk"],
    )


def trades(language: str) -> list[Trade]:
    return [found for key in keys() if (found := trade(key, language))]


def _skill(label: str, level: int, language: str) -> SkillNeed:
    known = _data()["skills"][label]
    return SkillNeed(known["uri"], known.get(language, label), level)


@cache
def _data() -> dict[str, Any]:
    path = Path(__file__).parent / "data" / "trades.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def label(uri: str, language: str = "en") -> str:
    """The name of a skill that a template suggests, "" for others."""
    return _labels(language if language in LANGUAGES else "en").get(uri, "")


@cache
def _labels(language: str) -> dict[str, str]:
    return {known["uri"]: known.get(language, name) for name, known in _data()["skills"].items()}
